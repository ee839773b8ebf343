"""Make parties and change what they tell of themselves.

`register_person`, `register_sole_proprietor`, `register_legal_entity`, `register_group` make a party; with `user` that
user may act for it at once (for a person as 本人, else as a self-declared 代表者). `register_from_corporation` makes a
legal entity from the tax agency's register, or, where its number is registered already, lets the user claim it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.parties.domain.acting import claim_representation, grant_representation
from musubi.blocks.parties.domain.errors import NumberTakenError, PartyError
from musubi.blocks.parties.domain.naming import party_kana_key, party_key, read_invoice_number, read_kana, read_name, read_number
from musubi.blocks.parties.enums import LegalForm, PartyKind, PartyStatus, RepresentationRole
from musubi.blocks.parties.models import Corporation, LegalEntity, Party, PartyOfficer, Representation
from musubi.blocks.places.domain.addresses import AddressText, address_values, new_address
from musubi.blocks.places.domain.errors import PlaceError

OLDEST_YEARS = 120


@dataclass(frozen=True)
class Particulars:
    """What a party of any kind may tell beside its name; all may be empty."""

    name_kana: str = ""
    name_en: str = ""
    address: AddressText = field(default_factory=AddressText)
    phone: str = ""
    mail: str = ""
    industry_code: str = ""
    employees: int | None = None
    creditor_number: str = ""
    invoice_number: str = ""
    note: str = ""


@dataclass(frozen=True)
class EntityParticulars:
    """What a legal entity may tell beside that."""

    legal_form: str = LegalForm.OTHER
    representative_title: str = ""
    representative_name: str = ""
    capital_yen: int | None = None
    established_on: dt.date | None = None
    closed_on: dt.date | None = None


@dataclass(frozen=True)
class OfficerText:
    """A line of a 役員名簿."""

    post: str
    name: str
    name_kana: str = ""
    birth_on: dt.date | None = None
    starts_on: dt.date | None = None


@dataclass(frozen=True)
class Registration:
    """What became of a registration by number: the party, the user's right or claim, and whether the party is new."""

    party: Party
    right: Representation | None
    is_new: bool


def check_birth(day: dt.date | None, *, today: dt.date, name: str = "birth_on") -> dt.date | None:
    """A day of birth that can be. Raises PartyError."""
    if day is not None and day > today:
        raise PartyError("birth_future", _("生年月日が今日より後です。元号や年を確かめてください"), name)
    if day is not None and day.year < today.year - OLDEST_YEARS:
        raise PartyError("birth_past", _("生年月日が%(years)d年より前です。元号や年を確かめてください") % {"years": OLDEST_YEARS}, name)
    return day


def register_person(
    *,
    name: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    birth_on: dt.date | None = None,
    particulars: Particulars | None = None,
    user: Any = None,
) -> Party:
    """A person (個人). Raises PartyError."""
    party = Party(kind=PartyKind.PERSON, name=read_name(name), birth_on=check_birth(birth_on, today=today))
    return _register(party, particulars, user=user, actor=actor, now=now, today=today)


def register_sole_proprietor(
    *,
    name: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    trade_name: str = "",
    birth_on: dt.date | None = None,
    particulars: Particulars | None = None,
    user: Any = None,
) -> Party:
    """A sole proprietor (個人事業主) with the 屋号. Raises PartyError."""
    kind, born = PartyKind.SOLE_PROPRIETOR, check_birth(birth_on, today=today)
    party = Party(kind=kind, name=read_name(name), trade_name=trade_name.strip(), birth_on=born)
    return _register(party, particulars, user=user, actor=actor, now=now, today=today)


