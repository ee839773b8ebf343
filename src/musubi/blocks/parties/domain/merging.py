"""Two entries of one party become one, every row that changed hands on record, and can be parted again.

Rows of every app that point at the absorbed party are moved to the survivor, whatever their table; a row that would stand
there twice (the same consent, the same right) stays with the absorbed entry and comes back with it. Empty fields of the
survivor are filled from the absorbed one, its 法人番号 included. `undo_merge` moves back what is still as the merge left it.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.db.models import Count
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import plain, record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.indexing import index_party
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.models import Party, PartyMerge

TAKEN = (
    "legal_entity_number", "name_kana", "kana_key", "name_en", "birth_on", "phone", "mail", "industry_code", "employees",
    "creditor_number", "invoice_number",
)  # fmt: skip


@transaction.atomic
def merge_parties(*, survivor: Party, absorbed: Party, reason: str, actor: Any, now: dt.datetime) -> PartyMerge:
    """Let `absorbed` go up in `survivor`. Raises PartyError."""
    if survivor.pk == absorbed.pk:
        raise PartyError("same", _("同じ登録です。もう1つの登録を選んでください"), "absorbed")
    if not reason.strip():
        raise PartyError("reason", _("同じと判断した理由を入れてください"), "reason")
    rows: list[Party] = lock(Party.objects.filter(pk__in=[survivor.pk, absorbed.pk]))
    locked = {party.pk: party for party in rows}
    kept, gone = locked[survivor.pk], locked[absorbed.pk]
    _refuse(kept, gone)
    taken = {name: getattr(gone, name) for name in TAKEN if getattr(gone, name) and not getattr(kept, name)}
    before = {name: getattr(kept, name) for name in taken}
    number = gone.legal_entity_number
    gone.status, gone.merged_into, gone.legal_entity_number = PartyStatus.MERGED, kept, None
    gone.version += 1
    gone.save()
    for name, value in taken.items():
        setattr(kept, name, value)
    kept.version += 1
    kept.save()
    merge = PartyMerge.objects.create(
        survivor=kept,
        absorbed=gone,
        reason=reason.strip(),
        taken=plain({**dict.fromkeys(taken, True), "absorbed_number": number}),
        moved=_move(gone, kept),
        merged_at=now,
        merged_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    index_party(kept)  # again: what followed the absorbed one bears this name now
    told = {**taken, "merged_from": gone.uid}
    record_event(actor=actor, verb="party.merged", obj=kept, now=now, before=before, after=told, reason=merge.reason)
    record_event(actor=actor, verb="party.merged", obj=gone, now=now, before={"legal_entity_number": number}, after={"merged_into": kept})
    return merge


def _refuse(kept: Party, gone: Party) -> None:
    for party in (kept, gone):
        if party.status != PartyStatus.ACTIVE:
            raise PartyError("not_active", _("「%(name)s」は、もう統合か消去が済んでいます") % {"name": party})
    if kept.is_natural != gone.is_natural:
        raise PartyError("kind", _("個人と法人・団体は統合できません。別の登録のままにしてください"))
    if kept.legal_entity_number and gone.legal_entity_number:
        raise PartyError("numbers", _("どちらにも法人番号があり、番号が違います。別の法人です"))
    owners = {party.representations.filter(role="self", ends_before__isnull=True).values_list("user", flat=True).first() for party in (kept, gone)}
    if None not in owners and len(owners) > 1:
        raise PartyError("owners", _("どちらにも別の利用者(本人)がいます。先に、使わないほうの権限を終えてください"))


def _relations() -> list[models.ForeignKey]:
    """Every field of any table that points at a party, but those of the merges themselves."""
    return [
        field
        for model in apps.get_models()
        if model is not PartyMerge and model is not Party
        for field in model._meta.fields
        if isinstance(field, models.ForeignKey) and field.related_model is Party
    ]


def _move(gone: Party, kept: Party) -> dict[str, list[Any]]:
    """Point the rows of `gone` at `kept`; gives their keys by `app.Model.field`."""
    moved: dict[str, list[Any]] = defaultdict(list)
    for field in _relations():
        rows = field.model._base_manager.filter(**{field.name: gone}).order_by("pk")
        for key in rows.values_list("pk", flat=True):
            if _point(field, key, kept):
                moved[f"{field.model._meta.label}.{field.name}"].append(key)
    return dict(moved)


def _point(field: models.ForeignKey, key: Any, party: Party) -> bool:
    try:
        with transaction.atomic():
            field.model._base_manager.filter(pk=key).update(**{field.name: party})
    except IntegrityError:  # stands there already: it stays where it is
        return False
    return True


@transaction.atomic
def undo_merge(*, merge: PartyMerge, reason: str, actor: Any, now: dt.datetime) -> PartyMerge:
    """Part the two again. What was added to the survivor since stays with it. Raises PartyError."""
    stored: PartyMerge = lock(PartyMerge.objects.filter(pk=merge.pk))[0]
    if stored.undone_at is not None:
        raise PartyError("decided", _("この統合は、もう取り消されています"))
    if not reason.strip():
        raise PartyError("reason", _("取り消す理由を入れてください"), "reason")
    rows: list[Party] = lock(Party.objects.filter(pk__in=[stored.survivor_id, stored.absorbed_id]))
    locked = {party.pk: party for party in rows}
    kept, gone = locked[stored.survivor_id], locked[stored.absorbed_id]
    if kept.status != PartyStatus.ACTIVE:
        raise PartyError("not_active", _("残した登録が、さらに統合か消去されています。そちらの統合を先に取り消してください"))
    number = stored.taken.get("absorbed_number")
    if number and kept.legal_entity_number == number:
        kept.legal_entity_number = None
        kept.version += 1
        kept.save()
    gone.status, gone.merged_into = PartyStatus.ACTIVE, None
    gone.legal_entity_number = number if not Party.objects.filter(legal_entity_number=number).exists() else None
    gone.version += 1
    gone.save()
    for name, keys in stored.moved.items():
        label, _dot, field_name = name.rpartition(".")
        model = apps.get_model(label)
        still = model._base_manager.filter(pk__in=keys, **{field_name: kept}).values_list("pk", flat=True)
        for key in list(still):
            _point(model._meta.get_field(field_name), key, gone)
    stored.undone_at, stored.undone_reason = now, reason.strip()
    stored.version += 1
    stored.save()
    for party in (kept, gone):
        index_party(party)
        record_event(actor=actor, verb="party.merge_undone", obj=party, now=now, after={"status": party.status}, reason=reason.strip())
    return stored


def likely_doubles(parties: models.QuerySet[Party], *, most: int = 100) -> list[list[Party]]:
    """Groups of active parties of `parties` with one name and, where both are known, one town; three queries at any size."""
    known = parties.filter(status=PartyStatus.ACTIVE).exclude(key="")
    keys = known.order_by().values("key").annotate(count=Count("pk")).filter(count__gt=1).values_list("key", flat=True)[:most]
    groups: dict[tuple[str, bool], list[Party]] = defaultdict(list)
    for party in known.filter(key__in=list(keys)).select_related("address__town").order_by("key", "pk"):
        groups[party.key, party.is_natural].append(party)
    return [near for group in groups.values() for near in _near(group)]


def _near(group: list[Party]) -> list[list[Party]]:
    """Those of one name whose numbers, birthdays and towns do not contradict each other."""
    found: list[list[Party]] = []
    for party in group:
        home = next((near for near in found if all(may_be_same(party, other) for other in near)), None)
        if home is None:
            found.append([party])
        else:
            home.append(party)
    return [near for near in found if len(near) > 1]


def may_be_same(one: Party, other: Party) -> bool:
    """Whether nothing known of the two tells them apart."""
    pairs = [(getattr(one, name), getattr(other, name)) for name in ("legal_entity_number", "birth_on")]
    pairs.append((one.address.town_id if one.address else None, other.address.town_id if other.address else None))
    return all(left is None or right is None or left == right for left, right in pairs)


def doubles_of(party: Party) -> list[Party]:
    """Other active parties that may be the same as this one."""
    others = Party.objects.active().filter(key=party.key).exclude(pk=party.pk).exclude(key="").select_related("address")
    return [other for other in others[:20] if other.is_natural == party.is_natural and may_be_same(party, other)]
