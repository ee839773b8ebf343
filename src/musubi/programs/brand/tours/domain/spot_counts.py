"""How many came to each spot in a fiscal year, and which weight of the planner follows from it."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass
from statistics import median
from typing import Any

from django.db import transaction
from django.db.models import Sum

from musubi.blocks.places.domain.queries import published_spots
from musubi.blocks.places.domain.records import change
from musubi.blocks.places.models import Spot
from musubi.blocks.places.visitor_enums import SpotKind
from musubi.blocks.visits.models import PointTotal, QuarterCount

LEAST, MOST, STEP = 60, 200, 10  # percent


@dataclass(frozen=True)
class SpotCount:
    """A spot with its visitors and stamps of the year, None where nobody counts, and the weight that follows."""

    spot: Spot
    visitors: int | None
    stamps: int | None
    proposed: int | None = None

    @property
    def differs(self) -> bool:
        """Whether the weight set is another."""
        return self.proposed is not None and self.proposed != self.spot.promotion_weight


def proposed_weight(count: int, middle: float) -> int:
    """100 × √(middle ÷ count), between LEAST and MOST, in tens: four times fewer visitors than the middle spot count double."""
    if middle <= 0:
        return 100
    weight = MOST if count <= 0 else 100 * math.sqrt(middle / count)
    return round(min(MOST, max(LEAST, weight)) / STEP) * STEP


def counted_spots(fiscal_year: int) -> tuple[SpotCount, ...]:
    """The published spots, those with most visitors first, those that nobody counts last: four queries."""
    visitors = by_spot(QuarterCount.objects.filter(fiscal_year=fiscal_year), "visitors", "site__spot")
    stamps = by_spot(PointTotal.objects.filter(fiscal_year=fiscal_year), "stamps", "point__site__spot")
    rows = [SpotCount(spot, visitors.get(spot.pk), stamps.get(spot.pk)) for spot in published_spots().exclude(kind=SpotKind.STATION)]
    came = [row.visitors for row in rows if row.visitors is not None]
    pressed = [row.stamps for row in rows if row.visitors is None and row.stamps is not None]
    found = []
    for row in rows:
        count, middle = (row.visitors, came) if row.visitors is not None else (row.stamps, pressed)
        proposed = None if count is None or len(middle) < 2 else proposed_weight(count, median(middle))
        found.append(SpotCount(row.spot, row.visitors, row.stamps, proposed))
    return tuple(sorted(found, key=lambda row: (row.proposed is None, row.visitors is None, -(row.visitors or 0), -(row.stamps or 0), row.spot.name)))


def by_spot(rows: Any, field: str, spot: str) -> dict[int, int]:
    """The sum of a field at each spot, to which `spot` leads from the rows; one query."""
    return dict(rows.filter(**{f"{spot}__isnull": False}).order_by().values_list(spot).annotate(total=Sum(field)))


@transaction.atomic
def take_weights(*, uids: Collection[str], fiscal_year: int, actor: Any, now: dt.datetime) -> int:
    """Set the weight that follows from the year's counts at these spots; returns at how many it changed."""
    chosen = [row for row in counted_spots(fiscal_year) if row.spot.uid in uids and row.differs]
    for row in chosen:
        change(record=row.spot, values={"promotion_weight": row.proposed}, unchanged=lambda _name, _current: True, actor=actor, now=now)
    return len(chosen)
