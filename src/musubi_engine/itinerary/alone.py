"""Whether a day with one spot alone can be walked, and why not."""

from __future__ import annotations

from musubi_engine.common import Explanation
from musubi_engine.itinerary.checker import travel
from musubi_engine.itinerary.model import Spot, Trip, Window


def pinned_day(trip: Trip, number: int) -> int | None:
    """The day a spot must be visited on, by a pin or by a fixed order."""
    for d, order in trip.orders.items():
        if number in order:
            return d
    return trip.mandatory.get(number)


def day_windows(trip: Trip, spot: Spot, d: int) -> tuple[Window, ...]:
    """The hours of a spot on a day; none on other days than the one it is pinned to."""
    pinned = pinned_day(trip, spot.number)
    return () if pinned is not None and pinned != d else spot.windows[d]


def _obstacle(trip: Trip, place: int, d: int) -> Explanation | None:
    spot, day = trip.spots[place], trip.days[d]
    arrives = travel(trip, day.legs, day.start, place, day.begins)
    if arrives is None:
        return Explanation("not_reachable", spot.number, {"day": d})
    windows = day_windows(trip, spot, d)
    begins = next((max(arrives, a) for a, b in windows if arrives <= b), None)
    if begins is None:
        shuts = windows[-1][1]
        return Explanation("arrives_after_closing", spot.number, {"day": d, "arrives": arrives, "closes": shuts})
    home = travel(trip, day.legs, place, day.end, begins + spot.stay)
    if home is None:
        return Explanation("no_way_back", spot.number, {"day": d})
    if home > day.ends:
        return Explanation("back_too_late", spot.number, {"day": d, "arrives": home, "ends": day.ends})
    return None


def obstacle(trip: Trip, place: int) -> Explanation | None:
    """Why the spot at ``place`` can never be visited on this tour; None when at least one day works."""
    spot = trip.spots[place]
    if spot.number in trip.forbidden:
        return Explanation("asked_to_avoid", spot.number)
    open_days = [d for d in range(len(trip.days)) if day_windows(trip, spot, d)]
    if not open_days:
        return Explanation("closed", spot.number, {"days": tuple(range(len(trip.days)))})
    if trip.fee_budget is not None and spot.fee > trip.fee_budget:
        return Explanation("over_fee_budget", spot.number, {"fee": spot.fee, "left": trip.fee_budget})
    found = None
    for d in open_days:
        found = _obstacle(trip, place, d)
        if found is None:
            return None
    return found
