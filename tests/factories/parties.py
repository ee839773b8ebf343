"""Parties for tests. Numbers are made up and pass the check digit; nobody is told to have them."""

from __future__ import annotations

import datetime as dt
import itertools

from django.utils import timezone
from tests.factories.accounts import person as account
from tests.factories.places import town

from musubi.blocks.accounts.models import User
from musubi.blocks.parties.domain.acting import grant_representation
from musubi.blocks.parties.domain.registration import (
    EntityParticulars,
    OfficerText,
    Particulars,
    register_group,
    register_legal_entity,
    register_person,
    register_sole_proprietor,
)
from musubi.blocks.parties.enums import BusinessPlaceKind, CorporationProcess, LegalForm, RepresentationRole
from musubi.blocks.parties.models import BusinessPlace, Consent, ContactPoint, Corporation, CorporationFile, Party, PartyMerge
from musubi.blocks.places.domain.addresses import AddressText, new_address

DAY = dt.date(2020, 10, 14)
_serial = itertools.count(1)


def number(serial: int | None = None) -> str:
    """A 法人番号 with its check digit, of a registry office that does not exist (9999…)."""
    rest = f"9999{next(_serial) if serial is None else serial:08d}"
    weighted = sum(int(digit) * (1 if place % 2 == 0 else 2) for place, digit in enumerate(rest, start=1))
    return f"{9 - weighted % 9}{rest}"


def _when() -> dict:
    return {"actor": None, "now": timezone.now(), "today": DAY}


def person(name: str = "架空 花子", **fields) -> Party:
    """A person."""
    return register_person(**{"name": name, **_when(), **fields})


def sole_proprietor(name: str = "架空 次郎", **fields) -> Party:
    """A sole proprietor."""
    return register_sole_proprietor(**{"name": name, "trade_name": "架空屋", **_when(), **fields})


def legal_entity(name: str = "架空製作所株式会社", **fields) -> Party:
    """A legal entity with a number of its own."""
    return register_legal_entity(**{"name": name, "legal_entity_number": number(), **_when(), **fields})


def group(name: str = "架空商店街振興会", **fields) -> Party:
    """A group with two officers."""
    officers = [OfficerText("会長", "架空 一郎", "カクウ イチロウ", dt.date(1960, 4, 1)), OfficerText("監事", "架空 二郎")]
    return register_group(**{"name": name, "officers": officers, **_when(), **fields})


def acting(party: Party, user: User | None = None, role: str = RepresentationRole.REPRESENTATIVE, **fields):
    """A confirmed right to act."""
    given = {"starts_on": dt.date(2018, 4, 1), "actor": None, "now": timezone.now(), **fields}
    return grant_representation(party=party, user=user or account(), role=role, **given)


def corporation(**fields) -> Corporation:
    """A line of the tax agency's register."""
    given = {
        "legal_entity_number": number(),
        "name": "架空興業株式会社",
        "key": "架空興業",
        "name_kana": "カクウコウギョウ",
        "kana_key": "かくうこうぎよう",
        "legal_form": LegalForm.STOCK_COMPANY,
        "municipality_code": "11208",
        "prefecture": "埼玉県",
        "city": "所沢市",
        "street": "並木１丁目１番地の１",
        "process": CorporationProcess.NEW,
        "updated_on": DAY,
    }
    return Corporation.objects.create(**{**given, **fields})


def one_of_each(owner: User, agent: User) -> None:
    """Every kind of record of several parties: the owner's own, one the agent acts for, and nobody's."""
    town("並木一丁目", key="並木1丁目")
    somewhere = Particulars(address=AddressText("所沢市並木1-1-1"))
    own = sole_proprietor(user=owner, particulars=somewhere)
    company = legal_entity(entity=EntityParticulars(representative_name="架空 三郎"), particulars=somewhere)
    for party in (own, company, group(), person()):
        address = new_address(typed=AddressText("所沢市並木1-1-1"))
        place = BusinessPlace.objects.create(party=party, name="本店", kind=BusinessPlaceKind.SHOP, address=address)
        ContactPoint.objects.create(party=party, place=place, name="窓口 花子")
        Consent.objects.create(party=party, scope="contact", wording="お知らせを送ることに同意します", given_on=DAY)
    acting(company, agent, RepresentationRole.AGENT, ends_before=dt.date(2100, 1, 1))
    acting(company, agent, RepresentationRole.EMPLOYEE, starts_on=dt.date(2016, 4, 1), ends_before=dt.date(2017, 4, 1))
    double = person("架空 花子 ")
    PartyMerge.objects.create(survivor=own, absorbed=double, reason="同じ人", merged_at=timezone.now())
    corporation()
    corporation(hidden=True)
    CorporationFile.objects.create(kind="full", file_name="a.csv", sha256="0" * 64, encoding="UTF-8", taken_at=timezone.now())
