"""Templates of recurring activities: made, retired, brought back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.models import ActivityTemplate
from musubi.blocks.vision.models import PlanItem


class TemplateNameError(Exception):
    """The desk has a template of that name (同じ名前のひな型があります)."""

    code = "template_name"


@transaction.atomic
def add_template(
    *,
    item: PlanItem | None,
    name: str,
    kind: str,
    title: str,
    actor: Any,
    now: dt.datetime,
    detail: str = "",
    with_whom: str = "",
    place: str = "",
    months: Iterable[int] = (),
) -> ActivityTemplate:
    """A template of one desk, or without an item of all. Raises TemplateNameError."""
    if ActivityTemplate.objects.filter(item=item, name=name, removed_at__isnull=True).exists():
        raise TemplateNameError(_("「%(name)s」というひな型がすでにあります。別の名前にしてください") % {"name": name})
    values = {"name": name, "kind": kind, "title": title, "detail": detail, "with_whom": with_whom, "place": place, "months": list(months)}
    template = ActivityTemplate.objects.create(item=item, **values)
    told = {key: value for key, value in values.items() if value}
    record_event(actor=actor, verb="template.created", obj=template, now=now, after=told, program_code=item.code if item else "")
    return template


@transaction.atomic
def retire_template(*, template: ActivityTemplate, actor: Any, now: dt.datetime) -> bool:
    """Offer the template no more; activities written from it stay. False when retired before."""
    changed = ActivityTemplate.objects.filter(pk=template.pk, removed_at__isnull=True).update(removed_at=now)
    if changed:
        record_event(actor=actor, verb="template.withdrawn", obj=template, now=now, before={"removed_at": None}, after={"removed_at": now})
    return bool(changed)


@transaction.atomic
def restore_template(*, template: ActivityTemplate, actor: Any, now: dt.datetime) -> bool:
    """Undo; raises TemplateNameError where another of that name came meanwhile."""
    try:
        with transaction.atomic():
            changed = ActivityTemplate.objects.filter(pk=template.pk, removed_at__isnull=False).update(removed_at=None)
    except IntegrityError as error:
        raise TemplateNameError(_("「%(name)s」というひな型がすでにあります。先にそちらの名前を変えてください") % {"name": template.name}) from error
    if changed:
        record_event(
            actor=actor, verb="template.restored", obj=template, now=now, before={"removed_at": template.removed_at}, after={"removed_at": None}
        )
    return bool(changed)
