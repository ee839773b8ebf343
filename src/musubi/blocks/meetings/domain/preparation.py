"""What a member writes before a meeting: private notes, questions; and the office's answers."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import serving
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.sittings import tell_member, title_of
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.models import AdvanceQuestion, AgendaItem, Body, CouncilMember, Meeting, MemberNote

ASKABLE = frozenset({MeetingStatus.ANNOUNCED, MeetingStatus.IN_SESSION})


def member_on(user: Any, body: Body, day: dt.date) -> CouncilMember | None:
    """As whom the user sits on the body on a day."""
    return CouncilMember.objects.filter(serving(day), seat__body=body, user=user).select_related("seat__body", "user").first()


@transaction.atomic
def keep_note(*, meeting: Meeting, user: Any, text: str, shown_version: int) -> MemberNote:
    """A private note: it leaves no words in the audit trail. Raises MeetingError where another window saved since."""
    note, _made = MemberNote.objects.get_or_create(meeting=meeting, user=user)
    current: MemberNote = lock(MemberNote.objects.filter(pk=note.pk))[0]
    if current.text and current.version != shown_version:
        raise MeetingError("stale", _("別の画面で先に保存したメモがあります。下の欄に両方を残しました。直してから、もう一度保存してください"), "text")
    current.text = text
    current.version += 1
    current.save()
    return current


@transaction.atomic
def ask_question(
    *, meeting: Meeting, member: CouncilMember, text: str, agenda: AgendaItem | None, typed_by: Any, actor: Any, now: dt.datetime
) -> AdvanceQuestion:
    """A question to the office. Raises MeetingError without words, before the announcement or after the meeting."""
    if meeting.status not in ASKABLE:
        raise MeetingError("state", _("事前の質問は、開催の通知から会議が終わるまで受け付けます"))
    if not text.strip():
        raise MeetingError("no_text", _("質問を書いてください"), "text")
    made = AdvanceQuestion.objects.create(meeting=meeting, member=member, agenda=agenda, text=text.strip(), asked_at=now, typed_by=typed_by)
    record_event(actor=actor, verb="advance_question.asked", obj=made, now=now, after={"meeting": str(meeting.uid)})
    return made


@transaction.atomic
def answer_question(*, question: AdvanceQuestion, answer: str, for_all: bool, actor: Any, now: dt.datetime) -> AdvanceQuestion:
    """The office's answer: told to the member, and shown to all members where it says so. Raises MeetingError without words."""
    if not answer.strip():
        raise MeetingError("no_answer", _("回答を書いてください"), "answer")
    current: AdvanceQuestion = lock(AdvanceQuestion.objects.filter(pk=question.pk).select_related("meeting__body", "member__user"))[0]
    first = current.answered_at is None
    before = {"answer": current.answer, "for_all": current.for_all}
    current.answer, current.for_all, current.answered_at, current.answered_by = answer.strip(), for_all, now, actor
    current.version += 1
    current.save()
    record_event(
        actor=actor, verb="advance_question.answered", obj=current, now=now, before=before, after={"answer": current.answer, "for_all": for_all}
    )
    if first:
        words = {"title": title_of(current.meeting), "question": current.text, "answer": current.answer}
        text = _("%(title)sへの御質問にお答えします。\n\n質問:\n%(question)s\n\n回答:\n%(answer)s") % words
        tell_member(current.member, subject=_("御質問への回答 %(title)s") % words, body=text, actor=actor, now=now)
    return current


def replies_close_on(meeting: Meeting) -> dt.date | None:
    """Until which day a member may answer the invitation on the page: the due day, else the day of the meeting."""
    return meeting.replies_due_on or (localtime(meeting.starts_at).date() if meeting.starts_at else None)
