"""抜取調査: planned as a task of the division, recorded with photos, followed until it is mended."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import identifier_of, record_event, type_of
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import check_record
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.products import CODE
from musubi.programs.brand.local_brands.enums import SpotCheckResult
from musubi.programs.brand.local_brands.models import BrandProduct, SpotCheck, SpotCheckPhoto


@transaction.atomic
def plan_check(*, product: BrandProduct, due_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> SpotCheck:
    """予定する: a check until a day, with a task for the call's division."""
    check = SpotCheck.objects.create(product=product, due_on=due_on)
    record_event(actor=actor, verb="spot_check.planned", obj=check, now=now, after={"due_on": due_on}, program_code=CODE)
    _task(check, _("抜取調査: %(product)s") % {"product": product}, due_on, actor, now, today)
    return check


def _task(check: SpotCheck, title: str, due_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> None:
    open_task(
        title=title,
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=check.product.certificate.application.call.organization,
        address=reverse("local_brands:product", args=[check.product.uid]),
        object_type=type_of(check),
        object_id=identifier_of(check),
        program_code=CODE,
    )


def _close_tasks(check: SpotCheck, actor: Any, now: dt.datetime) -> None:
    for task in Task.objects.filter(object_type=type_of(check), object_id=identifier_of(check), status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now)


@transaction.atomic
def record_check(*, check: SpotCheck, values: Mapping[str, Any], actor: Any, now: dt.datetime, today: dt.date) -> SpotCheck:
    """記録する: place, lot, result, findings. What is to be mended becomes a task until its day. Raises BrandError at a field."""
    current: SpotCheck = lock(SpotCheck.objects.filter(pk=check.pk).select_related("product__certificate__application__call__organization"))[0]
    if current.checked_on is not None:
        raise BrandError("done", _("この調査は、もう記録されています"))
    for name, value in values.items():
        setattr(current, name, value)
    if current.checked_on is not None and current.checked_on > today:
        raise BrandError("future", _("調査日が先の日付です。日付を確かめてください"), "checked_on")
    if current.result != SpotCheckResult.CONFORMS and current.mend_by is None:
        raise BrandError("mend_by", _("改善の期限を入れてください"), "mend_by")
    check_record(current, error=BrandError, exclude=("product",))
    current.version += 1
    current.save()
    _close_tasks(current, actor, now)
    if current.result != SpotCheckResult.CONFORMS and current.mend_by is not None:
        _task(current, _("抜取調査の改善を確かめる: %(product)s") % {"product": current.product}, current.mend_by, actor, now, today)
    record_event(actor=actor, verb="spot_check.recorded", obj=current, now=now, after={"result": current.result}, program_code=CODE)
    return current


@transaction.atomic
def confirm_mended(*, check: SpotCheck, mended_on: dt.date, actor: Any, now: dt.datetime) -> SpotCheck:
    """改善を確かめる. Raises BrandError where there is nothing to mend, or it was confirmed."""
    current: SpotCheck = lock(SpotCheck.objects.filter(pk=check.pk))[0]
    if current.mend_by is None or current.mended_on is not None:
        raise BrandError("nothing", _("確かめる改善はありません"))
    if current.checked_on is not None and mended_on < current.checked_on:
        raise BrandError("early", _("調査日より前の日付です"), "mended_on")
    current.mended_on = mended_on
    current.version += 1
    current.save()
    _close_tasks(current, actor, now)
    record_event(actor=actor, verb="spot_check.mended", obj=current, now=now, after={"mended_on": mended_on}, program_code=CODE)
    return current


def add_photo(*, check: SpotCheck, file_name: str, data: bytes, caption: str, actor: Any, now: dt.datetime) -> SpotCheckPhoto:
    """Keep a photo newly encoded; the same one is kept once. Raises BrandError for a file that is no photo."""
    try:
        checked = check_file(data, file_name)
    except FileRefusedError as error:
        raise BrandError(error.code, str(error), "file") from error
    if not checked.is_photo:
        raise BrandError("no_photo", _("写真(JPEG・PNG・HEIC)を選んでください"), "file")
    sha256 = hashlib.sha256(checked.content).hexdigest()
    with transaction.atomic():
        known = check.photos.filter(sha256=sha256).first()
        if known is not None:
            return known
        photo = SpotCheckPhoto(spot_check=check, caption=caption, file_name=checked.name, media_type=checked.media_type, sha256=sha256)
        photo.file.save(checked.name, ContentFile(checked.content), save=True)
        record_event(actor=actor, verb="spot_check.photo_added", obj=check, now=now, after={"caption": caption}, program_code=CODE)
    return photo
