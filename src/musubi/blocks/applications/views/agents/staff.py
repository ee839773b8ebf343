"""委任 inside the office: what waits to be confirmed, the 委任状, confirming, refusing, and what came on paper."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.agents import appointing
from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.domain.rights import works_agent, works_application
from musubi.blocks.applications.interfaces.agents.forms import ConfirmForm, EndForm, PaperForm
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.agents.own import send_letter
from musubi.blocks.applications.views.opening import application_at, paged
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, next_or, run_step


def _agent(request: HttpRequest, uid: str, page: str) -> Agent:
    rows = visible_to(request.user, Agent).select_related("party", "application__call__item", "call__item", "user", "asked_by")
    found: Agent = get_object_or_404(rows, uid=uid)
    record_personal_view(actor=request.user, obj=found, page=page, now=clock.real_now())
    return found


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def agents(request: HttpRequest) -> HttpResponse:
    """Appointments that nobody confirmed yet first, then the others."""
    day = clock.today()
    rows = visible_to(request.user, Agent).select_related("party", "application__call", "call")
    waiting = rows.standing().filter(confirmed_at__isnull=True, accepted_at__isnull=False, ends_on__gte=day).order_by("accepted_at", "pk")
    record_personal_view(actor=request.user, obj=request.user, page="applications:agents", now=clock.real_now(), purpose="list")
    page = paged(request, rows.exclude(pk__in=waiting.values("pk")).order_by("-asked_at", "-pk"))
    context = {
        "waiting": [(row, row.state_on(day), given(row)) for row in waiting],
        "page": page,
        "others": [(row, row.state_on(day), given(row)) for row in page],
    }
    return render(request, "applications/staff_agents.html", context)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def agent(request: HttpRequest, uid: str) -> HttpResponse:
    """One appointment."""
    found = _agent(request, uid, "applications:agent")
    state = found.state_on(clock.today())
    context = {
        "agent": found,
        "state": state,
        "given": given(found),
        "may_work": works_agent(request.user, found) and state in {"asked", "active", "later"},
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "applications/staff_agent.html", context)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def letter(request: HttpRequest, uid: str) -> HttpResponse:
    """委任状 as it was kept; the reading is noted."""
    return send_letter(_agent(request, uid, "applications:agent-letter"))


def _confirm(request: HttpRequest, record: Agent, data: dict[str, Any]) -> None:
    appointing.confirm_agent(agent=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _refuse(request: HttpRequest, record: Agent, data: dict[str, Any]) -> None:
    appointing.refuse_agent(agent=record, reason=data["reason"], actor=request.user, now=clock.now(), today=clock.today())


STEPS = {
    "confirm": Step(
        _l("委任を確認する"),
        _l("確認したことを記録する"),
        ConfirmForm,
        _confirm,
        _l("委任を確認しました。双方に知らせました"),
        _l("委任状の署名・期間・手続と、代理人の資格を確かめてから記録します。"),
    ),
    "refuse": Step(
        _l("委任を認めない"),
        _l("認めない"),
        EndForm,
        _refuse,
        _l("委任を認めないことにし、双方に知らせました"),
        _l("すぐに効きます。代理人は手続できなくなり、受領の委任のときは申請者に払うことになります。"),
    ),
}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Confirm or refuse; `next` is the page that sent the reader here."""
    found = _agent(request, uid, "applications:agent-step")
    if name not in STEPS:
        raise Http404
    if not works_agent(request.user, found):
        raise PermissionDenied
    return run_step(request, step=STEPS[name], record=found, back=next_or(request, reverse("applications:agent", args=[uid])))


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def record(request: HttpRequest, uid: str) -> HttpResponse:
    """紙の委任状を記録する at an application."""
    found = application_at(request, uid, page="applications:agent-record")
    if not works_application(request.user, found) or found.party is None:
        raise PermissionDenied

    def run(request: HttpRequest, application: Application, data: dict[str, Any]) -> Agent:
        made = Agent(party=application.party, application=application, **data)
        return appointing.record_agent(agent=made, actor=request.user, now=clock.now(), today=clock.today())

    lead = _("紙で届いた委任状を記録します。受領の委任は、双方の署名があるときだけ記録してください。")
    paper = Step(_("紙の委任状を記録する"), _("確認した委任を記録する"), PaperForm, run, _("委任を記録しました"), lead)
    return run_step(request, step=paper, record=found, back=reverse("applications:application", args=[uid]))
