"""Register, change and publish spots, events, Wi-Fi points and signs: one transaction and one event each."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, TypeVar

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.domain.queries import search_text
from musubi.blocks.places.enums import PositionAccuracy, PublicationState
from musubi.blocks.places.models import LocalEvent, Sign, Spot, WifiPoint
from musubi.blocks.places.models.located import Located, Shared
from musubi.blocks.translations.domain.upkeep import note_changed

VERBS: Mapping[type[models.Model], str] = {Spot: "spot", LocalEvent: "event", WifiPoint: "wifi", Sign: "sign"}
LocatedT = TypeVar("LocatedT", bound=Located)
SharedT = TypeVar("SharedT", bound=Shared)
POINT = ("latitude", "longitude")


def settle(record: Located, *, locator: Locator | None = None, is_exact: bool = True) -> Located:
    """Fill what follows from what was entered, unsaved: the town of the address, the town's point where none was given, the search key."""
    owner = getattr(record, "owner_code", "")
    if record.address:
        record.town = (locator or Locator()).locate(record.address, owner)
    if record.latitude is not None and record.longitude is not None:
        record.accuracy = record.accuracy if not is_exact and record.accuracy else PositionAccuracy.EXACT
    elif record.town is not None:
        record.latitude, record.longitude, record.accuracy = record.town.latitude, record.town.longitude, PositionAccuracy.TOWN
    else:
        record.latitude = record.longitude = None
        record.accuracy = ""
    if isinstance(record, Shared):
        record.key = search_text(record.name, record.name_kana)
    return record


@transaction.atomic
def register(*, model: type[LocatedT], values: Mapping[str, Any], actor: Any, now: dt.datetime) -> LocatedT:
    """A new record of `values`; a spot begins as a draft. Raises PlaceError."""
    record = model(**values)
    if isinstance(record, Sign) and Sign.objects.filter(number=record.number).exists():
        raise PlaceError("number_taken", _("この番号の案内サインはもうあります。別の番号にしてください"), "number")
    settle(record)
    record.save(force_insert=True)
    record_event(actor=actor, verb=f"{VERBS[model]}.registered", obj=record, now=now, after=values)
    return record


@transaction.atomic
def change(*, record: LocatedT, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> LocatedT:
    """Write `values`; finished translations of changed Japanese become stale. Raises FieldConflictError, PlaceError."""
    written = dict(values)
    if {"address", "owner_code", "name", "name_kana", *POINT} & written.keys():
        written |= _follows(record, written)
    number = written.get("number")
    if number and Sign.objects.filter(number=number).exclude(pk=record.pk).exists():
        raise PlaceError("number_taken", _("この番号の案内サインはもうあります。別の番号にしてください"), "number")
    verb = f"{VERBS[type(record)]}.changed"
    followed = written.keys() - values.keys()

    def seen(name: str, current: Any) -> bool:
        return name in followed or unchanged(name, current)

    changed: LocatedT = update_record(record=record, values=written, unchanged=seen, actor=actor, now=now, verb=verb)
    if isinstance(changed, Shared):
        note_changed([changed])
    return changed


def _follows(record: Located, values: Mapping[str, Any]) -> dict[str, Any]:
    """What the new values bring with them: town, point, accuracy, key."""
    after = type(record)(**{field.attname: getattr(record, field.attname) for field in record._meta.concrete_fields})
    for name, value in values.items():
        setattr(after, name, value)
    if values.keys() & {"address", "owner_code"} and not values.keys() & set(POINT) and record.accuracy != PositionAccuracy.EXACT:
        after.latitude = after.longitude = None  # it stood for the former town
    settle(after, is_exact=bool(values.keys() & set(POINT)))
    names = ["town", "latitude", "longitude", "accuracy", *(["key"] if isinstance(after, Shared) else [])]
    return {name: getattr(after, name) for name in names if getattr(after, name) != getattr(record, name)}


@transaction.atomic
def set_status(*, record: SharedT, status: str, actor: Any, now: dt.datetime) -> SharedT:
    """Show the record to visitors, or no longer. Raises PlaceError when something that visitors need is missing."""
    current: SharedT = lock(type(record)._base_manager.filter(pk=record.pk))[0]
    if status == PublicationState.PUBLISHED:
        missing = missing_for_visitors(current)
        if missing:
            raise PlaceError("incomplete", _("公開する前に、%(fields)sを入力してください") % {"fields": "、".join(missing)})
    if current.status == status:
        return current
    before, current.status = current.status, status
    if status == PublicationState.PUBLISHED and current.published_on is None:
        current.published_on = timezone.localtime(now).date()
    current.version += 1
    current.save(update_fields=["status", "published_on", "version", "updated_at"])
    record_event(actor=actor, verb=f"{VERBS[type(record)]}.status_changed", obj=current, now=now, before={"status": before}, after={"status": status})
    return current


def missing_for_visitors(record: Shared) -> list[str]:
    """The names of fields without which a record is of no use to a visitor."""
    needed = ["latitude"] if isinstance(record, WifiPoint) else ["latitude", "summary"]
    if isinstance(record, LocalEvent):
        needed = ["summary"]
    return [str(record._meta.get_field(name).verbose_name) for name in needed if getattr(record, name) in (None, "")]


def rounded(value: Decimal | float | str | None) -> Decimal | None:
    """A coordinate as it is kept."""
    return None if value in (None, "") else round(Decimal(str(value)), 6)
