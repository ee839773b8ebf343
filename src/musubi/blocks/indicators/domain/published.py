"""What the public reads of indicators: the confirmed edition of the plan, with the figures that confirmed years hold.

Blocks that confirm years register where their figures are; nothing here comes from live entries.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from musubi.blocks.indicators.domain.figures import ActualPoint, Points, is_small
from musubi.blocks.indicators.domain.values import edition_points
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.blocks.vision.domain.published import Published, register_redaction
from musubi.blocks.vision.models import Edition, Vision

Confirmed = Mapping[tuple[str, int], ActualPoint]  # (indicator's code, fiscal year) → value of the confirmed year
Source = Callable[[Vision], tuple[str, Callable[[], Confirmed]]]
MOST_KEPT = 8

_sources: list[Source] = []
_kept: dict[tuple[str, ...], tuple[Points, ...]] = {}


def register_confirmed(source: Source) -> None:
    """Add a source of confirmed figures: it gives a mark that changes with them, in one query, and how to read them."""
    _sources.append(source)


def published_points(found: Published) -> tuple[Points, ...]:
    """Every indicator of the confirmed plan, in the plan's order, with the figures of confirmed years above its own.

    A query a source; what was read is kept in memory, since editions never change.
    """
    given = [source(found.vision) for source in _sources]
    key = (found.edition.sha256, *(mark for mark, _read in given))
    if key not in _kept:
        merged = _merged(found.edition, [read() for _mark, read in given])
        while len(_kept) >= MOST_KEPT:
            _kept.pop(next(iter(_kept)), None)
        _kept[key] = merged
        return merged
    return _kept[key]


def _merged(edition: Edition, given: Iterable[Confirmed]) -> tuple[Points, ...]:
    by_code: dict[str, dict[int, ActualPoint]] = defaultdict(dict)
    for confirmed in given:
        for (code, year), point in confirmed.items():
            by_code[code][year] = point
    known = edition_points(edition)
    return tuple(replace(each, actuals={**each.actuals, **by_code.get(each.subject.code, {})}) for each in known)


def redacted(document: PlanDocument) -> PlanDocument:
    """The document without counts below their indicator's threshold and without notes on actuals."""
    rows = document.rows("indicators")
    least = {row["code"]: row.get("suppress_below") or 0 for row in rows.values()}
    indicators = {uid: {**row, "baseline_value": _shown(row.get("baseline_value"), least[row["code"]])} for uid, row in rows.items()}
    actuals = {
        uid: {**row, "value": _shown(row["value"], least.get(row["indicator"], 0)), "note": ""} for uid, row in document.rows("actuals").items()
    }
    return PlanDocument({**document.tables, "indicators": indicators, "actuals": actuals})


def _shown(value: str | None, least: int) -> str | None:
    return None if value is not None and is_small(Decimal(value), least) else value


def register_public() -> None:
    """Called once when apps are ready."""
    register_redaction(redacted)
