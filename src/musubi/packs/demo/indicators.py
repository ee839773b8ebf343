"""The demo's fictional indicators, added to the plan by a revision, as a secretariat does."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.indicators.domain.entering import revise_target
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.models import Vision
from musubi.packs.demo.story import COUNTED, STORIES, Counted, Story

BASE_YEAR = 2017
YEARS = range(2018, 2023)


def add_indicators(*, vision: Vision, now: dt.datetime) -> None:
    """An outcome typed by hand for each program, and for some an activity that the journal counts; with yearly targets."""
    codes = set(vision.items.values_list("code", flat=True))
    changes = [change for order, story in enumerate(STORIES) if story.code in codes for change in _changes(story, order)]
    changes += [change for order, each in enumerate(COUNTED) if each.code in codes for change in _counted(each, order)]
    apply_changes(vision=vision, changes=changes, actor=None, now=now, title="指標の追加(架空)", reason="デモのための架空の指標です", basis=Basis())


def _changes(story: Story, order: int) -> list[Change]:
    rows: list[tuple[str, str, dict[str, Any]]] = []
    for number, (code, told) in enumerate(story.indicators):
        key = f"{order}" if number == 0 else f"{order}n{number}"
        indicator = row_of(
            "indicators",
            code=code,
            item=story.code,
            name=told.name,
            name_en=told.name_en,
            unit=told.unit,
            kind=told.kind,
            direction=told.direction,
            basis=told.basis,
            baseline_fiscal_year=BASE_YEAR,
            baseline_value=str(told.baseline),
            source="デモのための架空の値",
            order=order,
        )
        rows.append(("indicators", f"demoi{key}", indicator))
        for year, value in zip(YEARS, told.targets, strict=True):
            rows.append(("targets", f"demot{key}y{year}", row_of("targets", indicator=code, fiscal_year=year, value=str(value))))
    return [Change(table, uid, ChangeKind.ADD, after=row) for table, uid, row in rows]


def row_of(table: str, **values: Any) -> dict[str, Any]:
    """A row of the plan's document: every column, defaults where nothing is told."""
    spec = next(spec for spec in specs() if spec.name == table)
    return {column.key: values.get(column.key, None if column.kind.value == "reference" else column.default) for column in spec.columns}


def revise_a_target(*, vision: Vision, who: dict[str, Any], now: dt.datetime) -> None:
    """After the rained-out autumn the walk at the lake asks for fewer people; the first target stays readable."""
    indicator = Indicator.objects.filter(vision=vision, code="C-P2-1").first()
    if indicator is not None:
        revise_target(
            indicator=indicator,
            fiscal_year=2020,
            value=Decimal(320),
            reason="雨で中止になったときの振替日を決めるまで、目標を下げる(架空)",
            revised_on=now.date(),
            actor=who.get("jimukyoku"),
            now=now,
        )


def _counted(each: Counted, order: int) -> list[Change]:
    code = f"{each.code}-{each.number}"
    told = {"name": each.name, "name_en": each.name_en, "unit": each.unit, "measure": each.measure, "kind": "activity"}
    indicator = row_of("indicators", code=code, item=each.code, source=each.source, rate="to_target", order=100 + order, **told)
    rows = [("indicators", f"democ{order}", indicator)]
    for year, value in zip(YEARS, each.targets, strict=True):
        if value is not None:  # no call yet
            rows.append(("targets", f"democ{order}y{year}", row_of("targets", indicator=code, fiscal_year=year, value=str(value))))
    return [Change(table, uid, ChangeKind.ADD, after=row) for table, uid, row in rows]
