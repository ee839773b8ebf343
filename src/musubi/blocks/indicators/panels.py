"""The panel of an item's public page: its indicators as last confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest

from musubi.blocks.indicators.domain.charts import Chart, draw
from musubi.blocks.indicators.domain.figures import Figure, Points, Subject, figure
from musubi.blocks.indicators.domain.published import published_points
from musubi.blocks.indicators.domain.values import values, years_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.panels import Panel, register_panel

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
    node, tree = context["node"], context["tree"]
    own = [points for points in published_points(context["found"]) if points.subject.item == node.code]
    if not own:
        return None
    return {"cards": [public_card(points, tree.fiscal_years) for points in own[:MOST_CARDS]], "more": max(0, len(own) - MOST_CARDS)}
