"""委任: the party asks an agent, the agent answers by a link; both see what holds and end it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from musubi.blocks.accounts.domain.invitations import hash_token
from musubi.blocks.applications.domain.agents import appointing
from musubi.blocks.applications.domain.agents.letters import keep_letter
from musubi.blocks.applications.domain.agents.mails import given
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.interfaces.agents.forms import ASK, EndForm, LetterForm
from musubi.blocks.applications.interfaces.agents.sheet import agent_sheet
from musubi.blocks.applications.models import Agent, Application
from musubi.blocks.applications.rules import APPOINT_AGENT
from musubi.blocks.applications.views.opening import application_at, paged
from musubi.blocks.applications.views.public_steps import Place, at_application, public_step
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.steps import Step
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.parties.domain.rights import acts_for, keeps_party
from musubi.blocks.parties.models import Party

SESSION_KEY = "agent_asked"
GONE = 410


def page_of(agent: Agent) -> str:
    """The appointment's page."""
    return reverse("filings:agent", args=[agent.uid])


def _agent(request: HttpRequest, uid: str) -> Agent:
    """An appointment of the reader: as the agent, or of a party for which the reader acts; else 404."""
    rows = visible_to(request.user, Agent).select_related(
        "party__address", "application__call__organization", "call__organization", "user", "asked_by"
    )
    found: Agent = get_object_or_404(rows, uid=uid)
    if found.user_id != request.user.pk and not acts_for(request.user, found.party):
        raise Http404
    return found


@login_required
@never_cache
def agents(request: HttpRequest) -> HttpResponse:
    """What others trusted me with, and what I trusted to others."""
    rows = visible_to(request.user, Agent).select_related("party", "application__call", "call", "user").order_by("-asked_at", "-pk")
    mine = list(rows.filter(user=request.user))
    page = paged(request, [row for row in rows.exclude(user=request.user) if acts_for(request.user, row.party)])
    day = clock.today()
    context = {"mine": [(row, row.state_on(day), given(row)) for row in mine], "page": page, "asked": [(r, r.state_on(day), given(r)) for r in page]}
    return render(request, "applications/own_agents.html", context)


