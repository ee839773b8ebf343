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
    taken_on: dt.date | None = None,
) -> SpotPhoto | SignPhoto:
    """Keep a photo; a spot's needs whose it is and on what terms it is shown. Raises PlaceError."""
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
        photo = SpotPhoto(spot=of, rights_holder=rights_holder.strip(), licence=licence.strip(), **common)
    else:
        photo = SignPhoto(sign=of, **common)
    photo.file.save(checked.name, ContentFile(checked.content), save=False)
    photo.save(force_insert=True)
    record_event(actor=actor, verb="photo.added", obj=of, now=now, after={"photo": caption})
    return photo


@transaction.atomic
def remove_photo(*, photo: SpotPhoto | SignPhoto, actor: Any, now: dt.datetime) -> None:
    """Take the photo away; its bytes go with the transaction."""
    of = photo.spot if isinstance(photo, SpotPhoto) else photo.sign
    storage, path = photo.file.storage, photo.file.name
    photo.delete()
    record_event(actor=actor, verb="photo.removed", obj=of, now=now, before={"photo": photo.caption})
    transaction.on_commit(lambda: storage.delete(path))
