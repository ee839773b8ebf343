"""What calls count for indicators: applications, awards and money by plan item and fiscal year, and the records behind each.

The year is the call's. A wish survey is no application. An award counts while it stands: one that was revoked, given up or
abolished does not, even when its file is closed.
"""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, F, Min, OuterRef, Q, QuerySet, Sum
from django.urls import reverse
from django.utils.http import urlencode

from musubi.blocks.applications.enums import ApplicationStatus, CallKind, Outcome
from musubi.blocks.applications.models import Application, Certificate, DecisionItem
from musubi.blocks.indicators.domain.measures import Figures, Measure
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.vision.models import PlanItem

Narrowed = Callable[[QuerySet[Application]], QuerySet[Application]]
STANDING = ApplicationStatus.awarded() | {ApplicationStatus.REPAYING}


def received(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Handed in, whatever became of it."""
    return rows.filter(submitted_at__isnull=False).exclude(call__kind=CallKind.WISH_SURVEY)


def stands() -> Q:
    """The condition of an award that stands: decided, neither given up nor abolished, and never revoked, however its file ended."""
    revoked = DecisionItem.objects.filter(application=OuterRef("pk"), outcome=Outcome.REVOKED, applied_at__isnull=False)
    return Q(~Exists(revoked), status__in=STANDING, decided__isnull=False)


def granted(rows: QuerySet[Application]) -> QuerySet[Application]:
    """A grant was decided and stands."""
    return rows.filter(stands())


def confirmed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Standing awards whose sum was confirmed."""
    return granted(rows).filter(confirmed__isnull=False)


def paid(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Money went out, also for awards that did not stand afterwards: what came back is taken off."""
    return rows.filter(paid__gt=0)


def certified(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Certified, designated or permitted, and not revoked."""
    return rows.filter(certificate__isnull=False, certificate__revoked_on__isnull=True)


COUNTED: dict[str, Narrowed] = {"received": received, "granted": granted, "confirmed": confirmed, "paid": paid, "certified": certified}
YEN = {"granted": F("decided") - F("revoked"), "confirmed": F("confirmed"), "paid": F("paid") - F("returned")}


def counted(what: str, item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[Application]:
    """The applications behind a figure of that name."""
    rows = Application.objects.filter(call__item__in=list(item_ids), call__fiscal_year__in=list(fiscal_years))
    return COUNTED[what](rows)


def _by_item_and_year(rows: QuerySet[Application], value: Any) -> Figures:
    found = rows.order_by().values_list("call__item_id", "call__fiscal_year").annotate(found=value)
    return {(item, year): Decimal(number or 0) for item, year, number in found}


def counting(what: str) -> Callable[[Collection[int], Collection[int]], Figures]:
    """How many, by item and year; one query."""
    return lambda item_ids, years: _by_item_and_year(counted(what, item_ids, years), Count("pk"))


def summing(what: str) -> Callable[[Collection[int], Collection[int]], Figures]:
    """How many yen, by item and year; one query."""
    return lambda item_ids, years: _by_item_and_year(counted(what, item_ids, years), Sum(YEN[what]))


def yen_of(what: str) -> Callable[[QuerySet[Any]], Decimal]:
    """The yen of some applications, added up one by one."""
    return lambda rows: Decimal(sum(rows.values_list(YEN[what], flat=True)))


def narrowed_to_figure(rows: QuerySet[Application], what: str, year: str) -> QuerySet[Application]:
    """The queue's rows behind a figure: of a fiscal year, and of what was counted. Unknown words narrow nothing."""
    if (asked := asked_fiscal_year(year)) is not None:
        rows = rows.filter(call__fiscal_year=asked)
    return COUNTED[what](rows) if what in COUNTED else rows


def queue_address(what: str) -> Callable[[PlanItem, int], str]:
    """The office's queue, narrowed to what a figure counts."""

    def address(item: PlanItem, fiscal_year: int) -> str:
        asked = {"face": "all", "item": item.code, "year": fiscal_year, "counted": what}
        return f"{reverse('applications:queue')}?{urlencode(asked)}"

    return address


def count_measure(*, key: str, name: Any, unit: Any, narrow: Narrowed) -> Measure:
    """A measure that counts the applications which `narrow` leaves, with the queue behind it; for programs' own figures.

    `narrow` must not join to many: a figure counts each application once.
    """
    COUNTED[key] = narrow
    return Measure(
        key=key,
        name=name,
        unit=unit,
        compute=counting(key),
        records=lambda item, year: counted(key, [item], [year]),
        address=queue_address(key),
    )


def grantees(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many different parties hold a standing grant, by item and year; one query."""
    return _by_item_and_year(counted("granted", item_ids, fiscal_years), Count("party", distinct=True))


def parties_of(rows: QuerySet[Any]) -> Decimal:
    """How many different parties some applications are of."""
    return Decimal(rows.order_by().values("party").distinct().count())


def _last_day(fiscal_year: int) -> dt.date:
    return dt.date(fiscal_year + 1, 3, 31)


def in_force(item: int, fiscal_year: int) -> QuerySet[Certificate]:
    """Certificates, designations and permissions in force on the fiscal year's last day; one that was renewed before its end counts once."""
    day = _last_day(fiscal_year)
    open_ended = Q(valid_until__isnull=True) | Q(valid_until__gte=day)
    kept = Q(revoked_on__isnull=True) | Q(revoked_on__gt=day)
    rows = Certificate.objects.filter(open_ended, kept, application__call__item=item, valid_from__lte=day)
    return rows.exclude(renewed_by__valid_from__lte=day)


def count_in_force(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many stand at the end of each year, by item and year; one query."""
    rows = Certificate.objects.filter(application__call__item__in=list(item_ids)).annotate(renewed_from=Min("renewed_by__valid_from"))
    found: Counter[tuple[int, int]] = Counter()
    days = ("application__call__item", "valid_from", "valid_until", "revoked_on", "renewed_from")
    for item, first, last, revoked, renewed in rows.order_by().values_list(*days):
        for year in fiscal_years:
            day = _last_day(year)
            if first <= day and (last is None or last >= day) and (revoked is None or revoked > day) and (renewed is None or renewed > day):
                found[item, year] += 1
    return {pair: Decimal(number) for pair, number in found.items()}
