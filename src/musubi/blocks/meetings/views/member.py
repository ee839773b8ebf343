"""委員のページ: the next meeting, its papers, an answer in two taps, notes, questions, the draft minutes."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.meetings.access import sits_on
from musubi.blocks.meetings.domain.attendance import Presence, answer_invitation
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.issued import by_paper, label_items
from musubi.blocks.meetings.domain.minutes import answer_check
from musubi.blocks.meetings.domain.polls import answer_poll
from musubi.blocks.meetings.domain.preparation import ask_question, keep_note, member_on, replies_close_on
from musubi.blocks.meetings.domain.sittings import title_of, when
from musubi.blocks.meetings.enums import AttendanceState, CheckState, MeetingStatus, MinutesStatus, PaperKind
from musubi.blocks.meetings.interfaces.member_forms import AskForm, CheckForm, MemberPollForm, NoteForm, ReplyForm
from musubi.blocks.meetings.models import (
    AdvanceQuestion,
    Attendance,
    CouncilMember,
    Meeting,
    MeetingPapers,
    MemberNote,
    Minutes,
    MinutesCheck,
    PaperFile,
    PollOption,
    PollReply,
)
from musubi.blocks.meetings.rules import MEMBER_PAGES

AHEAD = (MeetingStatus.ANNOUNCED, MeetingStatus.IN_SESSION)


def _memberships(request: HttpRequest) -> list[CouncilMember]:
    day = clock.today()
    rows = CouncilMember.objects.filter(user=request.user.pk, starts_on__lte=day).select_related("seat__body")
    return [row for row in rows if row.ends_before is None or row.ends_before > day]


@login_required
@permission_required(MEMBER_PAGES, raise_exception=True)
def home(request: HttpRequest) -> HttpResponse:
    """What the member has to do and to know next."""
    seats = _memberships(request)
    bodies = [seat.seat.body for seat in seats]
    meetings = visible_to(request.user, Meeting).filter(body__in=bodies).select_related("body")
    ahead = list(meetings.filter(status__in=AHEAD).order_by("starts_at"))
    replies = {row.meeting_id: row for row in Attendance.objects.filter(meeting__in=ahead, member__in=seats)}
    polls = visible_to(request.user, PollOption).filter(meeting__status=MeetingStatus.PLANNED, meeting__body__in=bodies)
    checks = MinutesCheck.objects.filter(member__in=seats, state=CheckState.WAITING, minutes__status=MinutesStatus.CHECKING)
    context = {
        "seats": seats,
        "cards": [{"meeting": each, "when": when(each), "reply": replies.get(each.pk)} for each in ahead],
        "polls": list({option.meeting_id: option.meeting for option in polls.select_related("meeting__body")}.values()),
        "checks": checks.select_related("minutes__meeting__body"),
        "past": meetings.filter(status=MeetingStatus.HELD).order_by("-starts_at")[:6],
        "waiting": AttendanceState.UNKNOWN,
        "panels": render_panels("member-home", request, {"seats": seats}),
    }
    return render(request, "meetings/member/home.html", context)


def _sitting(request: HttpRequest, uid: str, *, planned: bool = False) -> tuple[Meeting, CouncilMember]:
    """A meeting of a body on which the reader sits, and as whom; else 404."""
    rows = Meeting.objects.filter(status=MeetingStatus.PLANNED) if planned else visible_to(request.user, Meeting)
    found = get_object_or_404(rows.select_related("body__organization"), uid=uid)
    member = member_on(request.user, found.body, clock.today()) if sits_on(request.user, found.body) else None
    return found, get_object_or_404(CouncilMember, pk=member.pk if member else None)


def _here(meeting: Meeting, anchor: str = "") -> str:
    return reverse("member:meeting", args=[meeting.uid]) + anchor


@login_required
def meeting(request: HttpRequest, uid: str) -> HttpResponse:
    """A meeting: when and where, the answer, the papers, notes, questions, the draft minutes."""
    found, member = _sitting(request, uid)
    return _page(request, found, member)


def _page(request: HttpRequest, found: Meeting, member: CouncilMember, **forms: Any) -> HttpResponse:
    attendance = Attendance.objects.filter(meeting=found, member=member).first()
    note = MemberNote.objects.filter(meeting=found, user=request.user).first()
    check = MinutesCheck.objects.filter(minutes__meeting=found, member=member).select_related("minutes").first()
    papers = visible_to(request.user, MeetingPapers).filter(meeting=found, sent_at__isnull=False).order_by("-number").first()
    agenda = list(found.agenda.all())
    shown = visible_to(request.user, PaperFile).filter(papers=papers).exclude(kind=PaperKind.MINUTES_FORM)
    files = list(shown.order_by("order", "format")) if papers else []
    label_items(agenda, files)
    closes, today = replies_close_on(found), clock.today()
    reply = {"state": attendance.reply if attendance and attendance.reply != "unknown" else None}
    if attendance:
        reply |= {"proxy_name": attendance.proxy_name, "proxy_office": attendance.proxy_office}
    shown_minutes = visible_to(request.user, Minutes).filter(meeting=found, status__in=MinutesStatus.seen_by_members()).first()
    context = {
        "meeting": found,
        "member": member,
        "title": title_of(found),
        "when": when(found),
        "agenda": agenda,
        "attendance": attendance,
        "may_reply": attendance is not None and found.status == MeetingStatus.ANNOUNCED and (closes is None or today <= closes),
        "closes": closes,
        "papers": papers,
        "files": by_paper(files),
        "questions": visible_to(request.user, AdvanceQuestion).filter(meeting=found).select_related("member", "agenda").order_by("asked_at"),
        "may_ask": found.status in AHEAD,
        "check": check,
        "minutes": shown_minutes,
        "lines": shown_minutes.utterances.select_related("agenda").order_by("agenda__number", "order") if shown_minutes else [],
        "checking": check is not None and check.minutes.status == MinutesStatus.CHECKING,
        "reply_form": ReplyForm(meeting=found, initial=reply),
        "note_form": NoteForm(initial={"text": note.text if note else "", "shown_version": note.version if note else 0}),
        "ask_form": AskForm(meeting=found),
        "check_form": CheckForm(
            initial={"state": check.state if check and check.state != "waiting" else None, "comment": check.comment if check else ""}
        ),
        **forms,
    }
    context["panels"] = render_panels("member-meeting", request, context)
    wrong = any(form.errors for form in forms.values())
    return render(request, "meetings/member/meeting.html", context, status=422 if wrong else 200)


def _answered(check: MinutesCheck | None) -> dict[str, Any]:
    if check is None or check.state == CheckState.WAITING:
        return {}
    return {"state": check.state, "comment": check.comment}


@login_required
@require_POST
def reply(request: HttpRequest, uid: str) -> HttpResponse:
    """出欠を送る."""
    found, member = _sitting(request, uid)
    row = get_object_or_404(Attendance, meeting=found, member=member)
    form = ReplyForm(request.POST, meeting=found)
    closes = replies_close_on(found)
    if closes is not None and clock.today() > closes:
        messages.error(request, _("回答の期限を過ぎました。事務局へ電話でお知らせください"))
        return HttpResponseRedirect(_here(found))
    if not form.is_valid():
        return _page(request, found, member, reply_form=form)
    try:
        answer_invitation(attendance=row, presence=Presence(**form.cleaned_data), actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("出欠をお受けしました。期限までは変えられます"))
    return HttpResponseRedirect(_here(found))


@login_required
def poll(request: HttpRequest, uid: str) -> HttpResponse:
    """日程の都合を答える."""
    found, member = _sitting(request, uid, planned=True)
    options = list(found.poll_options.all())
    given = dict(PollReply.objects.filter(option__in=options, member=member).values_list("option", "answer"))
    form = MemberPollForm(request.POST if request.method == "POST" else None, options_of=options, given=given)
    if request.method == "POST" and form.is_valid():
        try:
            answer_poll(meeting=found, member=member, answers=form.answers(), typed_by=None, actor=request.user, now=clock.now())
        except MeetingError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("御都合をお受けしました。日が決まりましたら、お知らせします"))
        return HttpResponseRedirect(reverse("member:home"))
    return render(request, "meetings/member/poll.html", {"meeting": found, "title": title_of(found), "form": form})


@login_required
@require_POST
def note(request: HttpRequest, uid: str) -> HttpResponse:
    """Keep the private note; where another window was first, both texts stand in the field."""
    found, member = _sitting(request, uid)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _page(request, found, member, note_form=form)
    text = form.cleaned_data["text"]
    try:
        keep_note(meeting=found, user=request.user, text=text, shown_version=form.cleaned_data["shown_version"] or 0)
    except MeetingError as error:
        kept = MemberNote.objects.get(meeting=found, user=request.user)
        both = NoteForm({"text": f"{kept.text}\n\n{text}", "shown_version": kept.version})
        both.add_error("text", str(error))
        return _page(request, found, member, note_form=both)
    messages.success(request, _("メモを保存しました。ほかの人には見えません"))
    return HttpResponseRedirect(_here(found, "#h-note"))


@login_required
@require_POST
def ask(request: HttpRequest, uid: str) -> HttpResponse:
    """Send a question to the office."""
    found, member = _sitting(request, uid)
    form = AskForm(request.POST, meeting=found)
    if not form.is_valid():
        return _page(request, found, member, ask_form=form)
    try:
        ask_question(meeting=found, member=member, typed_by=None, actor=request.user, now=clock.now(), **form.cleaned_data)
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("質問を事務局に送りました。回答は、この画面とメールでお知らせします"))
    return HttpResponseRedirect(_here(found, "#h-ask"))


@login_required
@require_POST
def check(request: HttpRequest, uid: str) -> HttpResponse:
    """Say whether the draft minutes are right."""
    found, member = _sitting(request, uid)
    row = get_object_or_404(MinutesCheck, minutes__meeting=found, member=member)
    form = CheckForm(request.POST)
    if form.is_valid():
        try:
            answer_check(check=row, actor=request.user, now=clock.now(), **form.cleaned_data)
        except MeetingError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("会議録の確認をお受けしました"))
            return HttpResponseRedirect(_here(found, "#h-check"))
    return _page(request, found, member, check_form=form)
