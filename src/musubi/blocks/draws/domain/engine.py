"""The draws' only door to the engine: rows become the engine's list, its outcome becomes rows."""

from __future__ import annotations

import datetime as dt
import logging
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version

from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.draws.domain.errors import ClashingQuotasError, DrawError
from musubi.blocks.draws.domain.refusals import BROKEN, OTHER, words_of
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.eras import format_date
from musubi_engine.common import Explanation, InvalidDataError
from musubi_engine.draw import (
    Drawn,
    Entry,
    ImpossibleQuotasError,
    Lottery,
    Numbered,
    Option,
    Quota,
    RefusedDrawError,
    after_events,
    commit,
    list_text,
    new_ticket,
    published_text,
    reasons,
    solve,
    waiting_lists,
)
from musubi_engine.draw.list_format import plain_lines, read_list
from musubi_engine.draw.model import Event, Promotion

logger = logging.getLogger(__name__)
MOST_TITLES = 180  # of the 300 letters of the line on weights


@dataclass(frozen=True)
class Held:
    """A draw's outcome as it stands: the text of its file, by ticket what it won and holds, and who waits where."""

    text: str
    seed: str
    order: tuple[tuple[str, str], ...]  # ticket and number, in draw order
    won: Mapping[str, str]
    places: Mapping[str, str]
    void: Mapping[str, str]
    waiting: Mapping[str, list[str]]  # by option, tickets in draw order
    promotions: tuple[tuple[str, str, str], ...] = ()  # of the newest event: ticket, option, option given back


def engine_version() -> str:
    """What computes, as it is kept with a run."""
    return f"musubi-engine {version('musubi')} (musubi-draw 1)"


def fresh_ticket() -> str:
    """A random ticket of twelve letters and digits."""
    return new_ticket(secrets.token_bytes(8))


def new_ticket_of(randomness: bytes) -> str:
    """The ticket of eight given bytes: where tickets must come out the same every time."""
    return new_ticket(randomness)


def fresh_salt() -> str:
    """What the entrant is told beside the ticket: sixteen random bytes in hexadecimal digits."""
    return secrets.token_hex(16)


def commitment_of(salt: str, particulars: str) -> str:
    """The commitment that is published for an entry."""
    return commit(bytes.fromhex(salt), particulars)


def value_words(draw: Draw) -> tuple[str, str]:
    """What is announced of the public value and of its fall-back, one line each."""
    day = format_date(draw.value_on) if draw.value_on else ""
    parts = [part for part in (draw.value_source, day, draw.value_reading) if part]
    words = f"{draw.value_name}({'、'.join(parts)})" if parts else draw.value_name
    fallback_day = format_date(draw.fallback_on) if draw.fallback_on else ""
    fallback = f"{draw.fallback_name}({fallback_day})" if fallback_day else draw.fallback_name
    return " ".join(words.split()), " ".join(fallback.split())


def weight_of(draw: Draw, entry: DrawEntry) -> int:
    """How many balls an entry has in the drum: one, and more for past losses up to the most."""
    return min(draw.most_weight, 1 + draw.weight_per_loss * entry.past_losses)


def weight_words(draw: Draw) -> str:
    """How weights come about, in one line for list, sheet and page: rules and draws, never an entrant; "" where all weigh the same."""
    if not draw.weight_per_loss:
        return ""
    parts = [_("過去の落選1回ごとに%(each)d口を増やす(1人%(most)d口まで)") % {"each": draw.weight_per_loss, "most": draw.most_weight}]
    earlier = sorted((each.earlier for each in draw.counted.all()), key=lambda each: (each.value_on or dt.date.min, each.pk))
    titles = [" ".join(each.title.split()) for each in earlier]
    if titles:
        parts.append(_("数えた抽選: %(titles)s") % {"titles": _within(titles, MOST_TITLES)})
        if draw.losses_reset:
            parts.append(_("当選した後は、それより前の落選を数えない"))
    return _("。").join(parts)


def _published_weights(draw: Draw) -> str:
    with override("ja"):  # the published list does not depend on the language of who fixes it
        return weight_words(draw)


def _within(titles: list[str], most: int) -> str:
    """As many titles as fit, and how many more there are."""
    shown = titles[:1]
    for title in titles[1:]:
        if len("、".join([*shown, title])) > most:
            break
        shown.append(title)
    more = len(titles) - len(shown)
    return "、".join(shown) + (_(" ほか%(count)d回") % {"count": more} if more else "")


