"""取り消す、やり直す: only the head, only with a reason; what was published stays to be seen beside what follows."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.rights import cancels_draw
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import CountedDraw, Draw, DrawEntry, DrawGroup, DrawOption, DrawQuota, PastEntry
from musubi.blocks.kernel.locking import lock

COPIED = (
    *("item", "organization", "title_en", "summary", "summary_en", "households", "promotion"),
    *("weight_per_loss", "most_weight", "losses_reset", "references_last", "answer_days"),
    *("value_name", "value_source", "value_reading", "fallback_name", "source", "source_key", "is_fictional"),
)
ENTRY_FIELDS = (
    *("ticket", "salt", "reference", "name", "name_kana", "postal_code", "address", "phone", "email", "household", "wishes", "places"),
    *(
        "past_losses",
        "losses_origin",
        "losses_reason",
        "losses_checked_at",
        "applicant_id",
        "channel",
        "source_id",
        "particulars",
        "commitment",
        "entered_at",
    ),
)

PAST_FIELDS = ("earlier_id", "evidence", "is_same", "result", "decided_at", "decided_by_id")


@transaction.atomic
def cancel_draw(*, draw: Draw, reason: str, actor: Any, now: dt.datetime) -> Draw:
    """取り消す: list, hash and result stay public with the reason. Raises DrawError."""
    current: Draw = lock(Draw.objects.filter(pk=draw.pk).select_related("item"))[0]
    if actor is not None and not cancels_draw(actor, current):
        raise DrawError("head", _("抽選を取り消せるのは、担当課の課長だけです"))
    if current.status == DrawStatus.CANCELLED:
        raise DrawError("cancelled", _("この抽選は、もう取り消されています"))
    if not reason.strip():
        raise DrawError("reason", _("取り消す理由を書いてください。公開されます"), "reason")
    before = current.status
    current.status, current.cancelled_at, current.cancelled_by, current.cancel_reason = DrawStatus.CANCELLED, now, actor, reason.strip()
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="draw.cancelled",
        obj=current,
        now=now,
        before={"status": before},
        after={"status": current.status},
        reason=reason,
        program_code=current.item.code,
    )
    return current


@transaction.atomic
def redraw(*, draw: Draw, reason: str, actor: Any, now: dt.datetime) -> Draw:
    """やり直す: cancel, and prepare a draw with the same rules, entrants and tickets; its public value is announced anew. Raises DrawError."""
    old = cancel_draw(draw=draw, reason=reason, actor=actor, now=now)
    title = _("%(title)s(やり直し)") % {"title": old.title.removesuffix(_("(やり直し)"))}
    made = Draw.objects.create(previous=old, title=title[:120], **{name: getattr(old, name) for name in COPIED})
    DrawOption.objects.bulk_create(
        DrawOption(draw=made, key=each.key, name=each.name, name_en=each.name_en, places=each.places) for each in old.options.all()
    )
    DrawGroup.objects.bulk_create(DrawGroup(draw=made, key=each.key, name=each.name) for each in old.groups.all())
    options, groups = {each.key: each for each in made.options.all()}, {each.key: each for each in made.groups.all()}
    for quota in old.quotas.prefetch_related("options", "groups"):
        new = DrawQuota.objects.create(draw=made, key=quota.key, at_least=quota.at_least, at_most=quota.at_most, release=quota.release)
        new.options.set([options[each.key] for each in quota.options.all()])
        new.groups.set([groups[each.key] for each in quota.groups.all()])
    DrawEntry.objects.bulk_create(
        (
            DrawEntry(
                draw=made,
                group=groups[entry.group.key] if entry.group else None,
                **{name: getattr(entry, name) for name in ENTRY_FIELDS},
            )
            for entry in old.entries.filter(withdrawn_at=None).select_related("group")
        ),
        batch_size=1000,
    )
    _copy_past(old, made)
    record_event(actor=actor, verb="draw.redrawn", obj=made, now=now, after={"previous": old.uid}, reason=reason, program_code=made.item.code)
    return made


def _copy_past(old: Draw, made: Draw) -> None:
    """The losses counted for the old draw, with where they come from: the redraw's entrants are the same."""
    CountedDraw.objects.bulk_create(CountedDraw(draw=made, earlier_id=each.earlier_id) for each in old.counted.all())
    entries = dict(made.entries.values_list("ticket", "pk"))
    rows = PastEntry.objects.filter(entry__draw=old, entry__withdrawn_at=None).select_related("entry")
    copies = (PastEntry(entry_id=entries[row.entry.ticket], **{name: getattr(row, name) for name in PAST_FIELDS}) for row in rows)
    PastEntry.objects.bulk_create(copies, batch_size=1000)
