"""Entries of a draw: typed one by one, taken from a list in one go, or from another block; withdrawn until the list is fixed."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.draws.domain.engine import commitment_of, fresh_salt, fresh_ticket
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.past_losses import set_by_hand
from musubi.blocks.draws.domain.preparing import steady
from musubi.blocks.draws.domain.sources import EntrySource
from musubi.blocks.draws.enums import EntryChannel
from musubi.blocks.draws.models import Draw, DrawEntry, DrawGroup
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import check_record
from musubi.blocks.kernel.text import search_key

BATCH = 1000
CHANGEABLE = (
    "reference",
    "name",
    "name_kana",
    "postal_code",
    "address",
    "phone",
    "email",
    "household",
    "group",
    "wishes",
    "places",
    "past_losses",
    "losses_reason",
)
IDENTITY = ("name", "name_kana", "address", "phone", "reference")  # by these losses in earlier draws are recognised
DERIVED = ("household", "particulars", "commitment", "losses_origin", "losses_checked_at")


@dataclass(frozen=True)
class EntryRow:
    """A checked row of a list: `uid` of the entry that it changes, "" for a new one; `values` by field."""

    uid: str
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Taken:
    """What became of the rows of a list."""

    new: int = 0
    changed: int = 0
    same: int = 0
    skipped: tuple[str, ...] = field(default_factory=tuple)


def particulars_of(entry: DrawEntry) -> str:
    """What the commitment binds: name and address as one line."""
    return " ".join(f"{entry.name} {entry.address}".split())


def _ready(entry: DrawEntry) -> DrawEntry:
    """With ticket, salt and a commitment to what stands there now."""
    entry.ticket = entry.ticket or fresh_ticket()
    entry.salt = entry.salt or fresh_salt()
    entry.household = search_key(entry.household)[:120]
    entry.particulars = particulars_of(entry)
    entry.commitment = commitment_of(entry.salt, entry.particulars)
    return entry


def _identity(entry: DrawEntry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in (*IDENTITY, "past_losses")}


def _take_losses(entry: DrawEntry, before: Mapping[str, Any]) -> None:
    """A figure typed over, or another name or address: what was counted in earlier draws no longer stands unseen. Raises DrawError."""
    set_by_hand(entry, before["past_losses"])
    if any(getattr(entry, name) != before[name] for name in IDENTITY):
        entry.losses_checked_at = None


def _check(draw: Draw, entry: DrawEntry) -> None:
    known = {option.key for option in draw.options.all()}
    if not entry.wishes:
        raise DrawError("no_wish", _("希望先を1つ以上選んでください"), "wishes")
    if len(set(entry.wishes)) < len(entry.wishes):
        raise DrawError("twice", _("同じ希望先が2度あります。1つにしてください"), "wishes")
    if not known.issuperset(entry.wishes):
        raise DrawError("unknown", _("この抽選にない希望先です。希望先の記号を確かめてください"), "wishes")
    check_record(entry, error=DrawError, exclude=("draw",))


@transaction.atomic
def add_entry(*, entry: DrawEntry, actor: Any, now: dt.datetime) -> DrawEntry:
    """Take one entry and give it a random ticket. Raises DrawError at a field."""
    draw = steady(entry.draw)
    entry.entered_at = now
    _check(draw, _ready(entry))
    entry.save()
    after = {"ticket": entry.ticket, "wishes": entry.wishes, "channel": entry.channel}
    record_event(actor=actor, verb="draw_entry.added", obj=entry, now=now, after=after, program_code=draw.item.code)
    return entry


@transaction.atomic
def change_entry(*, entry: DrawEntry, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> DrawEntry:
    """Change an entry before the list is fixed; its ticket stays. Raises DrawError; FieldConflictError passes on."""
    draw = steady(entry.draw)
    current: DrawEntry = lock(DrawEntry.objects.filter(pk=entry.pk))[0]
    before = _identity(current)
    for name, value in values.items():
        setattr(current, name, value)
    _take_losses(current, before)
    _check(draw, _ready(current))
    made = {name: getattr(current, name) for name in DERIVED}
    values = {**values, **({"household": made["household"]} if "household" in values else {})}
    if {"past_losses", "losses_reason"} & values.keys():
        values["losses_origin"] = made["losses_origin"]  # written with the reason: the one does not stand without the other
    saved: DrawEntry = update_record(record=entry, values=values, unchanged=unchanged, actor=actor, now=now, verb="draw_entry.changed")
    DrawEntry.objects.filter(pk=entry.pk).update(**made)
    return saved


@transaction.atomic
def withdraw_entry(*, entry: DrawEntry, reason: str, actor: Any, now: dt.datetime) -> None:
    """取り下げる: the entry takes no part. Raises DrawError once the list is fixed, or where it was withdrawn before."""
    draw = steady(entry.draw)
    if not DrawEntry.objects.filter(pk=entry.pk, withdrawn_at=None).update(withdrawn_at=now, updated_at=now):
        raise DrawError("withdrawn", _("この申込は、もう取り下げられています"))
    record_event(
        actor=actor, verb="draw_entry.withdrawn", obj=entry, now=now, after={"ticket": entry.ticket}, reason=reason, program_code=draw.item.code
    )


@transaction.atomic
def take_rows(*, draw: Draw, rows: Sequence[EntryRow], channel: str, actor: Any, now: dt.datetime) -> Taken:
    """Take checked rows in, all or none, as one event. Raises DrawError where the list was fixed or rows changed meanwhile."""
    current = steady(draw)
    known = {entry.uid: entry for entry in current.entries.filter(uid__in=[row.uid for row in rows if row.uid])}
    new = [_ready(DrawEntry(draw=current, entered_at=now, channel=channel, **row.values)) for row in rows if not row.uid]
    changed, same = [], 0
    for row in rows:
        if not row.uid:
            continue
        entry = known.get(row.uid)
        if entry is None or entry.withdrawn_at is not None:
            raise DrawError("gone", _("確かめている間に、取り下げられた申込があります。一覧を出し直してから入れてください"))
        before = {name: getattr(entry, name) for name in row.values}
        known_as = _identity(entry)
        for name, value in row.values.items():
            setattr(entry, name, value)
        _take_losses(entry, known_as)
        _ready(entry)
        if any(getattr(entry, name) != before[name] for name in row.values):
            changed.append(entry)
        else:
            same += 1
    DrawEntry.objects.bulk_create(new, batch_size=BATCH)
    DrawEntry.objects.bulk_update(changed, [*dict.fromkeys((*CHANGEABLE, *DERIVED))], batch_size=100)
    taken = Taken(len(new), len(changed), same)
    if new or changed:
        after = {"new": taken.new, "changed": taken.changed, "entries": current.entries.filter(withdrawn_at=None).count()}
        record_event(actor=actor, verb="draw.entries_taken", obj=current, now=now, after=after, program_code=current.item.code)
    return taken


@transaction.atomic
def take_from_source(*, draw: Draw, source: EntrySource, key: str, actor: Any, now: dt.datetime) -> Taken:
    """Take the entrants of another block's list; those taken before stay as they are, so that it can be run again. Raises DrawError."""
    current = steady(draw)
    if current.source and (current.source, current.source_key) != (source.name, key):
        raise DrawError("other_source", _("この抽選は、別の一覧から申込を入れています。1つの抽選には1つの一覧だけを使ってください"))
    options = list(current.options.all())
    if not options:
        raise DrawError("no_options", _("先に希望先を入れてください"))
    names = {option.name: option.key for option in options} | {option.key: option.key for option in options}
    known = set(current.entries.exclude(source_id="").values_list("source_id", flat=True))
    new, skipped, same = [], [], 0
    for found in source.entries(actor, key):
        if found.id in known:
            same += 1
            continue
        wishes = [names[wish] for wish in found.wishes if wish in names]
        if found.wishes and not wishes:
            skipped.append(f"{found.reference or found.name}: {'、'.join(found.wishes)}")
            continue
        new.append(_ready(_of_source(current, found, wishes or [option.key for option in options], now)))
    DrawEntry.objects.bulk_create(new, batch_size=BATCH)
    Draw.objects.filter(pk=current.pk).update(source=source.name, source_key=key)
    after = {"new": len(new), "source": source.name, "entries": current.entries.filter(withdrawn_at=None).count()}
    record_event(actor=actor, verb="draw.entries_taken", obj=current, now=now, after=after, program_code=current.item.code)
    return Taken(len(new), 0, same, tuple(skipped))


def _of_source(draw: Draw, found: Any, wishes: list[str], now: dt.datetime) -> DrawEntry:
    return DrawEntry(
        draw=draw,
        reference=found.reference,
        name=found.name[:120],
        name_kana=found.name_kana[:120],
        postal_code=found.postal_code,
        address=found.address[:200],
        phone=found.phone,
        email=found.email,
        household=found.id,
        wishes=wishes,
        channel=EntryChannel.LIST,
        source_id=found.id,
        applicant_id=found.applicant,
        entered_at=now,
    )


def doubles_of(entries: QuerySet[DrawEntry]) -> list[tuple[str, int]]:
    """Names and addresses that stand in several of a draw's entries, with how many: to be looked at before the list is fixed."""
    rows = list(entries.filter(withdrawn_at=None).values_list("name", "address"))
    found = Counter(search_key(f"{name}|{address}") for name, address in rows)
    shown = {search_key(f"{name}|{address}"): name for name, address in rows}
    return [(shown[key], count) for key, count in found.items() if count > 1]


def groups_by_name(draw: Draw) -> dict[str, DrawGroup]:
    """A draw's groups by letter and by name."""
    groups = list(draw.groups.all())
    return {group.name: group for group in groups} | {group.key: group for group in groups}