def _ask(request: HttpRequest, record: Application | Party, kind: str, place: Place) -> HttpResponse:
    def run(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Agent:
        return appointing.ask_agent(agent=data["form"].appointment(), actor=request.user, now=clock.now(), today=clock.today())

    if kind == AgentKind.RECEIPT:
        title, button = _("受領を委任する"), _("この人に受領を委任する")
        lead = _("交付されるお金を、あなたに代わって受け取る人を決めます。受領者が同意し、市が委任状を確かめた後に、その人に支払われます。")
        done = _("受領を委任しました。次に、署名した委任状を添えてください")
    else:
        title, button = _("代理人に頼む"), _("この人に頼む")
        lead = _("行政書士などに、申請や報告の手続を頼みます。代理人に見えるのは、頼んだ手続だけです。")
        done = _("案内を送りました。代理人が承諾すると、メールで知らせます。次に、署名した委任状を添えてください")
    step = Step(title, button, ASK[AgentKind(kind)], run, done, lead)
    return public_step(request, step=step, record=record, place=place, target=page_of)


@login_required
def ask_at(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """Ask an agent at an application."""
    found = application_at(request, uid, page="filings:agent-ask")
    if kind not in AgentKind.values:
        raise Http404
    if not request.user.has_perm(APPOINT_AGENT, found):
        raise PermissionDenied(_("代理人に頼めるのは、本人か代表者だけです"))
    return _ask(request, found, kind, at_application(found))


@login_required
def ask_for(request: HttpRequest, party: str) -> HttpResponse:
    """Ask an agent for a call or a period."""
    found = get_object_or_404(visible_to(request.user, Party), uid=party)
    if not acts_for(request.user, found):
        raise Http404
    if not keeps_party(request.user, found):
        raise PermissionDenied(_("代理人に頼めるのは、本人か代表者だけです"))
    return _ask(request, found, AgentKind.FILING, Place(reverse("filings:agents"), _("委任"), str(found)))


@require_safe
@never_cache
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Swap the secret in the address for a mark in the session; opening changes nothing, since mail scanners open links, too."""
    request.session[SESSION_KEY] = hash_token(token)
    return redirect("filings:agent-answer")


@login_required
@never_cache
def answer(request: HttpRequest) -> HttpResponse:
    """What is asked, and the two buttons."""
    token_hash = request.session.get(SESSION_KEY, "")
    try:
        if request.method == "POST":
            accept = request.POST.get("answer") == "accept"
            done = appointing.answer_agent(token_hash=token_hash, accept=accept, user=request.user, now=clock.now(), today=clock.today())
            request.session.pop(SESSION_KEY, None)
            messages.success(request, _("承諾しました。「私の手続」に、頼まれた手続が出ます") if accept else _("断りました。頼んだ人に知らせました"))
            return redirect(page_of(done))
        found = appointing.find_asked(token_hash=token_hash, now=clock.now())
    except ApplicationError as error:
        return render(request, "applications/own_agent_gone.html", {"told": str(error)}, status=GONE)
    return render(request, "applications/own_agent_answer.html", {"agent": found, "given": given(found)})


@login_required
@never_cache
def agent(request: HttpRequest, uid: str) -> HttpResponse:
    """One appointment: what holds, the 委任状, and its end."""
    found = _agent(request, uid)
    state = found.state_on(clock.today())
    keeps = keeps_party(request.user, found.party)
    context = {
        "agent": found,
        "state": state,
        "given": given(found),
        "is_agent": found.user_id == request.user.pk,
        "keeps": keeps,
        "may_end": state in {"asked", "active", "later"} and (keeps or found.user_id == request.user.pk),
        "may_add_letter": state in {"asked", "active", "later"} and found.confirmed_at is None,
    }
    return render(request, "applications/own_agent.html", context)


def _at(found: Agent) -> Place:
    return Place(page_of(found), str(found), given(found))


@login_required
def letter(request: HttpRequest, uid: str) -> HttpResponse:
    """Add the signed 委任状; `?open` gives it back as it was kept."""
    found = _agent(request, uid)
    if "open" in request.GET:
        return send_letter(found)

    def run(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Agent:
        sent = data["file"]
        return keep_letter(agent=found, file_name=sent.name, data=sent.read(), actor=request.user, now=clock.now())

    step = Step(_("委任状を添える"), _("この委任状を送る"), LetterForm, run, _("委任状を受け取りました。市が確かめます"))
    return public_step(request, step=step, record=found, place=_at(found))


def send_letter(found: Agent) -> FileResponse:
    """The 委任状 as it was kept; 404 where there is none."""
    if not found.file:
        raise Http404
    response = FileResponse(found.file.open("rb"), as_attachment=True, filename=found.file_name, content_type=found.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
def sheet(request: HttpRequest, uid: str) -> HttpResponse:
    """委任状 to print and sign, as PDF."""
    found = _agent(request, uid)
    return as_file(to_pdf(agent_sheet(found, dated=clock.today())), f"{_('委任状')}.pdf")


@login_required
def end(request: HttpRequest, uid: str) -> HttpResponse:
    """Take it back, or give it up, at once."""
    found = _agent(request, uid)
    if not (found.user_id == request.user.pk or keeps_party(request.user, found.party)):
        raise PermissionDenied

    def run(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Agent:
        return appointing.revoke_agent(agent=found, reason=data["reason"], actor=request.user, now=clock.now(), today=clock.today())

    lead = _("すぐに終わり、元に戻せません。代理人が書いたものは残ります。もう一度頼むときは、新しく頼みます。")
    step = Step(_("委任を終える"), _("この委任を終える"), EndForm, run, _("委任を終えました。相手にも知らせました"), lead)
    return public_step(request, step=step, record=found, place=_at(found), target=lambda _made: reverse("filings:agents"))


@login_required
@require_POST
def again(request: HttpRequest, uid: str) -> HttpResponse:
    """Send the link once more."""
    found = _agent(request, uid)
    if not keeps_party(request.user, found.party):
        raise PermissionDenied
    try:
        appointing.ask_again(agent=found, actor=request.user, now=clock.now(), today=clock.today())
    except ApplicationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("案内を送り直しました。前の案内は使えなくなりました"))
    return redirect(page_of(found))
