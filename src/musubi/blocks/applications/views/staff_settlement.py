"""Steps from the report to the end of a file; lists of payments, 監査調書, 検査調書."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.agents.receiving import change_payee
from musubi.blocks.applications.domain.commitments import record_payment, record_refund
from musubi.blocks.applications.domain.filings import claim
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.domain.settling.audit_sheet import audit_rows, awards_of
from musubi.blocks.applications.domain.settling.payments import export_claims, is_held_back, open_claims
from musubi.blocks.applications.domain.settling.settlement import Accepted, accept_costs, close, record_asset, record_inspection, record_repayment
from musubi.blocks.applications.domain.settling.upstream import share_upstream
from musubi.blocks.applications.interfaces import settlement_forms as forms
from musubi.blocks.applications.interfaces.staff_workbooks import write_audit, write_claims
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.follow_up.office import STEPS as FOLLOW_UP
from musubi.blocks.applications.views.follow_up.paper import STEPS as PAPER
from musubi.blocks.applications.views.opening import application_at, paged
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.eras import parse_number
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.vision.domain.editions import plan_in_force


def _costs(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    lines = {line.uid: line for line in record.costs.filter(stage="report")}
    rows = [Accepted(line, data[uid], data[f"reason-{uid}"]) for uid, line in lines.items()]
    accept_costs(application=record, rows=rows, actor=request.user, now=clock.now())


def _inspect(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    values = {**data, "findings": [line.strip() for line in data["findings"].splitlines() if line.strip()], "passed": data["passed"] == "yes"}
    record_inspection(application=record, values=values, actor=request.user, now=clock.now(), today=clock.today())


def _claim(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    claim(application=record, actor=request.user, now=clock.now(), **data)


def _payee(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    change_payee(application=record, payee=data.get("payee"), actor=request.user, now=clock.now())


def _pay(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    waiting = record.claims.filter(payment__isnull=True, withdrawn_at__isnull=True).first()
    record_payment(application=record, claim=waiting, actor=request.user, now=clock.now(), **data)


def _refund(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    record_refund(application=record, actor=request.user, now=clock.now(), **data)


def _repaid(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    data["late_charge"] = data["late_charge"] or 0
    data["repayment"] = data["repayment"] or get_object_or_404(record.repayments, paid_on__isnull=True)
    record_repayment(actor=request.user, now=clock.now(), **data)


def _fulfil(request: HttpRequest, _record: Application, data: dict[str, Any]) -> None:
    told = {"text": data["content"], "amount": data["amount"]} if data["content"] or data["amount"] is not None else None
    fulfil(obligation=data["obligation"], done_on=data["done_on"], content=told, actor=request.user, now=clock.now())


def _asset(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    record_asset(application=record, values=data, actor=request.user, now=clock.now())


def _share(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    share_upstream(application=record, grant=data["grant"], yen=data["yen"] or 0, actor=request.user, now=clock.now())


def _close(request: HttpRequest, record: Application, _data: dict[str, Any]) -> None:
    close(application=record, actor=request.user, now=clock.now())


STEPS = {
    "costs": Step(
        _l("経費を認める"),
        _l("認める額を記録する"),
        forms.CostsForm,
        _costs,
        _l("認める額を記録しました。確定額は、認めた経費から計算されます"),
        _l("報告された額と違う額を認めるときは、その行に理由を書きます。申請者への通知と監査調書に残ります。"),
    ),
    "inspect": Step(
        _l("現地検査を記録する"),
        _l("検査の結果を記録する"),
        forms.InspectionForm,
        _inspect,
        _l("検査を記録しました。写真・ファイルを加え、検査調書を印刷できます"),
    ),
    "claim": Step(_l("請求書を受け付ける"), _l("請求を記録する"), forms.ClaimForm, _claim, _l("請求を記録しました。支出の一覧に入りました")),
    "pay": Step(_l("支払を記録する"), _l("支払ったことを記録する"), forms.PaymentForm, _pay, _l("支払を記録しました")),
    "payee": Step(
        _l("受け取る人を変える"),
        _l("この人に払う"),
        forms.PayeeForm,
        _payee,
        _l("受け取る人を変えました"),
        _l("受領の委任に双方の同意がある人か、申請者本人から選びます。委任の確認は、申請のページの「代理人」で行います。"),
    ),
    "refund": Step(_l("戻入を記録する"), _l("戻ったことを記録する"), forms.RefundForm, _refund, _l("戻入を記録しました")),
    "repaid": Step(_l("返還の納付を記録する"), _l("納付されたことを記録する"), forms.RepaidForm, _repaid, _l("返還の納付を記録しました")),
    "fulfil": Step(_l("届出・報告を受け付ける"), _l("受け取ったことを記録する"), forms.FulfilForm, _fulfil, _l("届出・報告を受け付けました")),
    "asset": Step(_l("財産を登録する"), _l("この財産を登録する"), forms.AssetForm, _asset, _l("財産を登録しました")),
    "share": Step(
        _l("財源の内訳を決める"),
        _l("この内訳にする"),
        forms.ShareForm,
        _share,
        _l("財源の内訳を記録しました"),
        initial=lambda record: {"grant": record.upstream, "yen": record.upstream_share or None},
    ),
    **FOLLOW_UP,
    **PAPER,
    "close": Step(_l("終結する"), _l("この申請を終結する"), forms.PlainForm, _close, _l("終結しました")),
}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A step after the decision."""
    found = application_at(request, uid, page="applications:settlement")
    if name not in STEPS:
        raise Http404
    if not works_application(request.user, found):
        raise PermissionDenied
    return run_step(request, step=STEPS[name], record=found, back=reverse("applications:application", args=[uid]))


