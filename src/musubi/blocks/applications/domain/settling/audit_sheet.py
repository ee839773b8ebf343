"""監査調書: every award of a year with its days and sums, and a check that the days follow one another."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.models import Application

ORDER = (
    "received_on",
    "decided_on",
    "first_order",
    "first_receipt",
    "completed_on",
    "reported_on",
    "inspected",
    "confirmed_on",
    "claimed",
    "last_paid",
)


@dataclass(frozen=True)
class AuditRow:
    """One award: the application with its days by name, and what is out of order in words."""

    application: Application
    days: dict[str, dt.date | None]
    faults: tuple[str, ...]


def day_names() -> dict[str, str]:
    """The days in the order in which they should come."""
    return {
        "received_on": _("受付日"),
        "decided_on": _("交付決定日"),
        "first_order": _("最初の発注・契約日"),
        "first_receipt": _("最初の領収日"),
        "completed_on": _("完了日"),
        "reported_on": _("実績報告日"),
        "inspected": _("検査日"),
        "confirmed_on": _("額の確定日"),
        "claimed": _("請求日"),
        "last_paid": _("最後の支払日"),
    }


def awards_of(user: Any, *, fiscal_year: int) -> QuerySet[Application]:
    """The awards of a year that the user may see, with their days; one query whatever their number."""
    reported = Q(costs__stage=Stage.REPORT)
    return (
        Application.objects.filter(of_seen_applications(user), call__fiscal_year=fiscal_year, decided__isnull=False)
        .exclude(status=ApplicationStatus.DRAFT)
        .select_related("call__item", "call__guideline", "party", "terms")
        .annotate(
            first_order=Min("costs__ordered_on", filter=reported),
            first_receipt=Min("costs__receipt_on", filter=reported),
            inspected=Max("inspections__inspected_on"),
            confirmed_on=Max("decision_items__decision__decided_on", filter=Q(decision_items__outcome="confirmed")),
            claimed=Min("claims__claimed_on", filter=Q(claims__kind="final")),
            last_paid=Max("claims__payment__paid_on"),
        )
        .order_by("call__item__code", "call", "number")
    )


def audit_rows(rows: QuerySet[Application]) -> Iterator[AuditRow]:
    """Each award with its days and what is out of order: a day before the one that should come first."""
    names = day_names()
    for application in rows:
        days = {name: getattr(application, name) for name in ORDER}
        faults = []
        last_name, last_day = "", None
        for name in ORDER:
            day = days[name]
            if day is None:
                continue
            if last_day is not None and day < last_day:
                faults.append(_("%(later)sが%(earlier)sより前") % {"later": names[name], "earlier": names[last_name]})
            else:
                last_name, last_day = name, day
        yield AuditRow(application, days, tuple(faults))
