"""The indicators on the page of an item, of a desk and of a program; the public's as last confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.http import HttpRequest

from musubi.blocks.indicators.domain.charts import Chart, draw
from musubi.blocks.indicators.domain.figures import Figure, Points, Subject, figure
from musubi.blocks.indicators.domain.measures import Measure, measure
from musubi.blocks.indicators.domain.published import published_points
from musubi.blocks.indicators.domain.values import values, years_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.panels import Panel, register_panel
from musubi.blocks.vision.domain.desks import desks_seen_by
from musubi.blocks.vision.domain.tree import Node
from musubi.blocks.vision.models import PlanItem

MOST_YEARS = 10
MOST_CARDS = 12


@dataclass(frozen=True)
class PublicCard:
    """An indicator as the public reads it."""

    subject: Subject
    now: Figure
    figures: tuple[Figure, ...]
    chart: Chart | None


def public_card(points: Points, plan_years: Sequence[int]) -> PublicCard:
    """The card of an indicator, with the plan's years and those that have a figure, ten at most."""
    today = clock.today()
    running = fiscal_year_of(today)
    known = [*plan_years, *years_of([points])] or [running]
    years = range(max(min(known), max(known) - MOST_YEARS + 1), max(known) + 1)
    figures = tuple(figure(points, year, today=today).for_public() for year in years)
    latest = [each for each in figures if each.actual is not None or each.state.value == "suppressed"]
    now = latest[-1] if latest else figure(points, min(running, max(known)), today=today).for_public()
    return PublicCard(figures[0].subject, now, figures, draw(figures))


def register_panels() -> None:
    """Called once when apps are ready."""
    register_panel(Panel("desk", "indicators", "indicators/panels/desk.html", _desk, order=40, query_budget=8))
    register_panel(Panel("plan-item", "indicators", "indicators/panels/indicators.html", _indicators, order=15, query_budget=2))
    register_panel(Panel("program", "indicators", "indicators/panels/indicators.html", _program, order=30, query_budget=2))
    register_panel(Panel("program-staff", "indicators", "indicators/panels/program.html", _program_staff, order=30, query_budget=9))


def _desk(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The desk's first page: each indicator's value of the year beside its target, and what waits."""
    if not context["sees_desk"]:
        return None
    desk = context["desk"]
    own = list(Indicator.objects.filter(item=desk.item).order_by("order", "code"))
    if not own:
        return None
    found = values(indicators=own, fiscal_years=[desk.fiscal_year], today=clock.today())
    rows = [found[indicator.uid, desk.fiscal_year] for indicator in own]
    return {"rows": rows[:MOST_CARDS], "missing": sum(row.is_open for row in rows)}


def _indicators(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _cards(context, [context["node"]])


def _program(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    return _cards(context, context["nodes"])


def _cards(context: Mapping[str, Any], nodes: Sequence[Node]) -> Mapping[str, Any] | None:
    tree, codes = context["tree"], {node.code for node in nodes}
    own = [points for points in published_points(context["found"]) if points.subject.item in codes]
    if not own:
        return None
    return {
        "cards": [public_card(points, tree.fiscal_years) for points in own[:MOST_CARDS]],
        "more": max(0, len(own) - MOST_CARDS),
        "letter": nodes[0].letter,
    }


def _program_staff(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The year's figures of the program's indicators, and what its measures count; only of items whose desks the reader may open."""
    items = {item.pk: item for item in desks_seen_by(request.user).filter(pk__in=[item.pk for item in context["items"]])}
    year, today = context["fiscal_year"], clock.today()
    own = list(Indicator.objects.filter(item__in=items).order_by("item__code", "order", "code"))
    found = values(indicators=own, fiscal_years=[year], today=today)
    rows = [found[indicator.uid, year] for indicator in own]
    counted = [_counted(measure(key), list(items.values()), year) for key in context["program"].measures] if items else []
    if not rows and not counted:
        return None
    return {"rows": rows[:MOST_CARDS], "missing": sum(row.is_open for row in rows), "counted": counted}


def _counted(asked: Measure, items: Sequence[PlanItem], year: int) -> tuple[Measure, Decimal, list[tuple[PlanItem, Decimal, str | None]]]:
    """A measure's figure for the year over the items, and each item's own with the page behind it."""
    figures = asked.compute([item.pk for item in items], [year])
    parts = [(item, value, asked.address(item, year)) for item in items if (value := figures.get((item.pk, year), Decimal(0)))]
    return asked, sum((value for _item, value, _address in parts), Decimal(0)), parts