@transaction.atomic
def register_legal_entity(
    *,
    name: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    legal_entity_number: str = "",
    entity: EntityParticulars | None = None,
    particulars: Particulars | None = None,
    user: Any = None,
    role: str = RepresentationRole.REPRESENTATIVE,
    closed_reason: str = "",
) -> Party:
    """A legal entity (法人). A number whose register entry is closed needs `closed_reason`. Raises PartyError."""
    number = read_number(legal_entity_number) if legal_entity_number.strip() else None
    if number:
        _check_open(number, closed_reason)
    party = Party(kind=PartyKind.LEGAL_ENTITY, name=read_name(name), legal_entity_number=number)
    party = _register(party, particulars, user=user, role=role, actor=actor, now=now, today=today, reason=closed_reason)
    known = entity or EntityParticulars()
    values = vars(known)
    LegalEntity.objects.create(party=party, **values)
    told = {name: value for name, value in values.items() if value not in (None, "")}
    record_event(actor=actor, verb="legalentity.added", obj=party, now=now, after=told)
    return party


@transaction.atomic
def register_group(
    *,
    name: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    legal_entity_number: str = "",
    officers: Sequence[OfficerText] = (),
    particulars: Particulars | None = None,
    user: Any = None,
    role: str = RepresentationRole.REPRESENTATIVE,
) -> Party:
    """A group without legal personality (任意団体), with its 役員名簿. Raises PartyError."""
    number = read_number(legal_entity_number) if legal_entity_number.strip() else None
    party = Party(kind=PartyKind.GROUP, name=read_name(name), legal_entity_number=number)
    party = _register(party, particulars, user=user, role=role, actor=actor, now=now, today=today)
    for line, officer in enumerate(officers, start=1):
        add_officer(party=party, officer=officer, actor=actor, now=now, today=today, prefix=_("役員名簿の%(line)d行目: ") % {"line": line})
    return party


@transaction.atomic
def add_officer(*, party: Party, officer: OfficerText, actor: Any, now: dt.datetime, today: dt.date, prefix: str = "") -> PartyOfficer:
    """A line of the 役員名簿. Raises PartyError, whose message begins with `prefix`."""
    try:
        values = _officer_values(officer, today)
    except PartyError as error:
        raise PartyError(error.code, f"{prefix}{error}", error.field) from error
    made = PartyOfficer.objects.create(party=party, **values)
    record_event(actor=actor, verb="partyofficer.added", obj=party, now=now, after=values)
    return made


def _officer_values(officer: OfficerText, today: dt.date) -> dict[str, Any]:
    if not officer.post.strip():
        raise PartyError("post", _("役職を入れてください(会長、理事、監事など)"), "post")
    return {
        "post": officer.post.strip(),
        "name": read_name(officer.name),
        "name_kana": read_kana(officer.name_kana),
        "birth_on": check_birth(officer.birth_on, today=today),
        "starts_on": officer.starts_on,
    }


def _check_open(number: str, reason: str) -> None:
    corporation = Corporation.objects.filter(legal_entity_number=number).first()
    if corporation is None or corporation.closed_on is None or reason.strip():
        return
    words = _("この法人番号の登記は%(day)sに閉鎖されています(%(cause)s)。番号を確かめてください。承継した法人があれば、その番号で登録してください")
    told = words % {"day": format_date(corporation.closed_on), "cause": corporation.get_close_cause_display()}
    raise PartyError("number_closed", told, "legal_entity_number")


@transaction.atomic
def _register(
    party: Party,
    particulars: Particulars | None,
    *,
    user: Any,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    role: str = RepresentationRole.REPRESENTATIVE,
    reason: str = "",
) -> Party:
    known = particulars or Particulars()
    _fill(party, known)
    try:
        party.address = new_address(typed=known.address)
    except PlaceError as error:
        raise PartyError(error.code, str(error), error.field) from error
    party.registered_by = actor if getattr(actor, "is_authenticated", False) else None
    _save(party)
    told = {name: getattr(party, name) for name in ("kind", "name", "name_kana", "trade_name", "legal_entity_number", "birth_on", "phone", "mail")}
    record_event(actor=actor, verb="party.created", obj=party, now=now, after={**told, **address_values(party.address)}, reason=reason)
    if user is not None:
        held = RepresentationRole.SELF if party.is_natural else role
        declared = not party.is_natural
        grant_representation(party=party, user=user, role=held, starts_on=today, actor=actor, now=now, self_declared=declared)
    return party


