"""Keep files at a desk, take them back and bring them back."""

from __future__ import annotations

import datetime as dt
import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.domain.activities import main_organization
from musubi.blocks.desks.enums import Visibility
from musubi.blocks.desks.models import Activity, Attachment
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_file
from musubi.blocks.vision.models import PlanItem


def add_attachment(
    *,
    item: PlanItem,
    file_name: str,
    data: bytes,
    actor: Any,
    now: dt.datetime,
    title: str = "",
    activity: Activity | None = None,
    fiscal_year: int | None = None,
    consent: bool = False,
    note: str = "",
    visibility: str = Visibility.INTERNAL,
    organization: Organization | None = None,
) -> Attachment:
    """Keep a file by the hash of its content; the same file at the same place is kept once.

    `consent`: the people on the photo agree, or there is nobody on it; without it a photo is not for the public.
    Raises FileRefusedError. The file is looked at before the transaction, which stays short.
    """
    checked = check_file(data, file_name)
    if checked.is_photo and visibility == Visibility.PUBLIC and not consent:
        raise FileRefusedError("no_consent", _("公開してよい写真にするには、写っている人の同意を得て、同意の欄に印を付けてください"))
    sha256 = hashlib.sha256(checked.content).hexdigest()
    today = timezone.localtime(now).date()
    with transaction.atomic():
        known = Attachment.objects.filter(item=item, activity=activity, sha256=sha256, withdrawn_at__isnull=True).first()
        if known is not None:
            return known
        attachment = Attachment(
            item=item,
            activity=activity,
            fiscal_year=fiscal_year or (activity.fiscal_year if activity else fiscal_year_of(today)),
            title=(title or checked.name)[:200],
            file_name=checked.name,
            media_type=checked.media_type,
            size=len(checked.content),
            sha256=sha256,
            is_photo=checked.is_photo,
            consent=consent,
            note=note,
            visibility=_visibility(visibility if activity is None else activity.visibility, hidden=checked.is_photo and not consent),
            uploaded_at=now,
            uploaded_by=actor if getattr(actor, "is_authenticated", False) else None,
            organization=organization or main_organization(actor, day=today),
        )
        _store(attachment, checked.content)
        attachment.save()
        told = {"file_name": checked.name, "sha256": sha256, "consent": consent}
        record_event(actor=actor, verb="attachment.added", obj=attachment, now=now, after=told, program_code=item.code)
    return attachment


def _visibility(wanted: str, *, hidden: bool) -> str:
    """A photo without consent is not for the public, though its activity be."""
    return Visibility.PARTNERS if hidden and wanted == Visibility.PUBLIC else wanted


def _store(attachment: Attachment, content: bytes) -> None:
    """Write the content once: equal content has one address."""
    field = attachment.file.field
    name = field.generate_filename(attachment, attachment.file_name)
    if field.storage.exists(name):
        attachment.file.name = name
        return
    attachment.file.save(attachment.file_name, ContentFile(content), save=False)
    attachment.file.close()


@transaction.atomic
def withdraw_attachment(*, attachment: Attachment, actor: Any, now: dt.datetime) -> bool:
    """Take a file back; False when it was taken back before. Its content stays until the retention period ends."""
    changed = Attachment.objects.filter(pk=attachment.pk, withdrawn_at__isnull=True).update(withdrawn_at=now)
    if changed:
        _tell(attachment, "attachment.withdrawn", {"withdrawn_at": None}, {"withdrawn_at": now}, actor, now)
    return bool(changed)


@transaction.atomic
def restore_attachment(*, attachment: Attachment, actor: Any, now: dt.datetime) -> bool:
    """Undo."""
    changed = Attachment.objects.filter(pk=attachment.pk, withdrawn_at__isnull=False).update(withdrawn_at=None)
    if changed:
        _tell(attachment, "attachment.restored", {"withdrawn_at": attachment.withdrawn_at}, {"withdrawn_at": None}, actor, now)
    return bool(changed)


def _tell(attachment: Attachment, verb: str, before: dict[str, Any], after: dict[str, Any], actor: Any, now: dt.datetime) -> None:
    record_event(actor=actor, verb=verb, obj=attachment, now=now, before=before, after=after, program_code=attachment.item.code)
