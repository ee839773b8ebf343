"""On which days an event takes place; pure, no database."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from musubi.blocks.places.models import LocalEvent

ONE_DAY = dt.timedelta(days=1)
LONGEST_LOOK = 400  # days ahead
EVENTS_FROM = 500_000_000  # in addresses of plans, events are numbered from here on, spots below


def happens_on(event: LocalEvent, day: dt.date) -> bool:
    """Whether the event takes place on `day`: named days before weekdays, and always within its period."""
    if not event.starts_on <= day < event.ends_before:
        return False
    if event.only_on:
        return day.isoformat() in event.only_on
    if event.weekdays and str(day.weekday()) not in event.weekdays:
        return False
    return not event.weeks or str((day.day - 1) // 7 + 1) in event.weeks


def days_from(event: LocalEvent, first: dt.date) -> Iterator[dt.date]:
    """The days on which it takes place, from `first` on."""
    day = max(first, event.starts_on)
    last = min(event.ends_before, day + LONGEST_LOOK * ONE_DAY)
    while day < last:
        if happens_on(event, day):
            yield day
        day += ONE_DAY


def is_daily(event: LocalEvent) -> bool:
    """Whether it takes place on every day of its period."""
    return not (event.only_on or event.weekdays or event.weeks)


def event_number(event: LocalEvent) -> int:
    """The event's number in a plan's address."""
    return EVENTS_FROM + event.pk
