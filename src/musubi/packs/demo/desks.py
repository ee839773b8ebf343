"""Journals and milestones of the demo's desks."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from musubi.blocks.desks.domain.activities import record_activity
from musubi.blocks.desks.domain.milestones import add_milestone, finish_milestone
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.vision.enums import LevelKind
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import months, on, open_day, working_day
from musubi.packs.demo.story import CHAMBER, FARMS, MARK, OUTCOMES, PARTNERS, PLACES, STORIES, Story

WRITERS = {FARMS: "tanto", CHAMBER: "dantai"}
FORGOTTEN = 0.15  # of the running year's first milestones
WITH_PEOPLE = {"seminar", "event", "meeting"}


def keep_desks(*, vision: Vision, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> int:
    """Activities of every program month by month, and one a half-year at each initiative's desk; returns how many."""
    items = {item.code: item for item in vision.items.select_related("level")}
    written = 0
    for story in STORIES:
        item = items.get(story.code)
        if item is not None:
            written += _program(item, story, fiscal_year, until, who, chance)
    for item in items.values():
        if item.level.kind == LevelKind.INITIATIVE:
            written += _initiative(item, fiscal_year, until, who, chance)
    return written


def _program(item: PlanItem, story: Story, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> int:
    writer = who.get(WRITERS.get(story.answers, "jimukyoku"))
    written = 0
    for number, (year, month) in enumerate(months(fiscal_year)):
        day = open_day(year, month, chance)
        if day > until:
            break
        kind, title = story.activities[(number + chance.randint(0, 1)) % len(story.activities)]
        next_step = (
            {"next_step": "先方に資料を送る", "next_due_on": day + dt.timedelta(days=14)}
            if number % 5 == 4 and day > until - dt.timedelta(days=40)
            else {}
        )
        record_activity(
            item=item,
            happened_on=day,
            kind=kind,
            title=f"{title}{MARK}",
            with_whom="" if kind in WITH_PEOPLE else f"{chance.choice(PARTNERS)}{MARK}",
            place=chance.choice(PLACES),
            people=chance.randint(8, 60) if kind in WITH_PEOPLE else None,
            outcome=OUTCOMES[kind][(number + len(item.code) + fiscal_year) % len(OUTCOMES[kind])],
            actor=writer,
            now=on(day, 16),
            **next_step,
        )
        written += 1
    _milestones(item, fiscal_year, until, who, chance)
    return written


def _milestones(item: PlanItem, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> None:
    for title, month in (("年度の進め方を決める", 5), ("中間の確認", 10), ("実績をまとめる", 3)):
        year = fiscal_year + (1 if month < 4 else 0)
        due = working_day(dt.date(year, month, 20))
        made = add_milestone(item=item, title=f"{title}{MARK}", due_on=due, actor=who.get("jimukyoku"), now=on(dt.date(fiscal_year, 4, 9)))
        done = due + dt.timedelta(days=chance.choice((-6, -2, 0, 1, 9)))
        forgotten = month == 5 and chance.random() < FORGOTTEN and fiscal_year == fiscal_year_of(until)
        if done <= until and not forgotten:
            finish_milestone(milestone=made, done_on=done, actor=who.get("jimukyoku"), now=on(done, 15))


def _initiative(item: PlanItem, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> int:
    written = 0
    for month in (6, 11):
        day = open_day(fiscal_year, month, chance)
        if day <= until:
            title = f"関係する団体との打合せ{MARK}"
            record_activity(
                item=item, happened_on=day, kind="meeting", title=title, people=chance.randint(4, 12), actor=who.get("jimukyoku"), now=on(day, 16)
            )
            written += 1
    return written
