"""日程調整: days are proposed, members answer ○△×, the office chooses."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.sittings import tell_member, title_of
from musubi.blocks.meetings.enums import MeetingStatus, PollAnswer
from musubi.blocks.meetings.models import CouncilMember, Meeting, PollOption, PollReply

WEIGHT = {PollAnswer.YES: 2, PollAnswer.MAYBE: 1, PollAnswer.NO: 0}


@dataclass(frozen=True)
class PollRow:
    """A proposed day with the answers by member; `score` orders the days: ○ counts two, △ one."""

    option: PollOption
    answers: Mapping[int, str]
    score: int

    def count(self, answer: str) -> int:
        """How many gave an answer."""
        return sum(given == answer for given in self.answers.values())

    @property
    def yes(self) -> int:
        """○."""
        return self.count(PollAnswer.YES)

    @property
    def maybe(self) -> int:
        """△."""
        return self.count(PollAnswer.MAYBE)

    @property
    def no(self) -> int:
        """×."""
        return self.count(PollAnswer.NO)


@transaction.atomic
def propose_days(*, meeting: Meeting, days: Sequence[tuple[dt.datetime, dt.datetime]], due_on: dt.date, actor: Any, now: dt.datetime) -> int:
    """Add days and ask every member; returns how many were asked. Raises MeetingError for a day that is past or proposed already."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk).select_related("body__organization"))[0]
    if current.status != MeetingStatus.PLANNED:
        raise MeetingError("state", _("日程調整ができるのは、準備中の会議です"))
    known = set(current.poll_options.values_list("starts_at", flat=True))
    for start, _end in days:
        if start <= now:
            raise MeetingError("past", _("過ぎた日時は候補にできません"), "days")
        if start in known:
            raise MeetingError("twice", _("同じ日時の候補があります"), "days")
        known.add(start)
    PollOption.objects.bulk_create(PollOption(meeting=current, starts_at=start, ends_at=end) for start, end in days)
    current.poll_due_on = due_on
    current.version += 1
    current.save()
    record_event(actor=actor, verb="poll.proposed", obj=current, now=now, after={"days": [start for start, _end in days], "due_on": due_on})
    members = list(members_on(current.body, timezone.localdate(now)).select_related("user"))
    for member in members:
        text = _("%(title)sの日程について、御都合を%(day)sまでにお知らせください。委員のページか、電話で回答できます。") % {
            "title": title_of(current),
            "day": format_date(due_on),
        }
        tell_member(member, subject=_("日程調整 %(title)s") % {"title": title_of(current)}, body=text, actor=actor, now=now)
    return len(members)


@transaction.atomic
def answer_poll(*, meeting: Meeting, member: CouncilMember, answers: Mapping[int, str], typed_by: Any, actor: Any, now: dt.datetime) -> None:
    """A member's answers by the option's key; the office types them in where they came by telephone."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
    if current.status != MeetingStatus.PLANNED:
        raise MeetingError("state", _("この日程調整は終わっています"))
    options = {option.pk: option for option in current.poll_options.all()}
    for key, answer in answers.items():
        if key in options and answer in PollAnswer.values:
            values = {"answer": answer, "replied_at": now, "typed_by": typed_by}
            PollReply.objects.update_or_create(option=options[key], member=member, defaults=values)
    record_event(actor=actor, verb="poll.answered", obj=current, now=now, after={"member": str(member.uid)})


@transaction.atomic
def choose_day(*, option: PollOption, actor: Any, now: dt.datetime) -> Meeting:
    """The meeting takes place then; the announcement is a step of its own."""
    current: Meeting = lock(Meeting.objects.filter(pk=option.meeting_id))[0]
    if current.status != MeetingStatus.PLANNED:
        raise MeetingError("state", _("日時を決められるのは、準備中の会議です"))
    before = {"starts_at": current.starts_at}
    current.starts_at, current.ends_at = option.starts_at, option.ends_at
    current.version += 1
    current.save()
    record_event(actor=actor, verb="poll.chosen", obj=current, now=now, before=before, after={"starts_at": option.starts_at})
    return current


def poll_table(meeting: Meeting) -> list[PollRow]:
    """The proposed days with their answers, in order of time; two queries."""
    rows = []
    for option in meeting.poll_options.prefetch_related("replies"):
        answers = {reply.member_id: reply.answer for reply in option.replies.all()}
        rows.append(PollRow(option, answers, sum(WEIGHT[PollAnswer(answer)] for answer in answers.values())))
    return rows


def best(rows: Sequence[PollRow]) -> PollRow | None:
    """The day that suits most; the earlier one of equals; None without an answer."""
    answered = [row for row in rows if row.answers]
    return max(answered, key=lambda row: (row.score, -row.option.starts_at.timestamp())) if answered else None
