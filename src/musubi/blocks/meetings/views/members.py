"""委員: from the request for a nomination to the commission, and what only the office may read."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of, record_event, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.meetings.domain.members import commission, give_up, leave, nominate, propose, record_acceptance
from musubi.blocks.meetings.enums import AppointmentStep
from musubi.blocks.meetings.interfaces.body_forms import (
    AcceptedForm,
    CommissionForm,
    ContactForm,
    GiveUpForm,
    LeaveForm,
    MemberForm,
    NominationForm,
    ProposedForm,
)
from musubi.blocks.meetings.interfaces.commission_papers import LETTERS, letter
from musubi.blocks.meetings.models import CouncilMember, MemberContact, Seat
from musubi.blocks.meetings.views.opening import needs_office, record_at, save_form
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


def _successor(seat: Seat) -> dict[str, Any]:
    """The one who left this seat before the end of the term is offered as the predecessor."""
    last = seat.members.exclude(left_reason="").filter(starts_on__isnull=False).order_by("-starts_on").first()
    return {"follows": last.uid if last is not None else None, "requested_on": clock.today()}


NOMINATE = Step(
    title=_l("委員の候補を入れる"),
    button=_l("候補にする"),
    form=NominationForm,
    run=lambda request, record, data: nominate(seat=record, actor=request.user, now=clock.now(), **data),
    done=_l("候補を入れました。推薦の依頼文を作れます"),
    initial=_successor,
)


def _today(name: str) -> Any:
    return lambda _record: {name: clock.today()}


STEPS = {
    "accept": Step(
        title=_l("承諾書を受け取った日"),
        button=_l("記録する"),
        form=AcceptedForm,
        run=lambda request, record, data: record_acceptance(member=record, actor=request.user, now=clock.now(), **data),
        done=_l("承諾書を記録しました"),
        initial=_today("accepted_on"),
    ),
    "propose": Step(
        title=_l("委嘱伺を起案した日"),
        button=_l("記録する"),
        form=ProposedForm,
        run=lambda request, record, data: propose(member=record, actor=request.user, now=clock.now(), **data),
        done=_l("起案日を記録しました"),
        initial=_today("proposed_on"),
    ),
    "commission": Step(
        title=_l("決裁と任期の始め"),
        button=_l("委員にする"),
        form=CommissionForm,
        run=lambda request, record, data: commission(member=record, actor=request.user, now=clock.now(), **data),
        done=_l("委員になりました。委嘱状を印刷できます"),
        lead=_l("任期の終わりは、会議体の任期から決まります。途中で退任した人の後任は、残りの任期になります。"),
    ),
    "leave": Step(
        title=_l("途中の退任を記録する"),
        button=_l("退任を記録する"),
        form=LeaveForm,
        run=lambda request, record, data: leave(member=record, actor=request.user, now=clock.now(), **data),
        done=_l("退任を記録しました。後任の候補を、同じ席に入れられます"),
    ),
    "give-up": Step(
        title=_l("候補を取りやめる"),
        button=_l("取りやめる"),
        form=GiveUpForm,
        run=lambda request, record, data: give_up(member=record, today=clock.today(), actor=request.user, now=clock.now(), **data),
        done=_l("候補を取りやめました。記録は残っています"),
    ),
}
NEXT = {
    AppointmentStep.PLANNED: "accept",
    AppointmentStep.REQUESTED: "accept",
    AppointmentStep.ACCEPTED: "propose",
    AppointmentStep.PROPOSED: "commission",
}


def _served(request: HttpRequest, uid: str) -> CouncilMember:
    found: CouncilMember = record_at(request, CouncilMember, uid, "seat__body__organization", "seat__nominated_by", "follows", "user")
    needs_office(request, found.seat.body)
    return found


@login_required
def nomination(request: HttpRequest, uid: str) -> HttpResponse:
    """A candidate for a seat."""
    seat: Seat = record_at(request, Seat, uid, "body")
    body = needs_office(request, seat.body)
    back = reverse("bodies:body", args=[body.uid])
    return run_step(request, step=NOMINATE, record=seat, back=back, target=lambda made: reverse("bodies:member", args=[made.uid]))


@login_required
def member(request: HttpRequest, uid: str) -> HttpResponse:
    """A member: how far the commission is, what to do next, the papers."""
    found = _served(request, uid)
    step_now = found.step(clock.today())
    nexts = NEXT.get(step_now) if found.starts_on is None else None
    stages = [
        (_("推薦依頼"), found.requested_on),
        (_("承諾書"), found.accepted_on),
        (_("委嘱伺"), found.proposed_on),
        (_("決裁"), found.decided_on),
        (_("任期の始め"), found.starts_on),
    ]
    context = {
        "member": found,
        "body": found.seat.body,
        "step_now": step_now,
        "stages": stages,
        "next_step": STEPS[nexts] if nexts else None,
        "next_name": nexts,
        "papers": _papers(found),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "meetings/bodies/member.html", context)


def _papers(member: CouncilMember) -> list[tuple[str, str]]:
    names = {
        "request": _("推薦依頼"),
        "acceptance": _("承諾書(用紙)"),
        "proposal": _("任命伺") if member.kind == "appoint" else _("委嘱伺"),
        "commission": _("任命通知書") if member.kind == "appoint" else _("委嘱状"),
    }
    return [(kind, names[kind]) for kind in LETTERS if kind != "commission" or member.starts_on is not None]


@login_required
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One step of the commission, or its end."""
    found = _served(request, uid)
    return run_step(request, step=STEPS[name], record=found, back=reverse("bodies:member", args=[uid]))


@login_required
def paper(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """A letter of the commission as PDF."""
    found = _served(request, uid)
    if kind not in dict(_papers(found)):
        raise Http404
    try:
        content = letter(found, kind=kind, dated=clock.today())
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("bodies:member", args=[uid]))
    record_event(actor=request.user, verb="member.paper_made", obj=found, now=clock.now(), after={"kind": kind})
    return as_file(content, f"{found.seat.body.code}-{kind}-{found.seat.number}.pdf")


@login_required
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """A member's name, office and account."""
    found = _served(request, uid)
    back = reverse("bodies:member", args=[uid])
    form = MemberForm(request.POST or None, instance=CouncilMember.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and save_form(request, form, found, verb="member.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(back)
    context = {"form": form, "title": found.name, "back": back, "button": _("この内容を保存する")}
    return render(request, "meetings/record.html", context, status=409 if form.conflicts else 200)


@login_required
def contact(request: HttpRequest, uid: str) -> HttpResponse:
    """What only the office may know; each reading is logged."""
    found = _served(request, uid)
    kept, _made = MemberContact.objects.get_or_create(member=found)
    record_personal_view(actor=request.user, obj=kept, page=request.path, now=clock.now())
    back = reverse("bodies:member", args=[uid])
    form = ContactForm(request.POST or None, instance=MemberContact.objects.get(pk=kept.pk))
    if request.method == "POST" and form.is_valid() and save_form(request, form, kept, verb="member.contact_changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(back)
    title = _("%(name)sの連絡先") % {"name": found.name}
    lead = _("公開されません。見たことは記録されます。")
    context = {"form": form, "title": title, "lead": lead, "back": back, "button": _("この内容を保存する")}
    return render(request, "meetings/record.html", context, status=409 if form.conflicts else 200)
