"""Print a draw: as JSON for programs, as a sheet for people."""

from __future__ import annotations

from typing import Any

from musubi_engine.draw.file_format import Difference
from musubi_engine.draw.model import Drawn, Lottery
from musubi_engine.draw.promotion import waiting_lists


def as_json(lottery: Lottery, drawn: Drawn, difference: Difference | None = None, *, verified: bool = False) -> dict[str, Any]:
    """Order, places, waiting lists and what they came from."""
    found: dict[str, Any] = {
        "title": lottery.title,
        "list_sha256": drawn.list_hash,
        "value": drawn.value,
        "from_fallback": drawn.from_fallback,
        "seed": drawn.seed,
        "weights": lottery.weights,
        "entries": len(lottery.entries),
        "order": [{"ticket": n.ticket, "number": n.number, "won": drawn.won.get(n.ticket)} for n in drawn.order],
        "places": dict(sorted(drawn.places.items())),
        "waiting": waiting_lists(lottery, drawn),
        "void": dict(drawn.void),
        "events": [
            {"kind": e.kind, "about": e.subject, "promotions": [{"ticket": p.ticket, "to": p.option, "from": p.before or None} for p in e.promotions]}
            for e in drawn.events
        ],
    }
    if verified:
        found["verified"] = difference is None
        if difference is not None:
            found["difference"] = {"line": difference.line, "recorded": difference.recorded, "replayed": difference.replayed}
    return found


def as_text(lottery: Lottery, drawn: Drawn) -> str:
    """A draw sheet: what it came from, the order, the waiting lists."""
    lines = [
        lottery.title,
        f"list SHA-256  {drawn.list_hash}",
        f"value         {drawn.value} ({'fallback: ' + lottery.fallback if drawn.from_fallback else lottery.value})",
        f"entries       {len(lottery.entries)}, {len(drawn.won)} of them won a place",
    ]
    if lottery.weights:
        lines.append(f"weights       {lottery.weights}")
    for k, numbered in enumerate(drawn.order, 1):
        lines.append(f"{k:>6}  {numbered.ticket:<16} {numbered.number[:16]}  {drawn.won.get(numbered.ticket, '-')}")
    lines.extend(f"        {ticket:<16} {reason}" for ticket, reason in drawn.void.items())
    for event in drawn.events:
        lines.append(f"{event.kind} {event.subject}")
        lines.extend(f"  promoted {p.ticket} to {p.option}" + (f" from {p.before}" if p.before else "") for p in event.promotions)
    lines.extend(f"waiting for {option}: {' '.join(tickets) or '-'}" for option, tickets in waiting_lists(lottery, drawn).items())
    return "\n".join(lines)
