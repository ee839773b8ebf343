"""Translate, hand in, approve by a second person, send back; and how much of a kind is told in a language."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record
from musubi.blocks.translations.domain.assigning import assignment_for
from musubi.blocks.translations.domain.errors import TranslationError
from musubi.blocks.translations.domain.register import Translatable, translatable
from musubi.blocks.translations.enums import LANGUAGES, TranslationState
from musubi.blocks.translations.models import Translation

MISSING = "missing"
CHUNK = 500


@dataclass(frozen=True)
class Unit:
    """One field of one record in one language: the Japanese beside its translation; `row` is None where nothing was written yet."""

    field: str
    label: Any
    japanese: str
    row: Translation | None

    @property
    def state(self) -> str:
        """missing, in_work, review, done or stale."""
        return self.row.status if self.row is not None else MISSING

    @property
    def state_label(self) -> Any:
        """The state in words."""
        return self.row.get_status_display() if self.row is not None else _("未着手")  # type: ignore[attr-defined]


def units_of(records: Iterable[Record], language: str) -> dict[str, list[Unit]]:
    """The texts of each record that have Japanese, by uid, in the fields' order: a query for 500 records."""
    records = list(records)
    found: dict[tuple[str, str, str], Translation] = {}
    for start in range(0, len(records), CHUNK):
        uids = [record.uid for record in records[start : start + CHUNK]]
        for row in Translation.objects.filter(object_uid__in=uids, language=language).select_related("translated_by", "reviewed_by"):
            found[row.object_type, row.object_uid, row.field] = row
    units = {}
    for record in records:
        kind = record._meta.label
        units[record.uid] = [
            Unit(name, record._meta.get_field(name).verbose_name, getattr(record, name), found.get((kind, record.uid, name)))
            for name in translatable(kind).fields
            if getattr(record, name)
        ]
    return units


def in_state(entry: Translatable, records: QuerySet[Any], language: str, state: str) -> QuerySet[Any]:
    """The records with a text in that state; `missing` is one with Japanese and no row."""
    rows = Translation.objects.filter(object_type=entry.label, language=language)
    if state != MISSING:
        return records.filter(uid__in=rows.filter(status=state).values("object_uid"))
    lacking = records.none()
    for name in entry.fields:
        written = rows.filter(field=name).values("object_uid")
        lacking = lacking | records.exclude(**{name: ""}).exclude(uid__in=written)
    return records.filter(pk__in=lacking.values("pk"))


@transaction.atomic
def write_texts(
    *, record: Record, language: str, texts: Mapping[str, str], hand_in: bool, actor: Any, now: dt.datetime, verb: str = ""
) -> list[Translation]:
    """Keep the texts of a record's fields, changed ones only; `hand_in` asks a second person to review them. Raises TranslationError."""
    entry = translatable(record._meta.label)
    if language not in dict(LANGUAGES):
        raise TranslationError("language", _("この言語には訳していません"))
    rows = Translation.objects.filter(object_type=entry.label, object_uid=record.uid, language=language)
    stored: list[Translation] = lock(rows)
    kept = {found.field: found for found in stored}
    written = []
    for name, given in texts.items():
        text = given.strip()
        japanese = getattr(record, name)
        row = kept.get(name)
        if name not in entry.fields or not japanese or not _differs(row, text, japanese, hand_in=hand_in):
            continue
        if hand_in and not text:
            continue
        row = row or Translation(object_type=entry.label, object_uid=record.uid, field=name, language=language)
        before = {"text": row.text, "status": row.status} if row.pk else None
        row.text, row.source, row.translated_by, row.reviewed_by, row.supplied_by = text, japanese, actor, None, ""
        row.status = TranslationState.REVIEW if hand_in else TranslationState.IN_WORK
        _save(row)
        said = verb or ("translation.handed_in" if hand_in else "translation.written")
        record_event(actor=actor, verb=said, obj=row, now=now, before=before, after={"text": text, "status": row.status})
        written.append(row)
    return written


def _differs(row: Translation | None, text: str, japanese: str, *, hand_in: bool) -> bool:
    if row is None:
        return bool(text)
    if row.text != text or row.source != japanese:
        return True
    return row.status == TranslationState.STALE or (hand_in and row.status == TranslationState.IN_WORK)


def _save(row: Translation) -> None:
    if row.pk:
        row.version += 1
    row.save()


@transaction.atomic
def approve(*, row: Translation, shown_version: int, actor: Any, now: dt.datetime) -> Translation:
    """A second person finds the text right; visitors are shown it. Raises TranslationError."""
    current = _in_review(row, shown_version, actor)
    current.status, current.reviewed_by, current.remark = TranslationState.DONE, actor, ""
    current.done_on = timezone.localtime(now).date()
    _save(current)
    record_event(actor=actor, verb="translation.approved", obj=current, now=now, after={"status": current.status})
    return current


@transaction.atomic
def send_back(*, row: Translation, shown_version: int, remark: str, actor: Any, now: dt.datetime) -> Translation:
    """The text needs work; the remark says what. Raises TranslationError."""
    if not remark.strip():
        raise TranslationError("remark", _("どこを直すかを書いてください"), row.field)
    current = _in_review(row, shown_version, actor)
    current.status, current.remark = TranslationState.IN_WORK, remark.strip()[:500]
    _save(current)
    record_event(actor=actor, verb="translation.returned", obj=current, now=now, after={"status": current.status}, reason=current.remark)
    return current


def _in_review(row: Translation, shown_version: int, actor: Any) -> Translation:
    current: Translation = lock(Translation.objects.filter(pk=row.pk))[0]
    if current.status != TranslationState.REVIEW or current.version != shown_version:
        raise TranslationError("changed", _("この訳文は、ほかの人が先に変えました。開き直してください"), row.field)
    if current.translated_by_id == getattr(actor, "pk", None):
        raise TranslationError("own", _("自分が訳した文は、ほかの人が確認します"), row.field)
    assigned = assignment_for(current.object_type, current.object_uid, current.language)
    if assigned is not None and assigned.reviewer.is_active and assigned.reviewer_id != getattr(actor, "pk", None):
        raise TranslationError("not_yours", _("この訳文は、%(name)sさんが確認する担当です") % {"name": assigned.reviewer}, row.field)
    return current


@dataclass(frozen=True)
class Coverage:
    """How far a kind of records is told in a language: texts that need it, and how many are in each state."""

    language: str
    needed: int
    states: Mapping[str, int]

    @property
    def done(self) -> int:
        """Texts that visitors read in the language."""
        return sum(self.states.get(state, 0) for state in TranslationState.shown())

    @property
    def percent(self) -> int:
        """The share of done texts, rounded down; 100 where nothing is needed."""
        return 100 if not self.needed else self.done * 100 // self.needed


def coverage(entry: Translatable) -> list[Coverage]:
    """By language, over the records that visitors are shown: two queries."""
    needed = entry.needed(entry.model._default_manager.all()).values_list("uid", *entry.fields)
    wanted = {(row[0], name) for row in needed for name, text in zip(entry.fields, row[1:], strict=True) if text}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    rows = Translation.objects.filter(object_type=entry.label).values_list("object_uid", "field", "language", "status")
    for uid, name, language, status in rows:
        if (uid, name) in wanted:
            counts[language][status] += 1
    return [
        Coverage(language, len(wanted), {**counts[language], MISSING: len(wanted) - sum(counts[language].values())}) for language, _name in LANGUAGES
    ]
