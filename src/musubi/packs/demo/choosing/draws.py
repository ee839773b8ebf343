"""A fictional draw of farm plots that anyone can replay: fixed, drawn, one declined, the next offered; and one in preparation."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from musubi.blocks.draws.domain.closing import close_list
from musubi.blocks.draws.domain.engine import new_ticket_of
from musubi.blocks.draws.domain.entries import EntryRow, change_entry, take_rows
from musubi.blocks.draws.domain.holding import confirm_value, enter_value, hold_draw
from musubi.blocks.draws.domain.past_losses import choose_draws, count_now, decide_pair, keep_losses
from musubi.blocks.draws.domain.preparing import keep_rule, prepare_draw
from musubi.blocks.draws.domain.promotions import record_leaving
from musubi.blocks.draws.enums import EntryChannel, LeavingCause
from musubi.blocks.draws.models import Draw, DrawEntry, DrawGroup, DrawOption, DrawQuota
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import SEED

NAMES = ("一郎", "花子", "次郎", "春子", "三郎", "夏子", "四郎", "秋子", "五郎", "冬子", "六郎", "雪子", "七郎", "月子")
VALUE: dict[str, Any] = {
    "value_name": "架空の株価指数の終値",
    "value_source": "架空新聞の朝刊",
    "value_reading": "小数点以下2桁まで、コンマは除く",
    "fallback_name": "翌営業日の同じ値",
}


def keep_draws(*, desk: Desk) -> None:
    """September 2020: plots drawn with the losses of the year before, and moved up; a draw of booths waits for its entries."""
    chance = random.Random(SEED + 5)  # noqa: S311 - the same tickets every time
    draw = _plots(desk)
    groups = list(draw.groups.all())
    rows = [EntryRow("", _entrant(number, name, groups, chance)) for number, name in enumerate(NAMES, 1)]
    take_rows(draw=draw, rows=rows, channel=EntryChannel.POST, actor=desk.clerk, now=at(2020, 9, 18))
    _count_losses(desk, draw, _year_before(desk, random.Random(SEED + 6)))  # noqa: S311 - as above
    drawn = close_list(draw=draw, actor=desk.clerk, now=at(2020, 9, 25, 16), today=dt.date(2020, 9, 25))
    _hold(desk, drawn, "23626.73", dt.date(2020, 9, 29))
    winner = Draw.objects.get(pk=draw.pk).outcomes.exclude(place="").order_by("position")[0]
    told = {"reason": f"引っ越すため、電話で{MARK}", "actor": desk.clerk, "now": at(2020, 10, 8), "today": dt.date(2020, 10, 8)}
    record_leaving(entry=winner.entry, cause=LeavingCause.DECLINED, **told)
    _booths(desk)


def _entrant(number: int, name: str, groups: list[DrawGroup], chance: random.Random) -> dict[str, Any]:
    wishes = ["N", "S"] if chance.random() < 0.6 else ["S", "N"]
    return {
        "ticket": new_ticket_of(chance.randbytes(8)),
        "salt": chance.randbytes(16).hex(),
        "reference": f"H{number:03d}",
        "name": f"架空 {name}",
        "name_kana": "かくう",
        "address": f"架空町{number}番地{MARK}",
        "email": f"kakuu{number}@demo.example.jp" if number % 2 else "",
        "group": groups[0] if groups and number % 5 == 0 else None,
        "wishes": wishes[: 1 if number % 4 == 0 else 2],
    }


def _year_before(desk: Desk, chance: random.Random) -> Draw:
    """September 2019: the same plots, drawn among the first ten of the names; one of them lived elsewhere then."""
    now = at(2019, 9, 2)
    fields = {"value_on": dt.date(2019, 9, 27), "fallback_on": dt.date(2019, 9, 30), "title_en": "Plots of the experience farms 2019 (fictional)"}
    draw = _prepared(desk, "C-P4", now, title=f"体験農場の区画 令和元年{MARK}", **fields)
    for key, name, name_en in (("N", "北の畑", "North field"), ("S", "南の畑", "South field")):
        rule = DrawOption(draw=draw, key=key, name=f"{name}{MARK}", name_en=f"{name_en} (fictional)", places=2)
        keep_rule(rule=rule, links={}, actor=desk.clerk, now=now)
    people = [_entrant(number, name, [], chance) for number, name in enumerate(NAMES[:10], 1)]
    people[3]["address"] = f"架空町の前の住まい{MARK}"
    take_rows(draw=draw, rows=[EntryRow("", each) for each in people], channel=EntryChannel.POST, actor=desk.clerk, now=at(2019, 9, 18))
    drawn = close_list(draw=draw, actor=desk.clerk, now=at(2019, 9, 24), today=dt.date(2019, 9, 24))
    _hold(desk, drawn, "21878.90", dt.date(2019, 9, 27))
    return Draw.objects.get(pk=draw.pk)


def _hold(desk: Desk, drawn: Draw, value: str, day: dt.date) -> None:
    """Two people type the value, the head draws."""
    typed: dict[str, Any] = {"draw": drawn, "value": value, "from_fallback": False, "note": f"架空新聞 {day.month}月{day.day}日 朝刊{MARK}"}
    enter_value(actor=desk.clerk, now=at(day.year, day.month, day.day, 9), today=day, **typed)
    confirm_value(actor=desk.head, now=at(day.year, day.month, day.day, 9, 20), **typed)
    hold_draw(draw=drawn, actor=desk.head, now=at(day.year, day.month, day.day, 10), today=day)


def _count_losses(desk: Desk, draw: Draw, earlier: Draw) -> None:
    """Who moved house is confirmed by the clerk; one figure is changed for a draw that was still held on paper."""
    now = at(2020, 9, 23)
    draw = choose_draws(draw=draw, earlier=[earlier], losses_reset=True, references_last=False, actor=desk.clerk, now=now)
    for pair in count_now(draw).doubtful:
        entry, before = DrawEntry.objects.get(pk=pair.entry), DrawEntry.objects.get(pk=pair.earlier)
        decide_pair(entry=entry, earlier=before, is_same=True, actor=desk.clerk, now=now)
    keep_losses(draw=draw, digest=count_now(draw).digest, keep_typed=False, actor=desk.clerk, now=now)
    lost = draw.entries.filter(past_losses=1).order_by("pk")[0]
    values = {"past_losses": 2, "losses_reason": f"紙で行った平成30年の抽選でも落選(台帳で確認){MARK}"}
    change_entry(entry=lost, values=values, unchanged=lambda _name, _value: True, actor=desk.clerk, now=at(2020, 9, 24))


def _prepared(desk: Desk, code: str, now: dt.datetime, **fields: Any) -> Draw:
    draw = Draw(item=desk.item(code), organization=desk.division, is_fictional=True, **VALUE, **fields)
    return prepare_draw(draw=draw, actor=desk.clerk, now=now)


def _plots(desk: Desk) -> Draw:
    now = at(2020, 9, 1)
    draw = _prepared(
        desk,
        "C-P4",
        now,
        title=f"体験農場の区画{MARK}",
        title_en="Plots of the experience farms (fictional)",
        summary="秋から使う区画を決める架空の抽選です。",
        summary_en="A fictional draw of the plots for use from autumn.",
        weight_per_loss=1,
        most_weight=3,
        value_on=dt.date(2020, 9, 29),
        fallback_on=dt.date(2020, 9, 30),
    )
    north = DrawOption(draw=draw, key="N", name=f"北の畑{MARK}", name_en="North field (fictional)", places=3)
    for rule in (north, DrawOption(draw=draw, key="S", name=f"南の畑{MARK}", name_en="South field (fictional)", places=3)):
        keep_rule(rule=rule, links={}, actor=desk.clerk, now=now)
    group = DrawGroup(draw=draw, key="E", name="65歳以上の世帯")
    keep_rule(rule=group, links={}, actor=desk.clerk, now=now)
    quota = DrawQuota(draw=draw, key="elder", at_least=1, release=True)
    keep_rule(rule=quota, links={"options": [north], "groups": [group]}, actor=desk.clerk, now=now)
    return draw


def _booths(desk: Desk) -> None:
    now = at(2020, 10, 12)
    draw = _prepared(desk, "C-3", now, title=f"歳末市の出店{MARK}", title_en="Booths of the year-end market (fictional)")
    keep_rule(rule=DrawOption(draw=draw, key="A", name=f"駅前広場{MARK}", places=8), links={}, actor=desk.clerk, now=now)
