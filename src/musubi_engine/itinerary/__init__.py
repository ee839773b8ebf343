"""Tours: choose spots and order them over the days of a visit (docs/engine/itinerary.md)."""

from musubi_engine.itinerary.checker import InfeasiblePlanError, check, missing
from musubi_engine.itinerary.choices import difference, replan, solve_distinct
from musubi_engine.itinerary.model import Day, Group, Legs, Params, Plan, Route, Spot, Trip, Visit
from musubi_engine.itinerary.search import solve, warm_up

__all__ = [
    "Day", "Group", "InfeasiblePlanError", "Legs", "Params", "Plan", "Route", "Spot", "Trip", "Visit", "check",
    "difference", "missing", "replan", "solve", "solve_distinct", "warm_up",
]  # fmt: skip
