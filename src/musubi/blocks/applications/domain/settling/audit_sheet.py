"""監査調書: every award of a year with its days and sums, and a check that the days follow one another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Max, Min, Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.office.queue import UNREAD
from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.enums import ApplicationStatus, ClaimKind, Outcome, Stage
from musubi.blocks.applications.models import Application, Claim, CostLine, DecisionItem, SiteInspection
from musubi.blocks.kernel.money import format_yen

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
BETWEEN = ("advanced", "decided_on", "confirmed_on")  # 概算払 comes after the decision and before the confirmation


@dataclass(frozen=True)
class AuditRow:
    """One award: its days by name, what is out of order in words, who was paid instead, which costs were cut and why."""

    application: Application
    days: dict[str, dt.date | None]
    faults: tuple[str, ...]
    payees: tuple[str, ...] = ()
    reductions: tuple[str, ...] = ()


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
        "last_paid": _("最後の支払日(精算払)"),
        "advanced": _("最初の概算払の日"),
    }


def awards_of(user: Any, *, fiscal_year: int) -> list[Application]:
    """The awards of a year that the user may see, with their days and payees; seven queries whatever their number.

    Each kind of day is asked for by itself: joined in one query, costs × inspections × claims would multiply. The days are
    asked of the whole year, which is cheaper than once more by whom the user may see; only those of the seen awards are kept.
    """
    awards = Application.objects.filter(of_seen_applications(user), call__fiscal_year=fiscal_year, decided__isnull=False)
    awards = awards.exclude(status=ApplicationStatus.DRAFT)
    awards = awards.select_related("call__item", "call__guideline", "party").defer(*UNREAD)
    rows = list(awards.order_by("call__item__code", "call", "submitted_at", "pk"))
    year: dict[str, Any] = {"application__call__fiscal_year": fiscal_year, "application__decided__isnull": False}
    costs = CostLine.objects.filter(**year, stage=Stage.REPORT)
    days = [
        _by_application(costs, first_order=Min("ordered_on"), first_receipt=Min("receipt_on")),
        _by_application(SiteInspection.objects.filter(**year), inspected=Max("inspected_on")),
        _by_application(DecisionItem.objects.filter(**year, outcome=Outcome.CONFIRMED), confirmed_on=Max("decision__decided_on")),
        _by_application(
            Claim.objects.filter(**year),
            claimed=Min("claimed_on", filter=Q(kind=ClaimKind.FINAL)),
            advanced=Min("payment__paid_on", filter=Q(kind=ClaimKind.ADVANCE)),
            last_paid=Max("payment__paid_on", filter=Q(kind=ClaimKind.FINAL)),
        ),
    ]
    payees: dict[int, list[str]] = defaultdict(list)
    for claim in Claim.objects.filter(**year, payment__isnull=False, payee__isnull=False).select_related("payee").order_by("pk"):
        payees[claim.application_id].append(str(claim.payee))
    less: dict[int, list[str]] = defaultdict(list)
    for line in costs.filter(accepted__lt=F("amount")).order_by("pk"):
        words = {"label": line.label, "yen": format_yen(line.amount), "accepted": format_yen(line.accepted or 0), "reason": line.accepted_reason}
        less[line.application_id].append(_("「%(label)s」%(yen)sのうち%(accepted)s: %(reason)s") % words)
    for row in rows:
        row.reductions = tuple(less[row.pk])  # type: ignore[attr-defined]
        row.payees = tuple(dict.fromkeys(payees[row.pk]))  # type: ignore[attr-defined]
        for name in ("advanced", "first_order", "first_receipt", "inspected", "confirmed_on", "claimed", "last_paid"):
            setattr(row, name, next((found[row.pk][name] for found in days if row.pk in found and name in found[row.pk]), None))
    return rows


def _by_application(rows: QuerySet[Any], **figures: Any) -> dict[int, dict[str, Any]]:
    return {found["application"]: found for found in rows.order_by().values("application").annotate(**figures)}


def audit_rows(rows: Iterable[Application]) -> Iterator[AuditRow]:
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
        between, first, last = BETWEEN
        days[between] = getattr(application, between)
        faults += [
            _("%(later)sが%(earlier)sより前") % {"later": names[b], "earlier": names[a]}
            for a, b in ((first, between), (between, last))
            if _before(days[b], days[a])
        ]
        yield AuditRow(application, days, tuple(faults), getattr(application, "payees", ()), getattr(application, "reductions", ()))


def _before(later: dt.date | None, earlier: dt.date | None) -> bool:
    return later is not None and earlier is not None and later < earlier
