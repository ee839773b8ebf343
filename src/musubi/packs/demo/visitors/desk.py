"""What the demo's people do for guests from abroad: work at signs, texts in review, sent back and gone stale."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from musubi.blocks.places.domain.records import change
from musubi.blocks.places.enums import SignCondition
from musubi.blocks.places.models import Sign, Spot
from musubi.blocks.translations.domain.work import approve, send_back, write_texts
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK
from musubi.programs.brand.inbound.domain.orders import finish_work, order_work
from musubi.programs.brand.inbound.models import WorkOrder

WORKERS = (f"見本看板店{MARK}", f"公園管理の担当{MARK}")
WHAT = {
    SignCondition.WORN: "板面を洗い、文字を塗り直す",
    SignCondition.DAMAGED: "割れた板を新しい板に替える",
    SignCondition.MISSING: "柱に新しい板を付ける",
}
BEGUN = at(2020, 10, 5)
REMARK = "地名の書き方をほかとそろえてください"


def keep_visitor_desk(*, who: Mapping[str, Any]) -> int:
    """Work orders and texts on their way; returns how many orders. They stand already: 0."""
    if WorkOrder.objects.exists():
        return 0
    orders = _orders(who)
    _texts(who)
    return orders


def _orders(who: Mapping[str, Any]) -> int:
    office = who.get("jimukyoku")
    poor = Sign.objects.exclude(condition=SignCondition.GOOD).order_by("number")
    for number, sign in enumerate(poor):
        ordered = BEGUN if number % 3 else at(2020, 6, 8)
        due = ordered.date() + dt.timedelta(days=21 if number % 4 else 7)
        what = WHAT[SignCondition(sign.condition)]
        order = order_work(sign=sign, what=what, worker=WORKERS[number % 2], due_on=due, actor=office, now=ordered)
        if not number % 3:
            done = ordered + dt.timedelta(days=10)
            finish_work(order=order, done_on=done.date(), done_text="作業を終えた", cost=12_000 + 3_500 * number, actor=office, now=done)
    return len(poor)


def _texts(who: Mapping[str, Any]) -> None:
    """A translator from the partner, the office that reviews; one name changed after it was translated."""
    translator, office = who.get("dantai"), who.get("jimukyoku")
    spots = list(Spot.objects.filter(is_fictional=True).order_by("dataset_id")[:40])
    for number, spot in enumerate(spots[:9]):
        texts = {"description": f"시연용 견본이며 실제로는 없습니다(가상) {number + 1}"}
        written = write_texts(record=spot, language="ko", texts=texts, hand_in=True, actor=translator, now=BEGUN)
        if number % 3 == 1 and written and translator is not None:
            approve(row=written[0], shown_version=written[0].version, actor=office, now=at(2020, 10, 8))
        elif number % 3 == 2 and written and translator is not None:
            send_back(row=written[0], shown_version=written[0].version, remark=REMARK, actor=office, now=at(2020, 10, 8))
    for spot in spots[20:24]:
        values = {"summary": f"{spot.summary}秋は夕方も開きます。"[:160]}
        change(record=spot, values=values, unchanged=lambda _name, _current: True, actor=office, now=at(2020, 10, 9))
