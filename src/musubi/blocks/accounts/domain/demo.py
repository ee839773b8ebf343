"""Fictional people for the demo, one for each role."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction

from musubi.blocks.accounts.enums import OrganizationKind, Role
from musubi.blocks.accounts.models import Membership, Organization, User
from musubi.blocks.audit.domain.trail import record_event

MARK = "（架空）"
STARTS_ON = dt.date(2018, 4, 1)


@dataclass(frozen=True)
class DemoPerson:
    """A fictional person: mail name, name, reading, role, title and organisation."""

    mail: str
    name: str
    kana: str
    role: Role
    title: str
    organization: str


@dataclass(frozen=True)
class DemoOrganization:
    """A fictional unit, made where the pack has none of that code."""

    code: str
    name: str
    name_en: str
    kind: OrganizationKind
    parent: str = ""


ORGANIZATIONS = (
    DemoOrganization("industrial-promotion", "産業振興課", "Industrial Promotion Division", OrganizationKind.DIVISION),
    DemoOrganization("demo-agriculture", f"農業振興課{MARK}", "Agriculture Division (fictional)", OrganizationKind.DIVISION),
    DemoOrganization("demo-chamber", f"商工団体{MARK}", "Business association (fictional)", OrganizationKind.CHAMBER),
    DemoOrganization("demo-council", f"推進会議{MARK}", "Promotion council (fictional)", OrganizationKind.COUNCIL),
    DemoOrganization("demo-audit", f"監査事務局{MARK}", "Audit office (fictional)", OrganizationKind.DIVISION),
)
PEOPLE = (
    DemoPerson("kanri", "管理 葵", "かんり あおい", Role.ADMINISTRATOR, "システム担当", "industrial-promotion"),
    DemoPerson("jimukyoku", "佐々木 恵", "ささき めぐみ", Role.SECRETARIAT, "主査", "industrial-promotion"),
    DemoPerson("kacho", "高橋 誠", "たかはし まこと", Role.DIVISION_HEAD, "課長", "industrial-promotion"),
    DemoPerson("torimatome", "田中 望", "たなか のぞみ", Role.COORDINATOR, "主任", "demo-agriculture"),
    DemoPerson("tanto", "鈴木 陽", "すずき よう", Role.DIVISION_STAFF, "主事", "demo-agriculture"),
    DemoPerson("dantai", "小林 薫", "こばやし かおる", Role.PARTNER, "経営指導員", "demo-chamber"),
    DemoPerson("iin", "渡辺 静", "わたなべ しずか", Role.COUNCIL_MEMBER, "委員", "demo-council"),
    DemoPerson("shinsa", "伊藤 学", "いとう まなぶ", Role.REVIEWER, "審査委員", "demo-council"),
    DemoPerson("kansa", "山本 実", "やまもと みのる", Role.AUDITOR, "書記", "demo-audit"),
)


@transaction.atomic
def load_demo_people(*, now: dt.datetime) -> int:
    """Make the demo's organisations and people where they are missing; returns how many people were made."""
    for order, data in enumerate(ORGANIZATIONS, start=900):
        parent = Organization.objects.filter(code=data.parent).first() if data.parent else None
        Organization.objects.get_or_create(
            code=data.code,
            defaults={
                "name": data.name,
                "name_en": data.name_en,
                "kind": data.kind,
                "parent": parent,
                "order": order,
            },
        )
    bodies = {body.code: body for body in Organization.objects.filter(code__in={p.organization for p in PEOPLE})}
    made = 0
    for person in PEOPLE:
        email = f"{person.mail}@demo.example.jp"
        if User.objects.filter(email=email).exists():
            continue
        user = User.objects.create_user(email, name=f"{person.name}{MARK}", name_kana=person.kana, is_demo=True)
        Membership.objects.create(
            user=user,
            organization=bodies[person.organization],
            role=person.role,
            title=person.title,
            starts_on=STARTS_ON,
        )
        record_event(actor=None, verb="user.created", obj=user, now=now, after={"is_demo": True})
        made += 1
    return made
