"""What may be changed where a wish was not met: another day for what is closed, a way to the nearest lunch; tried before it is offered."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from django.utils.translation import gettext as _

from musubi.blocks.kernel.templatetags.musubi import japanese_date
from musubi.blocks.places.visitor_enums import SpotKind
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.engine import can_visit, walk_minutes
from musubi.programs.brand.tours.domain.planner_atlas import Atlas, PlanSpot
from musubi.programs.brand.tours.domain.planner_edits import edited
from musubi.programs.brand.tours.domain.planner_other_day import WEEK, days_open, first_day_for
from musubi.programs.brand.tours.domain.planner_result import Reason
from musubi.programs.brand.tours.domain.planner_wishes import LUNCH, Wishes
from musubi.programs.brand.tours.domain.planner_words import Remedy, Told, duration, told
from musubi.programs.brand.tours.domain.planner_worth import barrier, stay

LONGER_WALKS = (30, 45, 60)
MOST_OFFERS = 3


def with_offers(reasons: Iterable[Reason], atlas: Atlas, wishes: Wishes) -> tuple[Told, ...]:
    """The reasons in words, those for closed spots with the next day on which they can be visited, those for lunch with the way to one."""
    reasons = list(reasons)
    days = _next_days(reasons, atlas, wishes)
    found: list[Told] = []
    for one in told(reasons, atlas, wishes):
        number = one.reason.spot.number if one.reason.spot else 0
        if one.reason.code == "group_missing":
            found.append(_lunch(one.reason, atlas, wishes))
        elif number in days:
            words = {"day": japanese_date(days[number]), "why": one.text}
            remedy = Remedy(_day_edit(wishes, days[number], number), _("%(day)sに変える") % words)
            found.append(replace(one, text=_("%(why)s。%(day)sなら入ります") % words, remedies=(remedy, *one.remedies)))
        else:
            found.append(one)
    return tuple(found)


def _day_edit(wishes: Wishes, day: dt.date, number: int | None = None) -> str:
    spot = "" if number is None else f".{number}"
    return f"on:{first_day_for(wishes, day):%Y%m%d}{spot}"


def _next_days(reasons: Sequence[Reason], atlas: Atlas, wishes: Wishes) -> dict[int, dt.date]:
    """The first day of the coming week on which each closed spot can really be visited: open, in reach, within the day."""
    closed = {one.spot.number for one in reasons if one.spot is not None and "closed" in (one.code, one.values.get("reason"))}
    candidates = {number: days_open(atlas, wishes, number) for number in sorted(closed)}
    found: dict[int, dt.date] = {}
    for day in sorted({day for days in candidates.values() for day in days}):
        wanted = {number for number, days in candidates.items() if day in days and number not in found}
        if wanted:
            single = replace(wishes, first_day=day, days=1, must={}, never=wishes.never - wanted)
            found |= dict.fromkeys(can_visit(atlas, single, wanted), day)
    return found


def _lunch(reason: Reason, atlas: Atlas, wishes: Wishes) -> Told:
    """Why a day has no lunch: the nearest place that is open then, and what brings one there."""
    day = wishes.dates[int(str(reason.values.get("day", 0)))]
    alone = replace(wishes, first_day=day, days=1, must={}, orders={}, routes=())
    places = _open_at_lunch(atlas, alone)
    off = Remedy("lunch-off:0", _("昼食を決めない"))
    text = _("11:00から13:30までに昼食をとれる店が見つかりませんでした")
    if len(wishes.dates) > 1:
        text = f"{japanese_date(day)}: {text}"
    if not places:
        others = (alone.first_day + dt.timedelta(days=k) for k in range(1, WEEK + 1)) if wishes.days == 1 else ()
        another = next((other for other in others if _reaches(atlas, replace(alone, first_day=other))), None)
        offers = () if another is None else (Remedy(_day_edit(wishes, another), _("%(day)sに変える") % {"day": japanese_date(another)}),)
        return Told(reason, _("%(why)s。この日の昼に開いている店がありません") % {"why": text}, (*offers, off))
    nearest = min(places, key=lambda spot: (walk_minutes(atlas, wishes.start, spot), spot.number))
    values = {"why": text, "spot": nearest.name, "time": duration(walk_minutes(atlas, wishes.start, nearest))}
    if _reaches(atlas, alone):
        clash = _("必ず行くところや順番と合わず、昼食が入りませんでした。いちばん近い店は「%(spot)s」(%(from)sから歩いて%(time)s)です")
        return Told(reason, clash % {**values, "from": wishes.start.name}, (off,))
    near = _("%(why)s。いちばん近い店は「%(spot)s」(%(from)sから歩いて%(time)s)です") % {**values, "from": wishes.start.name}
    return Told(reason, near, (*_ways(atlas, wishes, alone), off))


def _open_at_lunch(atlas: Atlas, wishes: Wishes) -> list[PlanSpot]:
    """Places to eat that let one begin a meal at lunchtime of the day."""
    first, last = LUNCH
    windows = atlas.windows(wishes.first_day)
    return [
        spot
        for spot in atlas.spots
        if spot.kind == SpotKind.FOOD and spot.point is not None and spot.number not in wishes.never and not barrier(spot, wishes)
        if any(
            max(w.opens, first) <= min(w.closes - stay(spot, wishes.pace), last if w.last_admission is None else min(last, w.last_admission))
            for w in windows.get(spot.number, ())
        )
    ]  # fmt: skip


def _reaches(atlas: Atlas, wishes: Wishes) -> bool:
    """Whether lunch can be had on this one day: checked by the engine, for a day with nothing else."""
    return bool(can_visit(atlas, wishes, {spot.number for spot in _open_at_lunch(atlas, wishes)}))


def _ways(atlas: Atlas, wishes: Wishes, alone: Wishes) -> Iterator[Remedy]:
    """At most three changes that bring one to a lunch, the smallest first."""
    found = 0
    for edit, label in _changes(wishes):
        if found < MOST_OFFERS and _reaches(atlas, edited(alone, edit)):
            found += 1
            yield Remedy(edit, label)


def _changes(wishes: Wishes) -> Iterator[tuple[str, str]]:
    on_foot = wishes.travel in {"walk", "bus"}
    for minutes in (30, 60, 120):
        yield f"start-earlier:{minutes}", _("出発を%(time)s早める") % {"time": duration(minutes)}
        yield f"return-later:{minutes}", _("帰りを%(time)s遅くする") % {"time": duration(minutes)}
    if wishes.travel == "walk" and planner_travel.ride_days():
        yield "by-bus:0", _("バスも使う")
    longer = [minutes for minutes in LONGER_WALKS if on_foot and minutes > wishes.longest_walk]
    yield from ((f"walk:{minutes}", _("続けて%(time)sまで歩く") % {"time": duration(minutes)}) for minutes in longer)
    if on_foot and not wishes.step_free:
        yield "by-bicycle:0", _("自転車にする")
    if wishes.travel != "car":
        yield "by-car:0", _("車にする")
