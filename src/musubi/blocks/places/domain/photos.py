"""Photos of spots and signs: checked, stripped of where and with what they were taken, kept with their rights."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.places.models import Sign, SignPhoto, Spot, SpotPhoto


@transaction.atomic
def add_photo(
    *,
    of: Spot | Sign,
    data: bytes,
    name: str,
    caption: str,
    actor: Any,
    now: dt.datetime,
    rights_holder: str = "",
    licence: str = "",
    people: str = "",
    taken_on: dt.date | None = None,
) -> SpotPhoto | SignPhoto:
    """Keep a photo; a spot's needs whose it is, on what terms it is shown and that nobody on it minds. Raises PlaceError."""
    try:
        checked = check_file(data, name)
    except FileRefusedError as error:
        raise PlaceError(error.code, str(error), "file") from error
    if not checked.is_photo:
        raise PlaceError("no_photo", _("写真(JPEG、PNG、HEIC)を選んでください"), "file")
    photo: SpotPhoto | SignPhoto
    position = of.photos.count() + 1
    common = {"media_type": checked.media_type, "caption": caption, "taken_on": taken_on, "position": position}
    if isinstance(of, Spot):
        if not rights_holder.strip() or not licence.strip():
            raise PlaceError("rights", _("だれの写真か、どんな条件で使えるかを入力してください"), "rights_holder")
        photo = SpotPhoto(spot=of, rights_holder=rights_holder.strip(), licence=licence.strip(), people=_people(people), **common)
    else:
        photo = SignPhoto(sign=of, **common)
    photo.file.save(checked.name, ContentFile(checked.content), save=False)
    photo.save(force_insert=True)
    record_event(actor=actor, verb="photo.added", obj=of, now=now, after={"photo": caption})
    return photo


def _people(people: str) -> str:
    """What was said of the people on a photo. Raises PlaceError."""
    if people not in PeopleOnPhoto.values:
        raise PlaceError("people", _("人が写っていない写真か、写っている人の同意を得た写真だけを置けます。どちらかを選んでください"), "people")
    return people


@transaction.atomic
def say_people(*, photo: SpotPhoto, people: str, actor: Any, now: dt.datetime) -> SpotPhoto:
    """Say of a photo kept before it was asked that nobody is on it, or that they agreed; from then on visitors see it. Raises PlaceError."""
    before, photo.people = photo.people, _people(people)
    photo.save(update_fields=["people", "updated_at"])
    record_event(actor=actor, verb="photo.people_said", obj=photo.spot, now=now, before={"people": before}, after={"people": people})
    return photo


@transaction.atomic
def remove_photo(*, photo: SpotPhoto | SignPhoto, actor: Any, now: dt.datetime) -> None:
    """Take the photo away; its bytes go with the transaction."""
    of = photo.spot if isinstance(photo, SpotPhoto) else photo.sign
    storage, path = photo.file.storage, photo.file.name
    photo.delete()
    record_event(actor=actor, verb="photo.removed", obj=of, now=now, before={"photo": photo.caption})
    transaction.on_commit(lambda: storage.delete(path))
