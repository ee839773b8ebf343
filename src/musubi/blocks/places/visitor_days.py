"""The days of an event in words, in the reader's language."""

from __future__ import annotations

import datetime as dt

from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _

from musubi.blocks.kernel.templatetags.musubi import japanese_date
from musubi.blocks.places.models import LocalEvent

MOST_DAYS = 6


def days_words(event: LocalEvent, *, today: dt.date | None = None) -> str:
    """毎週土曜日, 毎月第2日曜日, or the days named that are still to come; "" for an event of every day of its period."""
    if event.only_on:
        days = [dt.date.fromisoformat(day) for day in sorted(event.only_on)]
        days = [day for day in days if today is None or day >= today] or days[-1:]
        words = _("、").join(japanese_date(day) for day in days[:MOST_DAYS])
        return _("%(days)sほか") % {"days": words} if len(days) > MOST_DAYS else words
    days = _("・").join(str(WEEKDAYS[int(digit)]) for digit in sorted(event.weekdays))
    if event.weeks:
        return _("毎月第%(weeks)s%(days)s") % {"weeks": _("・").join(sorted(event.weeks)), "days": days or _("週")}
    return _("毎週%(days)s") % {"days": days} if days else ""
