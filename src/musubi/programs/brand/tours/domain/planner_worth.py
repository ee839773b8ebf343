"""What a visit is worth to this visitor: what there is to see, what they like, the weather, and where the city wants to be found."""

from __future__ import annotations

from musubi.blocks.places.visitor_enums import Availability, Shelter
from musubi.programs.brand.tours.domain.planner_atlas import PlanSpot
from musubi.programs.brand.tours.domain.planner_wishes import Wishes

LIKED, OTHER = 2.0, 0.5
IN_RAIN = {Shelter.INDOOR: 1.0, Shelter.MIXED: 0.7, Shelter.OUTDOOR: 0.2}
STAY = {"relaxed": 1.25, "normal": 1.0, "busy": 0.8}
SLACK = {"relaxed": 10, "normal": 5, "busy": 0}  # minutes added to each leg on one's own


def worth(spot: PlanSpot, wishes: Wishes, *, spread_percent: int) -> float:
    """10 for each star of interest, doubled where a theme is liked and halved where none is; times rain; times the city's weight.

    The weight w of a spot (100 % is none) counts as 1 + (w − 1) × spread.
    """
    liked = 1.0 if not wishes.themes else LIKED if set(wishes.themes) & set(spot.themes) else OTHER
    weather = IN_RAIN.get(Shelter(spot.shelter), 1.0) if wishes.rain and spot.shelter else 1.0
    weight = max(0.0, 1 + (spot.weight / 100 - 1) * spread_percent / 100)
    return round(10 * spot.interest * liked * weather * weight, 3)


def stay(spot: PlanSpot, pace: str) -> int:
    """Minutes at a spot, in fives; an event attended as a whole takes its own time."""
    if spot.is_whole:
        return spot.stay
    return max(5, round(spot.stay * STAY[pace] / 5) * 5)


def barrier(spot: PlanSpot, wishes: Wishes) -> str:
    """Why a wheelchair or pushchair cannot go there as far as known: a reason's code, or ""."""
    if not wishes.step_free:
        return ""
    known = spot.wheelchair if wishes.step_free == "wheelchair" else spot.pushchair or spot.wheelchair
    if known in {Availability.YES, Availability.PARTLY}:
        return ""
    return f"{wishes.step_free}_no" if known == Availability.NO else f"{wishes.step_free}_unknown"
