"""What belongs to a party: places, contacts, officers, consents, its address; each change is told in the party's trail."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.parties.domain.errors import NumberTakenError, PartyError
from musubi.blocks.parties.domain.naming import read_kana, read_name, read_number
from musubi.blocks.parties.domain.registration import EntityParticulars, check_birth, set_keys
from musubi.blocks.parties.enums import PartyStatus
from musubi.blocks.parties.models import BusinessPlace, Consent, ContactPoint, Corporation, LegalEntity, Party, PartyOfficer
from musubi.blocks.places.domain.addresses import AddressText, address_values, fill_address, new_address
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import place_key
from musubi.blocks.places.models import Address

Detail = BusinessPlace | ContactPoint | PartyOfficer


def active(party: Party) -> Party:
    """The party, locked. Raises PartyError where it is merged or erased."""
    stored: Party = lock(Party.objects.filter(pk=party.pk))[0]
    if stored.status != PartyStatus.ACTIVE:
        raise PartyError("not_active", _("統合済み・消去済みの事業者等は変えられません"))
    return stored


@transaction.atomic
def save_detail(
    *, record: Detail, values: Mapping[str, Any], actor: Any, now: dt.datetime, today: dt.date, address: AddressText | None = None
) -> Detail:
    """Add a detail, or write `values` into a stored one. Raises PartyError."""
    party = active(record.party)
    cleaned = _cleaned(values, today)
    is_new = record.pk is None
    before = {} if is_new else {name: getattr(record, name) for name in cleaned}
    for name, value in cleaned.items():
        setattr(record, name, value)
    told = dict(cleaned)
    if isinstance(record, BusinessPlace) and address is not None:
        if not is_new:
            before |= address_values(record.address)
        record.address = _kept_address(None if is_new else record.address, address)
        told |= address_values(record.address)
    record.version += 0 if is_new else 1
    record.save()
    changed = {name: value for name, value in told.items() if is_new or before.get(name) != value}
    if changed:
        verb = f"{type(record).__name__.lower()}.{'added' if is_new else 'changed'}"
        record_event(actor=actor, verb=verb, obj=party, now=now, before={name: before.get(name) for name in changed} if before else {}, after=changed)
    return record


def _cleaned(values: Mapping[str, Any], today: dt.date) -> dict[str, Any]:
    cleaned: dict[str, Any] = {name: value.strip() if isinstance(value, str) else value for name, value in values.items()}
    if "name" in cleaned:
        cleaned["name"] = read_name(cleaned["name"])
    if "name_kana" in cleaned:
        cleaned["name_kana"] = read_kana(cleaned["name_kana"])
    if "birth_on" in cleaned:
        check_birth(cleaned["birth_on"], today=today)
    starts, ends = cleaned.get("starts_on"), cleaned.get("ends_before")
    if starts and ends and ends <= starts:
        raise PartyError("period", _("終了日は開始日より後にしてください"), "ends_before")
    return cleaned


def _kept_address(stored: Address | None, typed: AddressText) -> Address:
    try:
        address = fill_address(address=stored, typed=typed) if stored is not None else new_address(typed=typed)
    except PlaceError as error:
        raise PartyError(error.code, str(error), error.field) from error
    if address is None or not address.text:
        raise PartyError("address", _("所在地を入れてください"), "text")
    address.version += 1 if stored is not None else 0
    address.save()
    return address


@transaction.atomic
def remove_detail(*, record: Detail, actor: Any, now: dt.datetime) -> None:
    """Take a detail off that was entered by mistake; what it said stays in the trail. Raises PartyError."""
    party = active(record.party)
    if isinstance(record, BusinessPlace) and record.contact_points.exists():
        raise PartyError("used", _("この事業所の担当者・連絡先があります。先にそちらを除くか、廃止日を入れてください"))
    told = {field.name: getattr(record, field.name) for field in record._meta.fields if field.name in {"name", "post", "kind", "phone", "mail"}}
    address = getattr(record, "address", None)
    verb = f"{type(record).__name__.lower()}.removed"
    record.delete()
    if address is not None:
        address.delete()
    record_event(actor=actor, verb=verb, obj=party, now=now, before=told)


@transaction.atomic
def change_address(*, party: Party, typed: AddressText, shown: Mapping[str, str], actor: Any, now: dt.datetime) -> Party:
    """A party's new address. Raises PartyError, also where somebody changed it since it was `shown`."""
    stored = active(party)
    before = address_values(stored.address)
    if {name: shown.get(name, "") for name in before} != before:
        current = " ".join(part for part in before.values() if part)
        raise PartyError("stale", _("ほかの人が先に住所を変えました。いまの住所: %(address)s") % {"address": current or "—"})
    stored.address = _kept_address(stored.address, typed)
    stored.version += 1
    stored.save()
    after = address_values(stored.address)
    if after != before:
        record_event(actor=actor, verb="party.changed", obj=stored, now=now, before=before, after=after)
    return stored


@transaction.atomic
def change_number(*, party: Party, text: str, actor: Any, now: dt.datetime, reason: str) -> Party:
    """Enter, correct or take off the 法人番号. Raises PartyError."""
    stored = active(party)
    if stored.is_natural:
        raise PartyError("kind", _("個人・個人事業主に法人番号はありません"), "legal_entity_number")
    before = stored.legal_entity_number
    stored.legal_entity_number = read_number(text) if text.strip() else None
    taken = Party.objects.filter(legal_entity_number=stored.legal_entity_number).exclude(pk=stored.pk).first() if text.strip() else None
    if taken is not None:
        words = _("この法人番号は「%(name)s」が持っています。同じ法人なら、2つの登録を統合してください")
        raise NumberTakenError(taken, words % {"name": taken.name})
    stored.version += 1
    try:
        with transaction.atomic():
            stored.save()
    except IntegrityError as error:
        raise PartyError("number_taken", _("この法人番号は、いまほかの人が登録しました。一覧で確かめてください"), "legal_entity_number") from error
    told = {"legal_entity_number": stored.legal_entity_number}
    record_event(actor=actor, verb="party.corrected", obj=stored, now=now, before={"legal_entity_number": before}, after=told, reason=reason)
    return stored


