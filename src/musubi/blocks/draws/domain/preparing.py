"""Prepare a draw: what it decides, its options, groups and quotas, the public value that will decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawEntry, DrawGroup, DrawOption, DrawQuota
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import check_record

Rule = DrawOption | DrawGroup | DrawQuota
RULES: dict[str, type[Any]] = {"option": DrawOption, "group": DrawGroup, "quota": DrawQuota}
UNCHECKED = ("closed_by", "cancelled_by", "list_document", "document")


def steady(draw: Draw) -> Draw:
    """The locked draw while it is being prepared. Raises DrawError afterwards: what was published is not changed."""
    current: Draw = lock(Draw.objects.filter(pk=draw.pk).select_related("item"))[0]
    if current.status != DrawStatus.PREPARING:
        raise DrawError("fixed", _("名簿を確定した抽選は変えられません。誤りがあるときは、課長が理由を付けて取り消し、やり直してください"))
    return current


@transaction.atomic
def prepare_draw(*, draw: Draw, actor: Any, now: dt.datetime) -> Draw:
    """Keep a new draw in preparation. Raises DrawError at a field."""
    check_record(draw, error=DrawError, exclude=UNCHECKED)
    draw.save()
    record_event(actor=actor, verb="draw.prepared", obj=draw, now=now, after={"title": draw.title}, program_code=draw.item.code)
    return draw


@transaction.atomic
def change_draw(*, draw: Draw, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> Draw:
    """Change a draw in preparation. Raises DrawError; FieldConflictError where others were first."""
    current = steady(draw)
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current, error=DrawError, exclude=UNCHECKED)
    saved: Draw = update_record(record=draw, values=values, unchanged=unchanged, actor=actor, now=now, verb="draw.changed")
    return saved


@transaction.atomic
def keep_rule(*, rule: Rule, links: Mapping[str, Any], actor: Any, now: dt.datetime) -> Rule:
    """Add or change an option, group or quota; `links` are a quota's options and groups. Raises DrawError."""
    current = steady(rule.draw)
    check_record(rule, error=DrawError)
    if isinstance(rule, DrawOption) and rule.pk is not None:
        _rename_wishes(current, DrawOption.objects.get(pk=rule.pk).key, rule.key)
    rule.save()
    for name, records in links.items():
        getattr(rule, name).set(records)
    after = {"rule_kind": str(rule._meta.verbose_name), "key": rule.key}
    record_event(actor=actor, verb="draw.rule_kept", obj=current, now=now, after=after, program_code=current.item.code)
    return rule


def _rename_wishes(draw: Draw, before: str, after: str) -> None:
    """An option's letter changed: who wished for it still does."""
    if before == after:
        return
    moved = [entry for entry in draw.entries.all() if before in entry.wishes]
    for entry in moved:
        entry.wishes = [after if wish == before else wish for wish in entry.wishes]
    DrawEntry.objects.bulk_update(moved, ["wishes"], batch_size=500)


@transaction.atomic
def remove_rule(*, rule: Rule, actor: Any, now: dt.datetime) -> None:
    """Take an option, group or quota out again. Raises DrawError where entries or quotas rest on it."""
    current = steady(rule.draw)
    if isinstance(rule, DrawOption):
        used = [entry for entry in current.entries.filter(withdrawn_at=None) if rule.key in entry.wishes]
        if used:
            message = _("この希望先を希望する申込が%(count)d件あります。申込の希望を直してから取り除いてください")
            raise DrawError("in_use", message % {"count": len(used)})
    if not isinstance(rule, DrawQuota) and rule.quotas.exists():
        raise DrawError("in_quota", _("枠に使われています。先に枠を直すか、取り除いてください"))
    before = {"rule_kind": str(rule._meta.verbose_name), "key": rule.key}
    try:
        rule.delete()
    except ProtectedError as error:
        raise DrawError("in_use", _("この区分の申込があります。申込の区分を直してから取り除いてください")) from error
    record_event(actor=actor, verb="draw.rule_removed", obj=current, now=now, before=before, program_code=current.item.code)
