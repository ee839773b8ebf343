"""Contacts, recurring kinds of work, and an association whose books the city keeps, at the demo's desks."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.desks.domain.associations import add_association, add_officer, give_books, keep_year, receive_books
from musubi.blocks.desks.domain.contacts import add_contact
from musubi.blocks.desks.domain.templates import add_template
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK, STORIES

CONTACTS = (
    ("A-P1", "工場の総務 山口", "見本精機株式会社", "総務の担当", "04-0000-1101", "増員の相談は山口さんへ。午後がつながりやすい。"),
    ("A-P1", "宅建の団体 事務局", "見本宅建の会", "用地の照会先", "04-0000-1102", "床の重さと天井の高さを先に伝える。"),
    ("C-P2", "となりの市 観光の係", "隣の市", "合同の催しの担当", "04-0000-1103", ""),
    ("D-P2", "研修先の農家 会長", "武蔵野見本農園", "研修の受入れ", "04-0000-1104", "収穫の時期は朝6時台に電話する。"),
)
YEARS = ((2018, 600_000, 820_000, 300_000), (2019, 600_000, 640_000, 300_000))  # own income, expense, the city's share


def keep_partners(*, vision: Vision, who: dict[str, Any]) -> None:
    """For the programs that the plan holds."""
    items = {item.code: item for item in vision.items.all()}
    office, now = who.get("jimukyoku"), at(2018, 6, 4)
    for code, name, body, role, phone, note in CONTACTS:
        if code in items:
            add_contact(item=items[code], name=f"{name}{MARK}", body=f"{body}{MARK}", role=role, phone=phone, note=note, actor=office, now=now)
    for number, story in enumerate(STORIES):
        kind, title = story.activities[0]
        if story.code in items:
            add_template(
                item=items[story.code], name=title, kind=kind, title=f"{title}{MARK}", place="現地", months=[number % 12 + 1], actor=office, now=now
            )
    if "C-P2" in items:
        _association(items["C-P2"], who)


def _association(item: PlanItem, who: dict[str, Any]) -> None:
    office = who.get("jimukyoku")
    found = add_association(
        item=item,
        name=f"湖の周り活性化協議会{MARK}",
        city_is_office=True,
        founded_on=dt.date(2018, 6, 1),
        note="市が事務局を務め、負担金も払う。",
        actor=office,
        now=at(2018, 6, 5),
    )
    for post, name, body in (("会長", "西田 守", "見本商店会"), ("監事", "東 ゆり", "見本農園の会")):
        told = {"post": post, "name": f"{name}{MARK}", "body": f"{body}{MARK}", "starts_on": dt.date(2018, 6, 1)}
        add_officer(association=found, actor=office, now=at(2018, 6, 5), **told)
    opening = 0
    for year, income, expense, burden in YEARS:
        values = {"brought_forward": opening, "other_income": income, "expense": expense, "city_burden": burden}
        audited = {"audited_on": dt.date(year + 1, 4, 20)} if year == YEARS[0][0] else {}
        keep_year(association=found, fiscal_year=year, actor=office, now=at(year + 1, 4, 24), **values, **audited)
        opening += income + burden - expense
    books = give_books(association=found, balance=opening, given_on=dt.date(2020, 4, 6), actor=office, now=at(2020, 4, 6), note="通帳と出納簿")
    if who.get("kacho") is not None:
        receive_books(handover=books, received_on=dt.date(2020, 4, 7), actor=who["kacho"], now=at(2020, 4, 7))