def list_of(draw: Draw, entries: list[DrawEntry], *, announced: tuple[str, str] | None = None) -> str:
    """The list as it is published and hashed. Raises DrawError; ClashingQuotasError names the quotas."""
    groups = {group.pk: group.key for group in draw.groups.all()}
    value, fallback = announced or value_words(draw)
    try:
        return list_text(
            Lottery(
                title=" ".join(draw.title.split()),
                options=tuple(Option(option.key, option.places, option.name) for option in draw.options.all()),
                entries=tuple(
                    Entry(
                        ticket=entry.ticket,
                        wishes=tuple(entry.wishes),
                        label=groups.get(entry.group_id or 0, ""),
                        weight=weight_of(draw, entry),
                        places=entry.places,
                        household=entry.household_token,
                        commitment=entry.commitment,
                    )
                    for entry in entries
                ),
                value=value,
                fallback=fallback,
                quotas=_quotas(draw),
                households=draw.households,
                promotion=draw.promotion,
                weights=_published_weights(draw),
            )
        )
    except InvalidDataError as error:
        raise told(error) from error


def check_rules(draw: Draw) -> None:
    """Refuse options and quotas that cannot hold, before anybody has entered or the value is chosen. Raises DrawError."""
    list_of(draw, [], announced=("-", "-"))


def _quotas(draw: Draw) -> tuple[Quota, ...]:
    return tuple(
        Quota(
            id=quota.key,
            options=tuple(sorted(option.key for option in quota.options.all())),
            labels=tuple(sorted(group.key for group in quota.groups.all())),
            at_least=quota.at_least,
            at_most=quota.at_most,
            release=quota.release,
        )
        for quota in draw.quotas.prefetch_related("options", "groups")
    )


def told(error: InvalidDataError, field: str = "") -> DrawError:
    """The engine's refusal in the office's words; the engine's own go to the log alone."""
    if not isinstance(error, RefusedDrawError):
        logger.warning("the engine refused a draw: %s", error)
        return DrawError("invalid", str(OTHER), field)
    message = words_of(error.reason, error.subject, error.values)
    if isinstance(error, ImpossibleQuotasError):
        return ClashingQuotasError(message, error.quotas)
    return DrawError(str(error.reason), message, field)


def _read(published_list: bytes) -> Lottery:
    try:
        lottery, _at = read_list(plain_lines(published_list))
    except InvalidDataError as error:
        logger.exception("a stored list of a draw cannot be read")
        raise DrawError("broken", str(BROKEN)) from error
    return lottery


def hold(*, published_list: bytes, value: str, from_fallback: bool) -> Held:
    """Draw the published list with the public value. Raises DrawError for a value that two people could write differently."""
    lottery = _read(published_list)
    try:
        drawn = solve(lottery, value=value, from_fallback=from_fallback).value
    except InvalidDataError as error:
        raise told(error, "value") from error
    return _held(lottery, drawn)


def check_value(value: str) -> None:
    """Refuse a value that could be written in two ways. Raises DrawError."""
    hold(published_list=list_text(Lottery("-", (Option("A", 1),), (), "-", "-")).encode(), value=value, from_fallback=False)


@dataclass(frozen=True)
class Stored:
    """An outcome read back from the tables: what the engine needs to go on from it."""

    value: str
    from_fallback: bool
    list_sha256: str
    order: tuple[tuple[str, str], ...]
    won: Mapping[str, str]
    void: Mapping[str, str]
    events: tuple[tuple[str, str, tuple[tuple[str, str, str], ...]], ...]


def go_on(*, published_list: bytes, stored: Stored, kind: str, subject: str) -> Held:
    """The outcome after one more event. Raises DrawError where the ticket or quota cannot do that."""
    lottery, drawn = _drawn(published_list, stored)
    try:
        later = after_events(lottery, drawn, [(kind, subject)])
    except InvalidDataError as error:
        raise told(error) from error
    return _held(lottery, later)


def why(*, published_list: bytes, stored: Stored, ticket: str) -> tuple[Explanation, ...]:
    """Why the ticket got what it got in the draw itself."""
    lottery, drawn = _drawn(published_list, stored)
    return reasons(lottery, drawn, ticket)


def _drawn(published_list: bytes, stored: Stored) -> tuple[Lottery, Drawn]:
    lottery = _read(published_list)
    order = tuple(Numbered(ticket, number) for ticket, number in stored.order)
    events = tuple(Event(kind, subject, tuple(Promotion(*row) for row in rows)) for kind, subject, rows in stored.events)
    return lottery, Drawn(stored.list_sha256, stored.value, stored.from_fallback, order, stored.won, stored.won, stored.void, events)


def _held(lottery: Lottery, drawn: Drawn) -> Held:
    return Held(
        text=published_text(lottery, drawn),
        seed=drawn.seed,
        order=tuple((numbered.ticket, numbered.number[:16]) for numbered in drawn.order),
        won=drawn.won,
        places=drawn.places,
        void=drawn.void,
        waiting=waiting_lists(lottery, drawn),
        promotions=tuple((each.ticket, each.option, each.before) for each in drawn.events[-1].promotions) if drawn.events else (),
    )