def _note_reading(request: HttpRequest, page: str) -> None:
    plan = plan_in_force()
    if plan is not None:
        record_personal_view(actor=request.user, obj=plan, page=page, now=clock.real_now())


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def payments(request: HttpRequest) -> HttpResponse:
    """支出の一覧: claims that wait for their payment, by 債権者番号."""
    _note_reading(request, "applications:payments")
    rows = open_claims(request.user)
    today = clock.today()
    held = {row.pk for row in rows if is_held_back(row, day=today)}
    context = {"page": paged(request, rows), "total": sum(row.amount for row in rows), "held": held}
    return render(request, "applications/staff_payments.html", context)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
@require_POST
def payments_export(request: HttpRequest) -> HttpResponse:
    """The list for the accounting system; who was in it is kept at each claim."""
    _note_reading(request, "applications:payments-export")
    rows = export_claims(user=request.user, now=clock.now())
    if not rows:
        messages.info(request, _("財務会計システムに渡せる請求はありません"))
        return render(request, "applications/staff_payments.html", {"page": paged(request, []), "total": 0, "held": set()})
    return as_download(write_claims(rows), _("支出の一覧") + ".xlsx")


def _year(request: HttpRequest) -> int:
    try:
        return parse_number(request.GET.get("year", ""))
    except ValueError:
        return fiscal_year_of(clock.today())


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def audit(request: HttpRequest) -> HttpResponse:
    """監査調書 of a year: what is out of order first."""
    year = _year(request)
    _note_reading(request, "applications:audit")
    rows = list(audit_rows(awards_of(request.user, fiscal_year=year)))
    if request.GET.get("as") == "xlsx":
        return as_download(write_audit(rows), f"{_('監査調書')}_{year}.xlsx")
    rows.sort(key=lambda row: not row.faults)
    now = fiscal_year_of(clock.today())
    context = {"page": paged(request, rows), "year": year, "years": range(now + 1, now - 6, -1), "faulty": sum(bool(row.faults) for row in rows)}
    return render(request, "applications/staff_audit.html", context)
