"""出欠 and 日程調整, as the office keeps them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.meetings.domain.attendance import Presence, answer_invitation, record_attendance
from musubi.blocks.meetings.domain.bodies import members_on, officers_on
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.polls import answer_poll, best, choose_day, poll_table, propose_days
from musubi.blocks.meetings.domain.sittings import meeting_day, title_of, when
from musubi.blocks.meetings.enums import MeetingStatus, PollAnswer
from musubi.blocks.meetings.interfaces.meeting_forms import ObserversForm, PollForm, PresenceForm
from musubi.blocks.meetings.interfaces.room_papers import nameplates, of_meeting, seating
from musubi.blocks.meetings.models import Attendance, CouncilMember, Meeting, PollOption
from musubi.blocks.meetings.views.opening import served_meeting
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


@login_required
def attendance(request: HttpRequest, uid: str) -> HttpResponse:
    """Before the meeting what members answered, from then on how each was there; one save for all."""
    found = served_meeting(request, uid)
    before = found.status == MeetingStatus.ANNOUNCED and request.GET.get("day") != "1"
    rows = list(found.attendances.select_related("member__seat", "meeting").order_by("member__name_kana"))
    typed = request.POST if request.method == "POST" else None
    forms = [(row, PresenceForm(typed, prefix=f"a{row.pk}", initial=_initial(row, before=before))) for row in rows]
    count = ObserversForm(typed, initial={"observers": found.observers})
    wrong = typed is not None and (bool(count.errors) or any(form.errors for _row, form in forms))
    if typed is not None and not wrong:
        presences = {row.pk: Presence(**form.cleaned_data) for row, form in forms}
        try:
            if before:
                _answers(request, rows, presences)
            else:
                observers = count.cleaned_data["observers"]
                record_attendance(meeting=found, presences=presences, observers=observers, actor=request.user, now=clock.now())
        except MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("出欠を保存しました"))
            return HttpResponseRedirect(reverse("meetings:meeting", args=[uid]))
    context = {"meeting": found, "title": title_of(found), "forms": forms, "count": count, "before": before, "wrong": wrong}
    return render(request, "meetings/sittings/attendance.html", context, status=422 if wrong else 200)


def _initial(row: Attendance, *, before: bool) -> dict[str, Any]:
    """What was answered stands as the proposal for the day."""
    state = row.reply if before or row.state == "unknown" else row.state
    return {"state": state, "proxy_name": row.proxy_name, "proxy_office": row.proxy_office}


def _answers(request: HttpRequest, rows: list[Attendance], presences: dict[int, Presence]) -> None:
    for row in rows:
        presence = presences[row.pk]
        if (row.reply, row.proxy_name, row.proxy_office) != (presence.state, presence.proxy_name, presence.proxy_office):
            answer_invitation(attendance=row, presence=presence, actor=request.user, now=clock.now())


@login_required
def room_paper(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """名札 or 席次表 of those who come, as PDF."""
    found = served_meeting(request, uid)
    rows = found.attendances.select_related("member").order_by("member__name_kana")
    day = meeting_day(found, otherwise=clock.today())
    people = of_meeting(rows, officers_on(found.body, day))
    name = f"{found.body.code}-{found.fiscal_year}-{found.number}-{kind}.pdf"
    try:
        if kind == "nameplates":
            return as_file(nameplates(found.body, people, dated=day), name)
        return as_file(seating(found.body, people, statement=f"{title_of(found)} {when(found)}", dated=day), name)
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("meetings:meeting", args=[uid]))


@login_required
def poll(request: HttpRequest, uid: str) -> HttpResponse:
    """日程調整: propose days, see who can come, type in what was told by telephone."""
    found = served_meeting(request, uid)
    form = PollForm(request.POST or None, user=request.user, record=found)
    if request.method == "POST" and form.is_valid():
        try:
            asked = propose_days(meeting=found, actor=request.user, now=clock.now(), **form.cleaned_data)
        except MeetingError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("%(count)d人の委員に、都合をたずねました") % {"count": asked})
            return HttpResponseRedirect(reverse("meetings:poll", args=[uid]))
    rows = poll_table(found)
    members = list(members_on(found.body, meeting_day(found, otherwise=clock.today())))
    context = {
        "meeting": found,
        "title": title_of(found),
        "form": form,
        "rows": rows,
        "best": best(rows),
        "people": [{"member": member, "answers": [(row.option, row.answers.get(member.pk, "")) for row in rows]} for member in members],
        "answers": PollAnswer.choices,
        "open": found.status == MeetingStatus.PLANNED,
    }
    return render(request, "meetings/sittings/poll.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def poll_answers(request: HttpRequest, uid: str) -> HttpResponse:
    """The whole table of answers as the office typed it."""
    found = served_meeting(request, uid)
    here = HttpResponseRedirect(reverse("meetings:poll", args=[uid]))
    options = list(found.poll_options.all())
    changed = 0
    stored = {(reply.option_id, reply.member_id): reply.answer for option in options for reply in option.replies.all()}
    for member in members_on(found.body, meeting_day(found, otherwise=clock.today())):
        typed = {option.pk: request.POST.get(f"p{option.pk}-{member.pk}", "") for option in options}
        new = {key: answer for key, answer in typed.items() if answer and stored.get((key, member.pk)) != answer}
        if new:
            try:
                _typed(request, found, member, new)
            except MeetingError as error:
                messages.error(request, str(error))
                return here
            changed += 1
    messages.success(request, _("%(count)d人の回答を保存しました") % {"count": changed} if changed else _("変わったところはありません"))
    return here


def _typed(request: HttpRequest, meeting: Meeting, member: CouncilMember, answers: dict[int, str]) -> None:
    answer_poll(meeting=meeting, member=member, answers=answers, typed_by=request.user, actor=request.user, now=clock.now())


@login_required
@require_POST
def poll_choose(request: HttpRequest, uid: str, option: str) -> HttpResponse:
    """The meeting takes place then."""
    found = served_meeting(request, uid)
    chosen = get_object_or_404(PollOption, meeting=found, uid=option)
    try:
        choose_day(option=chosen, actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("meetings:poll", args=[uid]))
    messages.success(request, _("日時を決めました。場所を確かめて、委員に通知してください"))
    return HttpResponseRedirect(reverse("meetings:meeting", args=[uid]))
