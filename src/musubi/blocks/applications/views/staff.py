"""One application as the office works it, and the steps before a decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.agents.held import agents_of
from musubi.blocks.applications.domain.answers import shown_answers
from musubi.blocks.applications.domain.commitments import overpaid, payable
from musubi.blocks.applications.domain.corrections import Point, ask_correction, open_correction
from musubi.blocks.applications.domain.office.handling import accept, assign_handler, record_check, reject, tally
from musubi.blocks.applications.domain.office.hints import hints_of
from musubi.blocks.applications.domain.office.judging import judged_until
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.domain.settling.settlement import needs_asset_record
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.domain.yearly.table import own_years
from musubi.blocks.applications.enums import AgentKind, CallKind, Stage
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.interfaces.decision_forms import kinds_for
from musubi.blocks.applications.interfaces.sheets.register import sheets_of
from musubi.blocks.applications.interfaces.staff_forms import AcceptForm, CheckForm, CorrectionForm, HandlerForm, ReasonForm
from musubi.blocks.applications.models import Application, ApplicationFile
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.follow_up.office import open_steps
from musubi.blocks.applications.views.follow_up.paper import open_steps as open_paper_steps
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.views.staff_settlement import STEPS as SETTLE
from musubi.blocks.applications.workflow import STATES, moves_from
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels


def _accept(request: HttpRequest, record: Application, _data: dict[str, Any]) -> None:
    accept(application=record, actor=request.user, now=clock.now())


def _reject(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    reject(application=record, reason=data["reason"], actor=request.user, now=clock.now())


def _tally(request: HttpRequest, record: Application, _data: dict[str, Any]) -> None:
    tally(application=record, actor=request.user, now=clock.now())


def _assign(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    assign_handler(application=record, handler=data["handler"], actor=request.user, now=clock.now())


def _check(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    known = {row.check_key: (row.outcome, row.note) for row in record.checks.all()}
    for check in read_terms(record.terms.content).checks:
        outcome, note = data[f"outcome-{check.key}"], data[f"note-{check.key}"]
        if known.get(check.key, ("open", "")) != (outcome, note):
            record_check(application=record, key=check.key, outcome=outcome, note=note, actor=request.user, now=clock.now())


def _correct(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    points = [Point(name.removeprefix("point-"), value) for name, value in data.items() if name.startswith("point-") and value]
    ask_correction(
        application=record, points=points, due_on=data["due_on"], message=data["message"], actor=request.user, now=clock.now(), today=clock.today()
    )


STEPS = {
    "accept": Step(_l("申請を受け付ける"), _l("受け付けて審査を始める"), AcceptForm, _accept, _l("受け付けました。要件の確認に進んでください")),
    "reject": Step(
        _l("申請を却下する"),
        _l("理由を付けて却下する"),
        ReasonForm,
        _reject,
        _l("却下しました。理由は申請者の画面に出ます"),
        _l("募集の要件に合わず、補正でも直らないときだけ却下します。"),
    ),
    "tally": Step(_l("要望を集計に入れる"), _l("集計に入れる"), AcceptForm, _tally, _l("集計に入れました")),
    "handler": Step(
        _l("担当者を決める"),
        _l("この人を担当にする"),
        HandlerForm,
        _assign,
        _l("担当者を決めました"),
        initial=lambda record: {"handler": record.handler},
    ),
    "checks": Step(_l("要件を確認する"), _l("確認したことを記録する"), CheckForm, _check, _l("要件の確認を記録しました")),
    "correction": Step(
        _l("補正をお願いする"),
        _l("補正のお願いを送る"),
        CorrectionForm,
        _correct,
        _l("補正のお願いを送りました。申請者が直すと、この画面に補正前と補正後が並びます"),
        _l("直してほしい箇所だけに書きます。申請者の画面とメールで伝わります。"),
    ),
}
BUTTONS = {"accept": "accept", "reject": "reject", "tally": "tally", "ask_correction": "correction", "ask_report_correction": "correction"}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def application(request: HttpRequest, uid: str) -> HttpResponse:
    """Where it stands, whose turn it is, what was handed in, what was checked, decided and paid."""
    found = application_at(request, uid, page="applications:application")
    terms = read_terms(found.terms.content)
    works = works_application(request.user, found)
    moves = [move.name for move in moves_from(found.status, found.call.kind)] if works else []
    checked = {row.check_key: row for row in found.checks.all()}
    context = {
        "application": found,
        **_turn(found),
        "works": works,
        "steps_open": [(BUTTONS[name], STEPS[BUTTONS[name]].title) for name in moves if name in BUTTONS],
        "may_decide": works and bool(kinds_for([found])),
        "timeline": found.status_changes.all(),
        "answers": shown_answers(terms.questions_of(Stage.APPLICATION, found.lane), found.answers),
        "report_answers": shown_answers(terms.questions_of(Stage.REPORT, found.lane), found.report_answers) if found.reported_on else [],
        "costs": found.costs.all(),
        "categories": {each.key: each.name for each in terms.categories},
        "files": found.files.filter(removed_at__isnull=True),
        "documents": {each.key: each.label for each in terms.documents},
        "checks": [(check, checked.get(check.key)) for check in terms.checks],
        "agents": [(row, row.state_on(clock.today())) for row in agents_of(found)],
        "hints": hints_of(found, day=clock.today()),
        "correction": open_correction(found),
        "corrections": found.corrections.filter(answered_at__isnull=False).prefetch_related("points"),
        "changes": found.change_requests.all(),
        "items": found.decision_items.select_related("decision"),
        "notices": found.notices.select_related("document"),
        "obligations": found.obligations.all(),
        "claims": found.claims.filter(withdrawn_at__isnull=True).select_related("payment", "payee"),
        "receipts": found.receipts.all(),
        "payable": payable(found),
        "overpaid": overpaid(found),
        "repayments": found.repayments.all(),
        "inspections": found.inspections.annotate(kept=Count("files", filter=Q(files__removed_at__isnull=True))),
        "assets": found.assets.all(),
        "disposals": found.disposals.select_related("asset"),
        "tax_reports": found.tax_reports.all(),
        "assets_missing": needs_asset_record(found) if found.reported_on else [],
        "settle_steps": [(name, SETTLE[name].title) for name in _settling(found)] if works else [],
        "today": clock.today(),
        "designation": own_years(found, user=request.user, today=clock.today()),
        "for_office": True,
        "sheets": sheets_of(found),
        "types_report": works and found.report_paper_on is not None and found.status in {S.GRANTED, S.REPORT_CORRECTION},
        "may_set_years": works and found.call.kind == CallKind.DESIGNATION and found.status == S.CERTIFIED,
        "panels": render_panels("staff-application", request, {"application": found}),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "applications/staff_application.html", context)


def _turn(application: Application) -> dict[str, Any]:
    """Where it stands, and until when a panel has it."""
    return {"state": STATES[S(application.status)], "judged_until": judged_until(application)}


def _settling(application: Application) -> list[str]:
    """The steps after the decision that make sense now."""
    status = application.status
    asked = application.claims.filter(payment__isnull=True, withdrawn_at__isnull=True).exists()
    to_repay = application.repayments.filter(paid_on__isnull=True).exists()
    wanted = {
        "costs": status == S.REPORTED and application.costs.filter(stage=Stage.REPORT).exists(),
        "inspect": status in {S.GRANTED, S.REPORTED, S.CERTIFIED},
        "claim": status in {S.GRANTED, S.CONFIRMED} and not asked and payable(application) > 0,
        "pay": asked,
        "payee": asked and application.agents.filter(kind=AgentKind.RECEIPT).exists(),
        "refund": application.contract_id is not None and application.paid > application.returned and not to_repay,
        "repaid": to_repay,
        "fulfil": application.obligations.filter(done_on__isnull=True).exists(),
        "asset": application.reported_on is not None,
        "share": application.decided is not None,
        "close": status in {S.PAID, S.CONFIRMED},
        **open_steps(application),
        **open_paper_steps(application),
    }
    return [name for name, makes_sense in wanted.items() if makes_sense]


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A step before a decision."""
    found = application_at(request, uid, page="applications:step")
    if name not in STEPS:
        raise Http404
    if not works_application(request.user, found):
        raise PermissionDenied
    return run_step(request, step=STEPS[name], record=found, back=reverse("applications:application", args=[uid]))


@login_required
def file(request: HttpRequest, uid: str) -> FileResponse:
    """A document of an application, for those who may see the application; each reading of another's is noted."""
    found = get_object_or_404(visible_to(request.user, ApplicationFile).select_related("application"), uid=uid)
    if found.application.applicant_id != request.user.pk:
        record_personal_view(actor=request.user, obj=found, page="applications:file", now=clock.real_now())
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response
