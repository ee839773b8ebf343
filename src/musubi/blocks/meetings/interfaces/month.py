"""The meetings of a month as a grid, for the office and for everybody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import QuerySet
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.months import DayEvent, Month, asked_month, bounds_of, build_month
from musubi.blocks.kernel.templatetags.musubi import local
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.models import Meeting


def month_of_meetings(meetings: QuerySet[Meeting], asked: str, *, address: Callable[[Meeting], str]) -> Month:
    """The asked month (2020-10, else the running one) with the meetings that begin in it; one query. Wants `body` joined."""
    first = asked_month(asked, clock.today())
    begin, end = bounds_of(first)
    rows = meetings.filter(starts_at__gte=begin, starts_at__lt=end).order_by("starts_at", "pk")
    return build_month(first, [_event(meeting, address) for meeting in rows], today=clock.today())


def _event(meeting: Meeting, address: Callable[[Meeting], str]) -> DayEvent:
    begins: Any = localtime(meeting.starts_at)
    title = _("%(body)s 第%(number)d回") % {"body": local(meeting.body, "name"), "number": meeting.number}
    state = meeting.get_status_display() if meeting.status in {MeetingStatus.PLANNED, MeetingStatus.CANCELLED} else ""
    return DayEvent(begins.date(), title, address(meeting), begins.time(), state)