def _fill(party: Party, known: Particulars) -> None:
    party.name_kana, party.name_en = read_kana(known.name_kana), known.name_en.strip()
    party.phone, party.mail, party.note = known.phone.strip(), known.mail.strip(), known.note
    party.industry_code, party.employees = known.industry_code.strip(), known.employees
    party.creditor_number, party.invoice_number = known.creditor_number.strip(), read_invoice_number(known.invoice_number)
    set_keys(party)


def set_keys(party: Party) -> None:
    """The keys by which the party is found: both names of a sole proprietor count."""
    names = [party_key(name) for name in (party.name, party.trade_name) if name]
    party.key, party.kana_key = "\n".join(names)[:420], party_kana_key(party.name_kana)[:320]


def _save(party: Party) -> None:
    """Save; the loser of two who register one number at once is told whose it is."""
    number = party.legal_entity_number
    if number:
        _refuse_taken(number)
    try:
        with transaction.atomic():
            party.save()
    except IntegrityError:
        if number:
            _refuse_taken(number)
        raise


def _refuse_taken(number: str) -> None:
    taken = Party.objects.filter(legal_entity_number=number).first()
    if taken is not None:
        words = _("法人番号%(number)sは「%(name)s」として登録済みです。新しく登録せず、そちらを使ってください")
        raise NumberTakenError(taken, words % {"number": number, "name": taken.name})


def register_from_corporation(
    *,
    legal_entity_number: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    user: Any = None,
    role: str = RepresentationRole.REPRESENTATIVE,
    particulars: Particulars | None = None,
) -> Registration:
    """A legal entity with the name, address and form that the tax agency publishes; a known one is claimed by `user`.

    Raises PartyError: `number_unknown` where the register here does not hold the number, `number_closed`.
    """
    number = read_number(legal_entity_number)
    taken = Party.objects.filter(legal_entity_number=number).first()
    if taken is None:
        try:
            party = _from_register(number, actor=actor, now=now, today=today, user=user, role=role, particulars=particulars)
        except NumberTakenError as error:
            taken = error.party
        else:
            right = party.representations.filter(user=user).first() if user is not None else None
            return Registration(party, right, is_new=True)
    right = claim_representation(party=taken, user=user, role=role, starts_on=today, now=now) if user is not None else None
    return Registration(taken, right, is_new=False)


def _from_register(number: str, *, actor: Any, now: dt.datetime, today: dt.date, user: Any, role: str, particulars: Particulars | None) -> Party:
    corporation = Corporation.objects.exclude(process="deleted").filter(legal_entity_number=number).first()
    if corporation is None:
        words = _("この法人番号は、取り込んである法人番号公表データにありません。市外の法人や新しい法人は、名称と所在地を入力して登録してください")
        raise PartyError("number_unknown", words, "legal_entity_number")
    told = particulars or Particulars()
    kana = told.name_kana or corporation.name_kana
    address = told.address if told.address.text else AddressText(text=corporation.address, postcode=corporation.postcode)
    values = {**vars(told), "name_kana": kana, "name_en": told.name_en or corporation.name_en, "address": address}
    return register_legal_entity(
        name=corporation.name,
        legal_entity_number=number,
        entity=EntityParticulars(legal_form=corporation.legal_form),
        particulars=Particulars(**values),
        user=user,
        role=role,
        actor=actor,
        now=now,
        today=today,
    )


def canonical(party: Party) -> Party:
    """The party that a merged one went up in; itself otherwise."""
    while party.status == PartyStatus.MERGED and party.merged_into is not None:
        party = party.merged_into
    return party


@transaction.atomic
def change_party(*, party: Party, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> Party:
    """Write what a form says, and the keys that follow from it. Raises FieldConflictError where others changed the same."""
    changed: Party = update_record(record=party, values=values, unchanged=unchanged, actor=actor, now=now, verb="party.changed")
    set_keys(changed)
    changed.save(update_fields=["key", "kana_key"])
    return changed
