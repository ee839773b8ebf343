"""Draws (抽選) that anyone can replay (docs/engine/draw.md)."""

from musubi_engine.draw.checks import ImpossibleQuotasError, Refusal, RefusedDrawError, RepeatedTicketError
from musubi_engine.draw.file_format import Difference, Published, published_text, read_published, replay, verify
from musubi_engine.draw.list_format import list_hash, list_text
from musubi_engine.draw.model import Drawn, Entry, Event, Lottery, Numbered, Option, Promotion, Quota
from musubi_engine.draw.promotion import after_events, waiting_lists
from musubi_engine.draw.solving import reasons, solve
from musubi_engine.draw.tickets import commit, new_ticket, opens

__all__ = [
    "Difference", "Drawn", "Entry", "Event", "ImpossibleQuotasError", "Lottery", "Numbered", "Option", "Promotion", "Published", "Quota", "Refusal",
    "RefusedDrawError", "RepeatedTicketError", "after_events", "commit", "list_hash", "list_text", "new_ticket", "opens", "published_text",
    "read_published", "reasons", "replay", "solve", "verify", "waiting_lists",
]  # fmt: skip
