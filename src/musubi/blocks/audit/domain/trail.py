"""Write and read the audit trail. Every state change calls `record_event` once, in its own transaction."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django.db import models, transaction

from musubi.blocks.audit.models import Event, PersonalDataView, PersonalValue

SYSTEM = "システム"
Capacity = Callable[[Any, models.Model, dt.datetime], str]
_capacities: list[Capacity] = []

Related = Callable[[Any, Any], Iterable[models.QuerySet[Any]]]
_related: dict[type[models.Model], list[Related]] = {}


REASON = "reason"


def register_related(model: type[models.Model], related: Related) -> None:
    """A block says whose events belong to the history of a kind of record: `related(reader, record)` gives what the reader may see."""
    _related.setdefault(model, []).append(related)


def register_capacity(capacity: Capacity) -> None:
    """A block above says in which capacity an actor acts on its records, e.g. as somebody's agent; "" for none."""
    _capacities.append(capacity)


def actor_of(user: Any) -> tuple[str, str]:
    """Identifier and today's label of whoever acts; None is the system itself."""
    if user is None or not getattr(user, "is_authenticated", False):
        return "", SYSTEM
    return str(user.uid), str(user)


def label_of(actor: Any, obj: models.Model, now: dt.datetime) -> str:
    """Today's label of whoever acts on `obj`, with the capacity: 架空 花子(代理人)."""
    actor_id, label = actor_of(actor)
    told = "、".join(filter(None, (capacity(actor, obj, now) for capacity in _capacities))) if actor_id else ""
    return f"{label}({told})" if told else label


def type_of(record: models.Model | type[models.Model]) -> str:
    """The name by which events speak of a kind of record, e.g. `vision.PlanItem`."""
    return record._meta.label


def identifier_of(record: models.Model) -> str:
    """The record's public id where it has one, else its key."""
    return str(getattr(record, "uid", "") or record.pk)


def plain(value: Any) -> Any:
    """A value as JSON keeps it: dates as ISO text, decimals as text, records by identifier."""
    if value is None or isinstance(value, str | int | bool):
        return value
    if isinstance(value, dt.datetime | dt.date | dt.time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, models.Model):
        return identifier_of(value)
    if isinstance(value, Mapping):
        return {str(key): plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [plain(inner) for inner in value]
    return str(value)


def record_event(
    *,
    actor: Any,
    verb: str,
    obj: models.Model,
    now: dt.datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
    reason: str = "",
    program_code: str = "",
) -> Event:
    """Append one event. Fields named in the model's `personal_fields` go to the erasable side table.

    So does the reason of a model with `personal_reasons`.
    Raises RuntimeError outside a transaction: an event without its change, or a change without its event, must not be.
    """
    event = _event(actor, verb, obj, now, before, after, reason, program_code)
    event.save(force_insert=True)
    personal = set(getattr(type(obj), "personal_fields", ()))
    old, new = dict(before or {}), dict(after or {})
    if reason and _tells_persons(obj):
        personal, new = personal | {REASON}, {**new, REASON: reason}
    PersonalValue.objects.bulk_create(
        PersonalValue(
            event=event,
            field=field,
            before="" if old.get(field) is None else str(old[field]),
            after="" if new.get(field) is None else str(new[field]),
        )
        for field in sorted(personal & (old.keys() | new.keys()))
    )
    return event


def record_events(*, actor: Any, verb: str, changes: Sequence[tuple[models.Model, Mapping[str, Any]]], now: dt.datetime) -> None:
    """Append one event to each of many records, `(record, after)`, in one query. Records with personal fields go one by one.

    Raises RuntimeError outside a transaction, and ValueError for a record with personal fields.
    """
    if any(getattr(type(obj), "personal_fields", ()) for obj, _after in changes):
        raise ValueError("records with personal fields are told by record_event()")
    Event.objects.bulk_create([_event(actor, verb, obj, now, None, after, "", "") for obj, after in changes])


def _event(
    actor: Any,
    verb: str,
    obj: models.Model,
    now: dt.datetime,
    before: Mapping[str, Any] | None,
    after: Mapping[str, Any] | None,
    reason: str,
    program_code: str,
) -> Event:
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("record_event() belongs into the transaction of the change it tells")
    personal = set(getattr(type(obj), "personal_fields", ()))
    return Event(
        at=now,
        actor_id=actor_of(actor)[0],
        actor_label=label_of(actor, obj, now)[:200],
        verb=verb,
        object_type=type_of(obj),
        object_id=identifier_of(obj),
        object_label=f"{type_of(obj)} {identifier_of(obj)}" if personal else str(obj)[:300],
        before={key: plain(value) for key, value in (before or {}).items() if key not in personal},
        after={key: plain(value) for key, value in (after or {}).items() if key not in personal},
        reason="" if _tells_persons(obj) else reason,
        program_code=program_code,
    )


def _tells_persons(obj: models.Model) -> bool:
    """Whether reasons at such a record tell of persons, so that they go when the retention period is over."""
    return bool(getattr(type(obj), "personal_reasons", False))


def reason_of(event: Event) -> str:
    """Why it was done, also where the reason stands apart because it tells of persons; "" once that was erased."""
    if event.reason:
        return event.reason
    apart = event.personal_values.filter(field=REASON).first()
    return apart.after if apart is not None else ""


def record_personal_view(*, actor: Any, obj: models.Model, page: str, now: dt.datetime, purpose: str = "") -> None:
    """Note that `actor` read `obj`, which holds personal data."""
    actor_id, actor_label = actor_of(actor)
    PersonalDataView.objects.create(
        at=now,
        actor_id=actor_id,
        actor_label=actor_label[:200],
        object_type=type_of(obj),
        object_id=identifier_of(obj),
        object_label=f"{type_of(obj)} {identifier_of(obj)}",
        page=page[:200],
        purpose=purpose,
    )


def history_of(record: models.Model, *, reader: Any = None) -> models.QuerySet[Event]:
    """The record's events, newest first; with a reader those of related records too, as far as that person may see them."""
    return Event.objects.filter(of_record(record, reader)).prefetch_related("personal_values")


def of_record(record: models.Model, reader: Any) -> models.Q:
    """Events of a record and, for a reader, of what a block above relates to it."""
    found = models.Q(object_type=type_of(record), object_id=identifier_of(record))
    for related in _related.get(type(record), ()) if reader is not None else ():
        for rows in related(reader, record):
            found |= models.Q(object_type=type_of(rows.model), object_id__in=rows.order_by().values("uid"))
    return found


def address_of(record: models.Model) -> dict[str, str]:
    """What the address of the record's whole history is made of."""
    return {"type": type_of(record), "id": identifier_of(record)}


def erase_personal_values(record: models.Model) -> int:
    """Erase what the record's events keep of personal fields, after the retention period; the events stay. Returns how many."""
    erased, _by_model = PersonalValue.objects.filter(event__object_type=type_of(record), event__object_id=identifier_of(record)).delete()
    return erased
