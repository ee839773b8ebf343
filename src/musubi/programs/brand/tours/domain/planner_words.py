"""The planner's reasons as sentences, with what the visitor may change; the codes are the engine's (docs/engine/itinerary.md)."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.programs.brand.tours.domain.planner_atlas import Atlas
from musubi.programs.brand.tours.domain.planner_result import Reason
from musubi.programs.brand.tours.domain.planner_wishes import Wishes, clock

FEW_MINUTES = 60  # a spot that misses by no more is offered with a later return


@dataclass(frozen=True)
class Remedy:
    """A button: the edit it asks for and its words."""

    edit: str
    label: str


@dataclass(frozen=True)
class Told:
    """A reason as a visitor reads it."""

    reason: Reason
    text: str
    remedies: tuple[Remedy, ...] = ()


def duration(minutes: int) -> str:
    """95 as 1時間35分."""
    hours, rest = divmod(int(minutes), 60)
    if not hours:
        return _("%(minutes)s分") % {"minutes": rest}
    if not rest:
        return _("%(hours)s時間") % {"hours": hours}
    return _("%(hours)s時間%(minutes)s分") % {"hours": hours, "minutes": rest}


def told(reasons: Iterable[Reason], atlas: Atlas, wishes: Wishes) -> list[Told]:
    """Reasons with their words, and what may be tried beside what is so already."""
    without = {f"by-{wishes.travel}:0"} | ({"by-bicycle:0"} if wishes.travel == "car" or wishes.step_free else set())
    return [
        Told(reason, reason_text(reason, atlas), tuple(remedy for remedy in _remedies(reason) if remedy.edit not in without)) for reason in reasons
    ]


def reason_text(reason: Reason, atlas: Atlas) -> str:
    """One sentence."""
    values = dict(reason.values)
    if reason.code == "must_see_impossible":
        inner = Reason(str(values.pop("reason")), reason.spot, values)
        return reason_text(inner, atlas)
    is_event = reason.spot is not None and reason.spot.event is not None
    find = (EVENT_SENTENCES.get(reason.code) if is_event else None) or SENTENCES.get(reason.code)
    return find(values, atlas) if find else _("今回の組み合わせには入りませんでした")


def _names(numbers: Any, atlas: Atlas) -> str:
    found = [atlas.by_number[number].name for number in numbers or () if number in atlas.by_number]
    return _("、").join(found)


def _closed(values: dict[str, Any], _atlas: Atlas) -> str:
    return _("この日は開いていません") if len(values.get("days", ())) == 1 else _("どの日も開いていません")


def _after_closing(values: dict[str, Any], _atlas: Atlas) -> str:
    if "arrives" in values:
        return _("受付の終わり(%(closes)s)に間に合いません(早くて%(arrives)s着)") % {
            "closes": clock(values["closes"]), "arrives": clock(values["arrives"]),
        }  # fmt: skip
    return _("ほかを回ると、%(time)sの差で受付に間に合いません") % {"time": duration(values["short"])}


def _begun(values: dict[str, Any], _atlas: Atlas) -> str:
    if "arrives" in values:
        return _("始まり(%(begins)s)に間に合いません(早くて%(arrives)s着)") % {"begins": clock(values["closes"]), "arrives": clock(values["arrives"])}
    return _("ほかを回ると、%(time)sの差で始まりに間に合いません") % {"time": duration(values["short"])}


def _too_late(values: dict[str, Any], _atlas: Atlas) -> str:
    return _("帰りが%(ends)sを過ぎます(%(arrives)s着)") % {"ends": clock(values["ends"]), "arrives": clock(values["arrives"])}


def _no_time(values: dict[str, Any], atlas: Atlas) -> str:
    time, after = duration(values["short"]), _names((values.get("after"),), atlas)
    if after:
        return _("時間が%(time)s足りません(いちばん近いのは「%(after)s」の後)") % {"time": time, "after": after}
    return _("時間が%(time)s足りません") % {"time": time}


def _fee(values: dict[str, Any], _atlas: Atlas) -> str:
    return _("料金%(fee)s円が、残りの予算%(left)s円を超えます") % {"fee": f"{values['fee']:,}", "left": f"{max(0, values['left']):,}"}


def _clash(values: dict[str, Any], atlas: Atlas) -> str:
    return _("「%(others)s」と両方は回れません") % {"others": _names(values.get("with"), atlas)}


def _too_many(_values: dict[str, Any], _atlas: Atlas) -> str:
    return _("必ず行くところが多く、時間の中に収まりません")


def _later(values: dict[str, Any], atlas: Atlas) -> str:
    return _("帰りを%(time)s遅くすると、「%(others)s」と両方回れます") % {"time": duration(values["by"]), "others": _names(values.get("with"), atlas)}


def _earlier(values: dict[str, Any], atlas: Atlas) -> str:
    return _("出発を%(time)s早めると、「%(others)s」と両方回れます") % {"time": duration(values["by"]), "others": _names(values.get("with"), atlas)}


def _more_money(values: dict[str, Any], atlas: Atlas) -> str:
    return _("予算を%(needs)s円にすると、「%(others)s」と両方回れます") % {
        "needs": f"{values['needs']:,}",
        "others": _names(values.get("with"), atlas),
    }


def _says(text: Callable[[], str]) -> Callable[[dict[str, Any], Atlas], str]:
    return lambda _values, _atlas: text()


SENTENCES: dict[str, Callable[[dict[str, Any], Atlas], str]] = {
    "asked_to_avoid": _says(lambda: _("行かないところに選んでいます")),
    "closed": _closed,
    "not_reachable": _says(lambda: _("選んだ移動手段では行けません。歩く長さか移動手段を変えてください")),
    "too_far": _says(lambda: _("ほかの立ち寄り先から、歩ける長さでは行けません")),
    "no_way_back": _says(lambda: _("行った後に帰る手段がありません")),
    "arrives_after_closing": _after_closing,
    "back_too_late": _too_late,
    "over_fee_budget": _fee,
    "category_full": _says(lambda: _("同じ種類のところがもう入っています")),
    "another_of_group": _says(lambda: _("昼食はほかの店が入っています")),
    "no_time": _no_time,
    "no_position": _says(lambda: _("位置がまだ登録されていません")),
    "hours_unknown": _says(lambda: _("開いている時間がわかりません。行く前に確かめてください")),
    "wheelchair_no": _says(lambda: _("車いすでは回れません")),
    "wheelchair_unknown": _says(lambda: _("車いすで回れるかどうかがわかりません")),
    "pushchair_no": _says(lambda: _("ベビーカーでは回れません")),
    "pushchair_unknown": _says(lambda: _("ベビーカーで回れるかどうかがわかりません")),
    "must_sees_clash": _clash,
    "must_sees_too_many": _too_many,
    "relax_return_later": _later,
    "relax_start_earlier": _earlier,
    "relax_fee_budget": _more_money,
    "relax_drop_one": _says(lambda: _("どちらかをやめると、もう一方が入ります")),
}


EVENT_SENTENCES: dict[str, Callable[[dict[str, Any], Atlas], str]] = {
    "closed": _says(lambda: _("この日にはありません")),
    "hours_unknown": _says(lambda: _("始まる時刻がわかりません。行く前に確かめてください")),
    "arrives_after_closing": _begun,
}


def _remedies(reason: Reason) -> tuple[Remedy, ...]:
    """What may be tried: only what could help."""
    number = reason.spot.number if reason.spot else 0
    values, found = reason.values, []
    code = str(values.get("reason", "")) if reason.code == "must_see_impossible" else reason.code
    if reason.code == "asked_to_avoid":
        found.append(Remedy(f"allow:{number}", _("候補に戻す")))
    if reason.code in {"no_time", "too_far", "category_full", "another_of_group", "arrives_after_closing"}:
        found.append(Remedy(f"add:{number}", _("必ず入れる")))
    if code == "back_too_late" or (code == "no_time" and int(str(values.get("short", 999))) <= FEW_MINUTES):
        late = int(str(values["arrives"])) - int(str(values["ends"])) if code == "back_too_late" else int(str(values["short"]))
        found.append(Remedy(f"return-later:{-(-late // 15) * 15}", _("帰りを%(time)s遅くする") % {"time": duration(-(-late // 15) * 15)}))
    if reason.code in {"relax_return_later", "relax_start_earlier"}:
        verb, words = (
            ("return-later", _("帰りを%(time)s遅くする")) if reason.code == "relax_return_later" else ("start-earlier", _("出発を%(time)s早める"))
        )
        found.append(Remedy(f"{verb}:{values['by']}", words % {"time": duration(int(str(values["by"])))}))
    if reason.code == "relax_fee_budget":
        found.append(Remedy(f"budget:{values['needs']}", _("予算を%(yen)s円にする") % {"yen": f"{values['needs']:,}"}))
    if code == "over_fee_budget":
        found.append(Remedy("no-budget:0", _("予算を決めない")))
    if code == "not_reachable" and reason.code != code:
        found += [Remedy("by-bicycle:0", _("自転車にする")), Remedy("by-car:0", _("車にする"))]
    if reason.code in {"relax_drop_one", "must_sees_too_many", "must_see_impossible"} and number:
        found.append(Remedy(f"unpin:{number}", _("ここをやめる")))
    return tuple(found)
