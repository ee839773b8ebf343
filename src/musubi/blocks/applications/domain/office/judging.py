"""審査会の番: a block above tells, within the queue's own query, until when a panel judges an application."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.db.models import DateField, F, OuterRef, QuerySet, Subquery, Value

from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Application

JUDGED = frozenset({ApplicationStatus.SCREENING, ApplicationStatus.GRANT_REQUESTED})  # under review: a panel may have it

Days = Callable[[Any], QuerySet[Any]]
_days: list[Days] = []


def register_judging(days: Days) -> None:
    """`days(key)` gives the last days of panels that judge the application of that key, as rows of one column, the next one first."""
    if days not in _days:
        _days.append(days)


def judged_until_of(key: str = "pk") -> Any:
    """The annotation for a query of applications: the last day of the panel that judges it, else nothing. No query of its own."""
    return Subquery(_days[0](OuterRef(key))[:1], output_field=DateField()) if _days else Value(None, output_field=DateField())


def judged_until(application: Application) -> dt.date | None:
    """The same of one application; one query while it is under review, else none."""
    if not _days or application.status not in JUDGED:
        return None
    found: dt.date | None = Application.objects.filter(pk=application.pk).annotate(until=judged_until_of()).values_list(F("until"), flat=True).first()
    return found
