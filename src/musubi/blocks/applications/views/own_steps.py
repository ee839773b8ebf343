"""The applicant's steps, each a page with one form and one button; what was typed stays on every error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.applicant.obligation_reports import report_obligation
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.filings import claim as make_claim
from musubi.blocks.applications.domain.filings import renounce as step_back
from musubi.blocks.applications.domain.filings import request_change, withdraw_change
from musubi.blocks.applications.domain.filings import withdraw as take_back
from musubi.blocks.applications.enums import ObligationKind
from musubi.blocks.applications.interfaces.own_steps import ChangeForm, ClaimForm, ObligationForm, ReasonForm
from musubi.blocks.applications.models import Application, ChangeRequest, Obligation
from musubi.blocks.applications.rules import STEP_BACK
from musubi.blocks.applications.views.own_opening import editable
from musubi.blocks.applications.views.public_steps import at_application, public_step
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step


def _step(request: HttpRequest, found: Application, step: Step) -> HttpResponse:
    return public_step(request, step=step, record=found, place=at_application(found))


def _only(request: HttpRequest, found: Application, permission: str) -> Application:
    if not request.user.has_perm(permission, found):
        raise PermissionDenied(_("取下げと辞退は任されていません。申請者本人に頼んでください"))
    return found


@login_required
def withdraw(request: HttpRequest, uid: str) -> HttpResponse:
    """取下げ, before the decision."""

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        take_back(application=found, reason=data["reason"], actor=request.user, now=clock.now())

    lead = _("市の決定の前なら、申請を取り下げられます。取り下げた申請は元に戻せません。もう一度申請するときは、受付の期間内に新しく出します。")
    step = Step(_("申請を取り下げる"), _("この申請を取り下げる"), ReasonForm, run, _("申請を取り下げました"), lead=lead)
    return _step(request, _only(request, editable(request, uid, page="filings:withdraw"), STEP_BACK), step)


@login_required
def renounce(request: HttpRequest, uid: str) -> HttpResponse:
    """辞退, after the selection or the decision."""

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        step_back(application=found, reason=data["reason"], actor=request.user, now=clock.now(), today=clock.today())

    lead = _("採択や交付の決定を辞退します。辞退は元に戻せません。")
    step = Step(_("辞退する"), _("この決定を辞退する"), ReasonForm, run, _("辞退しました"), lead=lead)
    return _step(request, _only(request, editable(request, uid, page="filings:renounce"), STEP_BACK), step)


@login_required
def change(request: HttpRequest, uid: str) -> HttpResponse:
    """変更・中止・廃止の申請."""

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        values = {name: data[name] for name in ("kind", "content", "reason", "requested", "completes_on")}
        request_change(application=found, actor=request.user, now=clock.now(), **values)

    lead = _("承認されるまで、元の計画のまま進めてください。")
    step = Step(_("変更を申請する"), _("変更の申請を出す"), ChangeForm, run, _("変更の申請を出しました"), lead=lead)
    return _step(request, editable(request, uid, page="filings:change"), step)


@login_required
@require_POST
def take_back_change(request: HttpRequest, uid: str, change: str) -> HttpResponse:
    """変更申請の取下げ, while it is not decided."""
    found = editable(request, uid, page="filings:change")
    row = get_object_or_404(visible_to(request.user, ChangeRequest).filter(application=found), uid=change)
    _told(request, lambda: withdraw_change(request=row, actor=request.user, now=clock.now()), _("変更の申請を取り下げました"))
    return redirect("filings:application", found.uid)


def _told(request: HttpRequest, work: Callable[[], Any], done: str) -> None:
    try:
        work()
    except ApplicationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)


@login_required
def claim(request: HttpRequest, uid: str) -> HttpResponse:
    """請求: the rest, or an advance."""

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        make_claim(
            application=found,
            kind=ClaimForm(user=request.user, record=found).kind,
            amount=data["amount"],
            reason=data.get("reason", ""),
            creditor_number=data["creditor_number"],
            payee=data.get("payee"),
            claimed_on=clock.today(),
            actor=request.user,
            now=clock.now(),
        )

    step = Step(_("請求する"), _("この額を請求する"), ClaimForm, run, _("請求を出しました"))
    return _step(request, editable(request, uid, page="filings:claim"), step)


@login_required
def obligation(request: HttpRequest, uid: str, owed: str) -> HttpResponse:
    """届出・報告 that is owed after the decision."""
    found = editable(request, uid, page="filings:obligation")
    row = get_object_or_404(visible_to(request.user, Obligation).filter(application=found), uid=owed)
    if row.kind == ObligationKind.TAX:
        return redirect("filings:tax", found.uid)

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        sent = data["file"]
        report_obligation(
            obligation=row,
            text=data["content"],
            amount=data["amount"],
            file=(sent.name, sent.read()) if sent else None,
            actor=request.user,
            now=clock.now(),
            today=clock.today(),
        )

    step = Step(row.label, _("この内容で報告する"), ObligationForm, run, _("報告を受け付けました"))
    return _step(request, found, step)
