"""The flow picture: sites on a ring, an arc for each pair, as wide as its moves. The same figures stand in a table beside it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from musubi.blocks.visits.domain.circulation import Flow

SIZE, RADIUS = 560, 190
MOST_SITES, MOST_ARCS = 14, 24
THINNEST, WIDEST = 1.5, 14.0


@dataclass(frozen=True)
class Dot:
    """A site on the ring: its point, its label's point and side."""

    name: str
    x: float
    y: float
    label_x: float
    label_y: float
    anchor: str
    is_base: bool


@dataclass(frozen=True)
class Arc:
    """An arc from one dot to another: its path and width."""

    path: str
    width: float
    title: str


@dataclass(frozen=True)
class Picture:
    """What the page draws; `left_out` pairs are in the table only."""

    size: int
    dots: tuple[Dot, ...]
    arcs: tuple[Arc, ...]
    left_out: int


def picture(flows: Sequence[Flow]) -> Picture:
    """Draw the 24 strongest pairs among at most 14 sites; `flows` are sorted, most moves first."""
    order: dict[int, Flow] = {}
    for flow in flows:
        for site in (flow.origin, flow.destination):
            if len(order) < MOST_SITES:
                order.setdefault(site.pk, flow)
    sites = {site.pk: site for flow in flows for site in (flow.origin, flow.destination) if site.pk in order}
    dots = {pk: _dot(sites[pk].name, index, len(order), is_base=sites[pk].is_base) for index, pk in enumerate(order)}
    drawn = [flow for flow in flows if flow.origin.pk in dots and flow.destination.pk in dots][:MOST_ARCS]
    most = max((flow.moves for flow in drawn), default=1)
    arcs = [_arc(dots[flow.origin.pk], dots[flow.destination.pk], flow, most) for flow in reversed(drawn)]
    return Picture(SIZE, tuple(dots.values()), tuple(arcs), len(flows) - len(drawn))


def _dot(name: str, index: int, number: int, *, is_base: bool) -> Dot:
    angle = 2 * math.pi * index / number - math.pi / 2
    x, y = math.cos(angle), math.sin(angle)
    middle = SIZE / 2
    anchor = "middle" if abs(x) < 0.25 else "start" if x > 0 else "end"
    drop = 16 if y > 0.25 else 5 if y > -0.25 else -6
    reach = RADIUS + 14
    label = name if len(name) <= 12 else f"{name[:11]}…"
    return Dot(
        label,
        round(middle + RADIUS * x, 1),
        round(middle + RADIUS * y, 1),
        round(middle + reach * x, 1),
        round(middle + reach * y + drop, 1),
        anchor,
        is_base,
    )


def _arc(one: Dot, two: Dot, flow: Flow, most: int) -> Arc:
    """A curve that bends to the left of its way, so that both directions are seen."""
    middle = SIZE / 2
    side_x, side_y = (two.y - one.y) * 0.12, (one.x - two.x) * 0.12
    bend_x = (one.x + two.x) / 2 * 0.55 + middle * 0.45 + side_x
    bend_y = (one.y + two.y) / 2 * 0.55 + middle * 0.45 + side_y
    path = f"M{one.x} {one.y} Q{bend_x:.1f} {bend_y:.1f} {two.x} {two.y}"
    width = round(THINNEST + (WIDEST - THINNEST) * flow.moves / most, 1)
    return Arc(path, width, f"{flow.origin.name} → {flow.destination.name}: {flow.moves:,}")
