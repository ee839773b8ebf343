"""Rights to act: the city grants, confirms, refuses and ends them."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, StepForm
from musubi.blocks.parties.domain import acting
from musubi.blocks.parties.interfaces.detail_forms import ActingForm, ConfirmForm, EndForm
from musubi.blocks.parties.interfaces.fields import ReasonForm, telling
from musubi.blocks.parties.models import Party, Representation
from musubi.blocks.parties.rules import WORK_PARTIES
from musubi.blocks.parties.views.steps import run_at


def grant_step(form: type[StepForm] = ActingForm) -> Step:
    """Let somebody act."""

    def run(request: HttpRequest, party: Party, data: dict[str, Any]) -> Any:
        return acting.grant_representation(party=party, actor=request.user, now=clock.now(), **data)

    title, button, done = _("手続する人を加える"), _("この人を加える"), _("加えました。開始日から手続できます。")
    return Step(title, button, form, telling(run), done, initial=lambda _party: {"starts_on": clock.today()})


def answer_step(name: str, right: Representation) -> Step:
    """Confirm, refuse or end a right."""
    common: dict[str, Any] = {"right": right, "now": clock.now()}
    told = {"name": right.user, "role": right.get_role_display()}
    lead = _("%(name)s(%(role)s)") % told
    if name == "confirm":
        run = telling(lambda request, _party, data: acting.confirm_representation(**common, actor=request.user, basis=data["basis"]))
        return Step(_("権限を確認する"), _("確認した"), ConfirmForm, run, _("確認しました。"), lead)
    if name == "refuse":
        run = telling(lambda request, _party, data: acting.refuse_representation(**common, actor=request.user, reason=data["reason"]))
        return Step(_("申出を却下する"), _("却下する"), ReasonForm, run, _("却下しました。理由は申し出た人に示されます。"), lead)
    if name == "end":
        run = telling(lambda request, _party, data: acting.end_representation(**common, actor=request.user, **data))
        start = {"ends_before": max(clock.today(), right.starts_on)}
        return Step(_("権限を終える"), _("この日で終える"), EndForm, run, _("終了日を入れました。"), lead, lambda _party: start)
    raise Http404(_("この操作はありません"))


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def grant(request: HttpRequest, uid: str) -> HttpResponse:
    """Let somebody act for a party, on papers that the city has seen."""
    return run_at(request, uid, lambda _party: grant_step())


@login_required
@permission_required(WORK_PARTIES, raise_exception=True)
def answer(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Confirm, refuse or end a right."""
    right = get_object_or_404(visible_to(request.user, Representation).select_related("party", "user"), uid=uid)
    return run_at(request, right.party.uid, lambda _party: answer_step(name, right))
