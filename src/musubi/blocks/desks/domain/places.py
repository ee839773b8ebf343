"""The places of a desk: facilities, lands and buildings of the register that its work is about."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.models import DeskPlace
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.places.models import PROPERTIES, Property
from musubi.blocks.vision.models import PlanItem

FIELDS = {"facilities": "facility", "lands": "land", "buildings": "building"}
MOST_FOUND = 20


class DeskPlaceError(Exception):
    """A place cannot be named at a desk."""

    code = "desk_place"


def find_places(user: Any, words: str) -> list[tuple[str, Property]]:
    """(kind, place) of the register whose name or address holds every word; at most 20 of each kind, one query a kind."""
    found: list[tuple[str, Property]] = []
    for kind, model in PROPERTIES.items():
        rows = visible_to(user, model).filter(retired_on__isnull=True)
        for word in words.split():
            rows = rows.filter(Q(name__icontains=word) | Q(name_kana__icontains=word) | Q(address__text__icontains=word))
        found += [(kind, place) for place in rows.select_related("address")[:MOST_FOUND]]
    return found


@transaction.atomic
def add_place(*, item: PlanItem, kind: str, place: Property, note: str, actor: Any, now: dt.datetime) -> DeskPlace:
    """Name a place at the desk of `item`. Raises DeskPlaceError where it stands there already."""
    try:
        with transaction.atomic():
            made = DeskPlace.objects.create(item=item, note=note.strip()[:200], **{FIELDS[kind]: place})
    except IntegrityError as error:
        raise DeskPlaceError(_("この場所は、もう加えてあります")) from error
    record_event(actor=actor, verb="deskplace.added", obj=made, now=now, after={"place": place.name, "note": made.note}, program_code=item.code)
    return made


@transaction.atomic
def remove_place(*, place: DeskPlace, actor: Any, now: dt.datetime) -> None:
    """Take it off the desk; the register keeps it."""
    before = {"place": str(place), "note": place.note}
    record_event(actor=actor, verb="deskplace.removed", obj=place, now=now, before=before, program_code=place.item.code)
    place.delete()
