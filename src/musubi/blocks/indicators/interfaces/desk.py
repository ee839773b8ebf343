"""The cards of a desk: each indicator with its chart, its years, and what may be done there."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.urls import reverse

from musubi.blocks.indicators.domain.charts import Chart, draw
from musubi.blocks.indicators.domain.figures import Figure, Subject, ValueState, figure
from musubi.blocks.indicators.domain.measures import UnknownMeasureError, measure
from musubi.blocks.indicators.domain.scales import Rated, Scale, rate
from musubi.blocks.indicators.domain.values import live_points, years_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.vision.domain.desks import Desk
from musubi.blocks.vision.models import PlanItem

MOST_YEARS = 10


@dataclass(frozen=True)
class Row:
    """A year of a card; addresses are empty where there is nothing to open or nobody may."""

    figure: Figure
    records: str = ""
    enter: str = ""
    revise: str = ""
    rated: Rated | None = None


@dataclass(frozen=True)
class Card:
    """An indicator at a desk."""

    subject: Subject
    item: PlanItem
    is_own: bool
    now: Figure
    rows: tuple[Row, ...]
    chart: Chart | None
    measure_name: object = ""
    edit: str = ""
    owner: str = ""

    @property
    def is_missing(self) -> bool:
        """Whether the year that is shown still waits for a value."""
        return self.now.is_open


def build_cards(*, desk: Desk, today: dt.date, may_change: bool, scale: Scale | None = None) -> list[Card]:
    """The cards of the desk's item, then of the items below it; six queries and two for each measure, at any size.

    With a `scale`, each year with a value is rated by its rules.
    """
    found = list(
        Indicator.objects.filter(item__vision=desk.vision)
        .filter(item__in=_items(desk))
        .select_related("item", "owner")
        .order_by("item__level__number", "item__order", "order", "code")
    )
    years = _years(desk, today)
    cards = []
    for indicator, points in zip(found, live_points(indicators=found, fiscal_years=years), strict=True):
        own = indicator.item_id == desk.item.pk
        shown = _shown(years, years_of([points]), desk.fiscal_year)
        figures = [figure(points, year, today=today) for year in shown]
        now = figure(points, desk.fiscal_year, today=today)
        rows = tuple(_row(indicator, each, desk if own else None, today, may_change, scale) for each in reversed(figures))
        owner = indicator.owner.name if indicator.owner else ""
        edit = reverse("plan:row-edit", args=["indicators", indicator.uid]) if may_change and own else ""
        cards.append(Card(points.subject, indicator.item, own, now, rows, draw(figures), _measure_name(points.subject), edit, owner))
    return sorted(cards, key=lambda card: not card.is_own)


def _items(desk: Desk) -> list[int]:
    """The desk's item and the items below it, however deep."""
    children: dict[int | None, list[int]] = {}
    for pk, parent in PlanItem.objects.filter(vision=desk.vision).values_list("pk", "parent"):
        children.setdefault(parent, []).append(pk)
    found = [desk.item.pk]
    for pk in found:
        found.extend(children.get(pk, ()))
    return found


def _years(desk: Desk, today: dt.date) -> list[int]:
    """The plan's years, up to the end of its last period, and the one that is shown."""
    periods = list(desk.vision.periods.all())
    first = min((period.first_fiscal_year for period in periods), default=fiscal_year_of(today))
    last = max((period.last_fiscal_year for period in periods), default=first)
    return sorted({*range(first, last + 1), desk.fiscal_year})


def _shown(plan: list[int], known: list[int], asked: int) -> list[int]:
    """At most ten years, without gaps: those of the plan and those with figures, around the one that was asked for."""
    years = range(min(*plan, *known, asked), max(*plan, *known, asked) + 1) if known else plan
    if len(years) <= MOST_YEARS:
        return list(years)
    last = min(years[-1], max(asked + MOST_YEARS // 2, years[0] + MOST_YEARS - 1))
    return list(range(last - MOST_YEARS + 1, last + 1))


def _row(
    indicator: Indicator,
    each: Figure,
    desk: Desk | None,
    today: dt.date,
    may_change: bool,  # noqa: FBT001 - private
    scale: Scale | None,
) -> Row:
    records = _records(indicator, each)
    rated = rate(scale, each) if scale is not None and each.actual is not None else None
    if desk is None:
        return Row(each, records, rated=rated)
    address = [desk.code, indicator.uid, each.fiscal_year]
    begun = each.fiscal_year <= fiscal_year_of(today)
    enter = reverse("indicators:actual", args=address) if desk.may_work and begun and not indicator.measure else ""
    revise = reverse("indicators:target", args=address) if may_change else ""
    return Row(each, records, enter, revise, rated)


def _records(indicator: Indicator, each: Figure) -> str:
    """Where the records behind a counted figure are listed."""
    if each.state not in {ValueState.COMPUTED, ValueState.RUNNING}:
        return ""
    return measure(indicator.measure).address(indicator.item, each.fiscal_year) or ""


def _measure_name(subject: Subject) -> object:
    try:
        return measure(subject.measure).name if subject.measure else ""
    except UnknownMeasureError:
        return ""