@transaction.atomic
def follow_register(*, party: Party, published: Corporation, actor: Any, now: dt.datetime) -> Party:
    """Take over name, reading, address and closing from the tax agency's entry of the same number. Raises PartyError."""
    stored = active(party)
    if stored.legal_entity_number != published.legal_entity_number:
        raise PartyError("number", _("法人番号が変わっています。画面を開き直して確かめてください"))
    before = {"name": stored.name, "name_kana": stored.name_kana, **address_values(stored.address)}
    stored.name, stored.name_kana = published.name, published.name_kana or stored.name_kana
    set_keys(stored)
    if published.address and place_key(published.address) != (stored.address.key if stored.address else ""):
        stored.address = _kept_address(stored.address, AddressText(text=published.address, postcode=published.postcode))
    stored.version += 1
    stored.save()
    after = {"name": stored.name, "name_kana": stored.name_kana, **address_values(stored.address)}
    changed = {name: value for name, value in after.items() if before[name] != value}
    reason = _("法人番号公表データ(%(day)s更新)による") % {"day": format_date(published.updated_on)}
    if changed:
        told = {name: before[name] for name in changed}
        record_event(actor=actor, verb="party.changed", obj=stored, now=now, before=told, after=changed, reason=reason)
    entity = LegalEntity.objects.filter(party=stored).first()
    if entity is not None and (entity.closed_on, entity.legal_form) != (published.closed_on, published.legal_form):
        told = {"closed_on": entity.closed_on, "legal_form": entity.legal_form}
        entity.closed_on, entity.legal_form = published.closed_on, published.legal_form
        entity.version += 1
        entity.save()
        new = {"closed_on": entity.closed_on, "legal_form": entity.legal_form}
        record_event(actor=actor, verb="legalentity.changed", obj=stored, now=now, before=told, after=new, reason=reason)
    return stored


def differs_from_register(party: Party, published: Corporation) -> bool:
    """Whether the tax agency tells another name, address or closing."""
    entity = getattr(party, "legal_entity", None)
    closed = published.closed_on is not None and (entity is None or entity.closed_on != published.closed_on)
    moved = bool(published.address) and place_key(published.address) != (party.address.key if party.address else "")
    return closed or moved or published.key != party.key


@transaction.atomic
def change_entity(*, party: Party, entity: EntityParticulars, actor: Any, now: dt.datetime) -> LegalEntity:
    """What a legal entity has beside its name and number. Raises PartyError."""
    stored = active(party)
    if entity.closed_on and entity.established_on and entity.closed_on < entity.established_on:
        raise PartyError("period", _("閉鎖日が設立日より前です"), "closed_on")
    record: LegalEntity = lock(LegalEntity.objects.filter(party=stored))[0]
    changes = {name: value for name, value in vars(entity).items() if getattr(record, name) != value}
    before = {name: getattr(record, name) for name in changes}
    for name, value in changes.items():
        setattr(record, name, value)
    if changes:
        record.version += 1
        record.save()
        record_event(actor=actor, verb="legalentity.changed", obj=stored, now=now, before=before, after=changes)
    return record


@transaction.atomic
def give_consent(
    *, party: Party, scope: str, wording: str, channel: str, given_on: dt.date, actor: Any, now: dt.datetime, user: Any = None
) -> Consent:
    """Note what the party agreed to; the words shown are kept. Raises PartyError."""
    stored = active(party)
    if Consent.objects.filter(party=stored, scope=scope, withdrawn_on__isnull=True).exists():
        raise PartyError("double", _("この内容の同意は、すでにあります"), "scope")
    if not wording.strip():
        raise PartyError("wording", _("本人に示した文言を入れてください"), "wording")
    consent = Consent(party=stored, scope=scope, wording=wording.strip(), channel=channel, given_on=given_on, given_by=user)
    consent.save()
    record_event(actor=actor, verb="consent.added", obj=stored, now=now, after={"scope": scope, "channel": channel, "given_on": given_on})
    return consent


@transaction.atomic
def withdraw_consent(*, consent: Consent, day: dt.date, actor: Any, now: dt.datetime) -> Consent:
    """Take a consent back; from that moment nothing may rest on it. Raises PartyError."""
    stored: Consent = lock(Consent.objects.filter(pk=consent.pk))[0]
    if stored.withdrawn_on is not None:
        raise PartyError("decided", _("この同意は、もう撤回されています"))
    if day < stored.given_on:
        raise PartyError("period", _("撤回した日が、同意した日より前です"), "withdrawn_on")
    stored.withdrawn_on = day
    stored.version += 1
    stored.save()
    record_event(actor=actor, verb="consent.withdrawn", obj=stored.party, now=now, after={"scope": stored.scope, "withdrawn_on": day})
    return stored


def has_consent(party: Party, scope: str) -> bool:
    """Whether the party agrees to `scope` now."""
    return Consent.objects.filter(party=party, scope=scope, withdrawn_on__isnull=True).exists()
