"""Print a selection: as JSON for programs, as a sheet for a panel."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from musubi_engine.common import Explanation
from musubi_engine.portfolio.model import Call, Portfolio
from musubi_engine.portfolio.ranking import Ranking
from musubi_engine.portfolio.reasons import Reasons
from musubi_engine.portfolio.record import Run
from musubi_engine.portfolio.robustness import Robustness


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is told of a selection."""

    call: Call
    portfolio: Portfolio
    ranking: Ranking
    run: Run
    reasons: Reasons | None = None
    robustness: Robustness | None = None


def points(units: int, unit: int) -> str:
    """Units of score as points.

    >>> points(7825, 100), points(120, 100), points(-5, 100)
    ('78.25', '1.20', '-0.05')
    """
    decimals = len(str(unit)) - 1
    if 10**decimals != unit:
        return f"{units}/{unit}"
    sign, whole, rest = "-" if units < 0 else "", abs(units) // unit, abs(units) % unit
    return f"{sign}{whole}.{rest:0{decimals}}" if decimals else f"{sign}{whole}"


def _reason(e: Explanation, unit: int) -> dict[str, Any]:
    found: dict[str, Any] = {"code": e.code}
    for key, value in e.values.items():
        if key.startswith("units_") or key in {"score", "least"}:
            found[key.replace("units_", "points_")] = points(int(str(value)), unit)
        elif key in {"thanks_to", "kept_out_by"}:
            found[key] = str(value).split(",") if value else []
        else:
            found[key] = value
    return found


def as_json(sheet: Sheet) -> dict[str, Any]:
    """The selection with proof, ranking beside it, reasons, prices and the run."""
    unit, chosen, plain = sheet.call.unit, sheet.portfolio, sheet.ranking
    found: dict[str, Any] = {
        "awards": dict(chosen.awards),
        "yen": chosen.yen,
        "budget": sheet.call.budget,
        "points": points(chosen.value, unit),
        "bound": points(chosen.bound, unit),
        "optimal": chosen.value == chosen.bound,
        "tied": list(chosen.alternatives),
        "ranking": {"awards": plain.awards, "yen": plain.yen, "points": points(plain.value, unit), "broken": list(plain.broken)},
        "run": sheet.run.as_json(),
    }
    if sheet.reasons is not None:
        found["reasons"] = {name: _reason(e, unit) for name, e in sheet.reasons.of.items()}
        found["prices"] = {rule: points(price, unit) for rule, price in sheet.reasons.prices.items()}
        found["reserve"] = list(sheet.reasons.reserve)
    if sheet.robustness is not None:
        r = sheet.robustness
        found["robustness"] = {"draws": r.draws, "times": r.times, "always": r.always, "never": r.never, "borderline": r.borderline}
    return found


def _why(e: Explanation, unit: int) -> str:
    told = _reason(e, unit)
    by = f" (kept out by {', '.join(told['kept_out_by'])})" if told.get("kept_out_by") else ""
    if e.code == "left_out":
        less = f" or ¥{told['yen_less']:,} less" if told["yen_less"] else ""
        return f"left out: {told['points_short']} points more{less}{by}"
    if e.code == "selected":
        return f"selected: {told['points_spare']} points to spare" + (f" (thanks to {', '.join(told['thanks_to'])})" if told["thanks_to"] else "")
    if e.code == "below_least_score":
        return f"below the least score of {told['least']}"
    if e.code == "not_proven":
        return "not worked out: too many amounts, nearly alike"
    return {"selected_needed": "selected: the rules need it", "excluded": "excluded"}.get(e.code, f"cannot be granted under the rules{by}")


def as_text(sheet: Sheet) -> str:
    """A sheet for a panel."""
    unit, chosen, plain = sheet.call.unit, sheet.portfolio, sheet.ranking
    lines = [
        f"selection  {points(chosen.value, unit)} points, ¥{chosen.yen:,} of ¥{sheet.call.budget:,}; none has more than {points(chosen.bound, unit)}",
        f"ranking    {points(plain.value, unit)} points, ¥{plain.yen:,}" + (f"; breaks {', '.join(plain.broken)}" if plain.broken else ""),
    ]
    for a in sheet.call.ranked():
        here, there = chosen.awards.get(a.id), plain.awards.get(a.id)
        why = _why(sheet.reasons.of[a.id], unit) if sheet.reasons and a.id in sheet.reasons.of else ""
        score = "-" if a.score is None else points(a.score, unit)
        lines.append(f"{a.id:>8} {score:>8} {a.asked:>12,} {here or 0:>12,} {there or 0:>12,}  {why}".rstrip())
    if chosen.alternatives:
        lines.append(f"equal selections differ in {', '.join(chosen.alternatives)}")
    if sheet.reasons is not None:
        lines.extend(f"price of {rule}: {points(price, unit)} points" for rule, price in sheet.reasons.prices.items())
        lines.append(f"next: {', '.join(sheet.reasons.reserve) or '-'}")
    if sheet.robustness is not None:
        r = sheet.robustness
        lines.append(f"of {r.draws} draws: {len(r.always)} always, {len(r.never)} never, borderline {', '.join(r.borderline) or '-'}")
    lines.append(f"run {sheet.run.inputs_sha256} version {sheet.run.version} seed {sheet.run.seed}")
    return "\n".join(lines)
