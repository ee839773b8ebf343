"""計測項目 of the journals: how many activities of each kind, and how many people took part."""

from __future__ import annotations

from collections.abc import Callable, Collection
from decimal import Decimal
from typing import Any

from django.db.models import Count, QuerySet, Sum
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from musubi.blocks.desks.enums import ActivityKind
from musubi.blocks.desks.models import Activity
from musubi.blocks.indicators.domain.measures import Figures, Measure, count, register_measure, sum_of
from musubi.blocks.vision.models import PlanItem

COUNTS = {
    ActivityKind.VISIT: _("企業訪問の件数"),
    ActivityKind.MEETING: _("連絡会・会議の開催数"),
    ActivityKind.SEMINAR: _("セミナー・講座の開催数"),
    ActivityKind.CONSULTATION: _("相談の件数"),
    ActivityKind.EVENT: _("出店・イベントの回数"),
    ActivityKind.PUBLICITY: _("広報・発信の件数"),
    ActivityKind.SURVEY: _("調査の件数"),
    ActivityKind.RESULT: _("成果の件数"),
}
PEOPLE = {
    ActivityKind.VISIT: _("企業訪問で会った人数"),
    ActivityKind.MEETING: _("連絡会・会議の参加者数"),
    ActivityKind.SEMINAR: _("セミナー・講座の参加者数"),
    ActivityKind.CONSULTATION: _("相談した人数"),
    ActivityKind.EVENT: _("出店・イベントの来場者数"),
}
TIMES = {ActivityKind.MEETING, ActivityKind.SEMINAR, ActivityKind.EVENT}


def counted(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[Activity]:
    """Rows that count: not withdrawn, whoever may read them; figures are of the whole journal."""
    return Activity.objects.filter(item__in=item_ids, fiscal_year__in=fiscal_years, withdrawn_at__isnull=True)


def _computer(kind: str | None, *, people: bool) -> Callable[[Collection[int], Collection[int]], Figures]:
    def compute(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
        rows = _of(kind, counted(item_ids, fiscal_years), people=people).order_by()
        found = rows.values_list("item", "fiscal_year").annotate(value=Sum("people") if people else Count("pk"))
        return {(item, year): Decimal(value) for item, year, value in found}

    return compute


def _of(kind: str | None, rows: QuerySet[Activity], *, people: bool) -> QuerySet[Activity]:
    rows = rows.filter(kind=kind) if kind else rows
    return rows.filter(people__gt=0) if people else rows


def _measure(key: str, name: Any, unit: Any, kind: str | None, *, people: bool) -> Measure:
    def records(item_id: int, fiscal_year: int) -> QuerySet[Any]:
        return _of(kind, counted([item_id], [fiscal_year]), people=people)

    def address(item: PlanItem, fiscal_year: int) -> str:
        query = f"?year={fiscal_year}{f'&kind={kind}' if kind else ''}{'&people=1' if people else ''}"
        return reverse("desks:journal", args=[item.code]) + query

    total = sum_of("people") if people else count
    return Measure(key, name, unit, _computer(kind, people=people), records, address, total=total)


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(_measure("desks.activities", _("活動記録の件数"), _("件"), None, people=False))
    for kind, name in COUNTS.items():
        register_measure(_measure(f"desks.{kind}_count", name, _("回") if kind in TIMES else _("件"), kind, people=False))
    for kind, name in PEOPLE.items():
        register_measure(_measure(f"desks.{kind}_people", name, _("人"), kind, people=True))
