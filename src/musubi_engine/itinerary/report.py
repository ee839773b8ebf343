"""Print plans: as JSON for programs, as a timetable for people."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from musubi_engine.common import Explanation, Result
from musubi_engine.itinerary.model import Plan, Trip


def _reason(reason: Explanation) -> dict[str, Any]:
    return {"code": reason.code, "about": reason.subject, **{k: v for k, v in reason.values.items() if k != "code"}}


def _score(value: float) -> int | float:
    return int(value) if float(value).is_integer() else round(value, 6)


def _one(result: Result[Plan]) -> dict[str, Any]:
    return {
        "routes": result.value.routes(),
        "score": _score(result.score),
        "search_cpu_s": round(result.search_cpu_s, 4),
        "rounds": result.rounds,
        "seed": result.seed,
        "timetable": [
            [{"spot": v.spot, "arrives": v.arrives, "begins": v.begins, "leaves": v.leaves} for v in route.visits] for route in result.value.days
        ],
        "returns": [route.returns for route in result.value.days],
        "explanation": [_reason(reason) for reason in result.explanation],
    }


def as_json(trip: Trip, results: Sequence[Result[Plan]]) -> dict[str, Any]:
    """The best plan's ``routes``, ``score`` and ``search_cpu_s`` at the top, further plans under ``others``."""
    found = _one(results[0])
    if len(results) > 1:
        found["others"] = [_one(result) for result in results[1:]]
    return found


def as_text(trip: Trip, results: Sequence[Result[Plan]]) -> str:
    """A timetable per day with arrival, begin and end of each visit, then what was left out and why."""
    names = {spot.number: spot.name for spot in trip.spots}
    lines = []
    for k, result in enumerate(results, 1):
        lines.append(f"plan {k}: score {_score(result.score)}, {result.rounds} rounds")
        for d, route in enumerate(result.value.days, 1):
            lines.append(f"  day {d}, back at {route.returns}")
            lines.extend(f"    {v.arrives:>6} {v.begins:>6}-{v.leaves:<6} {v.spot} {names[v.spot]}".rstrip() for v in route.visits)
        lines.extend(
            f"  {reason.code} {reason.subject} " + " ".join(f"{key}={value}" for key, value in reason.values.items()) for reason in result.explanation
        )
    return "\n".join(lines)
