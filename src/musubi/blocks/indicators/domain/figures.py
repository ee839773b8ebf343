"""One indicator in one fiscal year: its actual, its targets, its baseline, and what follows from them. No database here.

The same arithmetic serves live records and confirmed editions. Units are the indicator's own; rates are ratios (1 is
100 %). A value that is not known is None and says why in `state`; nothing is guessed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import Enum
from typing import Any

from musubi.blocks.indicators.enums import AchievementRate, Basis, Direction
from musubi.blocks.kernel.dates import FIRST_MONTH, fiscal_year_ends_on, fiscal_year_of, fiscal_year_starts_on


class ValueState(Enum):
    """From where a year's actual comes, or why there is none."""

    TYPED = "typed"  # 実績
    PROVISIONAL = "provisional"  # 速報値
    COMPUTED = "computed"  # 記録から集計
    RUNNING = "running"  # 記録から集計(年度途中)
    HELD = "held"  # 前回値の据置き
    NOT_MEASURABLE = "not_measurable"  # 測れない
    NOT_YET = "not_yet"  # 年度途中
    UNPUBLISHED = "unpublished"  # 未公表
    MISSING = "missing"  # 未入力
    UNKNOWN_MEASURE = "unknown_measure"  # 計測項目が登録されていない
    SUPPRESSED = "suppressed"  # 件数が少ないため非公表


@dataclass(frozen=True)
class Subject:
    """What the figures are about: an indicator's own columns."""

    uid: str
    code: str
    item: str
    name: str
    name_en: str = ""
    unit: str = ""
    kind: str = "outcome"
    direction: str = "up"
    basis: str = "year_total"
    as_of_month: int | None = None
    as_of_day: int | None = None
    measure: str = ""
    owner: str = ""
    baseline_fiscal_year: int | None = None
    baseline_value: Decimal | None = None
    source: str = ""
    source_owner: str = ""
    holds_last_value: bool = False
    publication_lag_months: int | None = None
    not_measurable_reason: str = ""
    suppress_below: int | None = None
    rate: str = "from_baseline"
    order: int = 0

    @classmethod
    def from_row(cls, uid: str, row: Mapping[str, Any]) -> Subject:
        """From a row of a plan document; columns that an older edition lacks get their defaults."""
        given = {key: row[key] for key in cls.__dataclass_fields__ if row.get(key) is not None}
        if "baseline_value" in given:
            given["baseline_value"] = Decimal(str(given["baseline_value"]))
        return cls(uid=uid, **given)

    def value_day(self, fiscal_year: int) -> dt.date:
        """The day for which a year's value stands: the last one of its year, or ○月○日 within it."""
        if self.basis == Basis.CALENDAR_YEAR:
            return dt.date(fiscal_year, 12, 31)
        if self.basis == Basis.AS_OF and self.as_of_month:
            year = fiscal_year if self.as_of_month >= FIRST_MONTH else fiscal_year + 1
            last = _month_end(year, self.as_of_month)
            return last if self.as_of_day is None else dt.date(year, self.as_of_month, min(self.as_of_day, last.day))
        return fiscal_year_ends_on(fiscal_year)

    def published_from(self, fiscal_year: int) -> dt.date:
        """The first day on which a year's value can be known: the day after it, and the publication lag in months."""
        day = self.value_day(fiscal_year) + dt.timedelta(days=1)
        months = day.year * 12 + day.month - 1 + (self.publication_lag_months or 0)
        return dt.date(months // 12, months % 12 + 1, 1 if self.publication_lag_months else day.day)


def _month_end(year: int, month: int) -> dt.date:
    return dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)


@dataclass(frozen=True)
class TargetPoint:
    """A target of a year; `revision` 0 is the first one."""

    fiscal_year: int
    value: Decimal
    revision: int = 0
    reason: str = ""
    revised_on: dt.date | None = None


@dataclass(frozen=True)
class ActualPoint:
    """A typed actual of a year."""

    fiscal_year: int
    value: Decimal
    provisional: bool = False
    note: str = ""
    uid: str = ""


@dataclass(frozen=True)
class Achievement:
    """An achievement rate (1 is 100 %) and which definition gave it."""

    value: Decimal
    definition: AchievementRate


@dataclass(frozen=True)
class Figure:
    """An indicator in a fiscal year."""

    subject: Subject
    fiscal_year: int
    state: ValueState
    actual: Decimal | None = None
    actual_year: int | None = None  # the year of a held value
    note: str = ""
    computed: Decimal | None = None  # what the measure counts, also where a typed value stands above it
    target: TargetPoint | None = None
    superseded: tuple[TargetPoint, ...] = ()
    final_target: TargetPoint | None = None
    previous: Decimal | None = None
    expected_on: dt.date | None = None  # from when an unpublished value can be known
    actual_uid: str = ""

    @property
    def baseline(self) -> Decimal | None:
        """The value from which the indicator starts."""
        return self.subject.baseline_value

    @property
    def improves_down(self) -> bool:
        """Whether less is better."""
        return self.subject.direction == Direction.DOWN

    @property
    def from_baseline(self) -> Decimal | None:
        """(actual − baseline) ÷ (target − baseline); None where one is unknown or the target is the baseline."""
        if self.actual is None or self.target is None or self.baseline is None or self.target.value == self.baseline:
            return None
        return (self.actual - self.baseline) / (self.target.value - self.baseline)

    @property
    def to_target(self) -> Decimal | None:
        """Actual ÷ target; target ÷ actual where less is better. None where one is unknown, or not above zero."""
        if self.actual is None or self.target is None:
            return None
        over, under = (self.target.value, self.actual) if self.improves_down else (self.actual, self.target.value)
        return over / under if under > 0 and over >= 0 else None

    @property
    def achievement(self) -> Achievement | None:
        """The rate by the indicator's own definition; by the other one where that cannot be had."""
        values = {AchievementRate.FROM_BASELINE: self.from_baseline, AchievementRate.TO_TARGET: self.to_target}
        first = AchievementRate(self.subject.rate)
        for definition in sorted(values, key=lambda each: each != first):
            value = values[definition]
            if value is not None:
                return Achievement(value, definition)
        return None

    @property
    def reached(self) -> bool | None:
        """Whether the year's target is reached; None where that cannot be told."""
        if self.actual is None or self.target is None:
            return None
        return self.actual <= self.target.value if self.improves_down else self.actual >= self.target.value

    @property
    def pace(self) -> Decimal | None:
        """Actual ÷ the final target's share for the years that passed since the base year; None where it is unknown."""
        last, first = self.final_target, self.subject.baseline_fiscal_year
        if self.actual is None or last is None or first is None or not first < self.fiscal_year <= last.fiscal_year or last.value <= 0:
            return None
        return self.actual / (last.value * (self.fiscal_year - first) / (last.fiscal_year - first))

    @property
    def is_baseline(self) -> bool:
        """Whether it is the base year, for which nothing but the baseline is known."""
        return self.actual is None and self.baseline is not None and self.fiscal_year == self.subject.baseline_fiscal_year

    @property
    def is_open(self) -> bool:
        """Whether a value is still to be typed in."""
        return self.state is ValueState.MISSING and not self.is_baseline

    def for_public(self) -> Figure:
        """The figure as the public may see it: counts below the indicator's threshold are hidden, and with them the baseline."""
        least = self.subject.suppress_below
        if not least:
            return replace(self, note="", computed=None)
        subject = replace(self.subject, baseline_value=None) if is_small(self.baseline, least) else self.subject
        if not is_small(self.actual, least):
            return replace(self, subject=subject, note="", computed=None, previous=None if is_small(self.previous, least) else self.previous)
        return replace(self, subject=subject, state=ValueState.SUPPRESSED, actual=None, actual_year=None, previous=None, computed=None, note="")


def is_small(value: Decimal | None, least: int) -> bool:
    """Whether a count is to be hidden from the public: above zero and below the threshold."""
    return value is not None and 0 < value < least


@dataclass(frozen=True)
class Points:
    """Everything known of one indicator."""

    subject: Subject
    targets: tuple[TargetPoint, ...] = ()
    actuals: Mapping[int, ActualPoint] = field(default_factory=dict)
    computed: Mapping[int, Decimal] | None = None  # None: no measure, or one that is not registered
    is_live: bool = True  # else as a confirmed edition holds it: what it lacks is not published

    @property
    def final_target(self) -> TargetPoint | None:
        """The current target of the last year that has one."""
        return max(self.targets, key=lambda target: (target.fiscal_year, target.revision), default=None)

    def targets_of(self, fiscal_year: int) -> tuple[TargetPoint, ...]:
        """A year's targets, the current one first."""
        return tuple(sorted((t for t in self.targets if t.fiscal_year == fiscal_year), key=lambda target: -target.revision))


def figure(points: Points, fiscal_year: int, *, today: dt.date) -> Figure:
    """The indicator in that year, as known on `today`."""
    current, *superseded = points.targets_of(fiscal_year) or (None,)
    known = Figure(
        points.subject,
        fiscal_year,
        ValueState.MISSING,
        computed=(points.computed or {}).get(fiscal_year, Decimal(0)) if points.computed is not None else None,
        target=current,
        superseded=tuple(superseded),
        final_target=points.final_target,
        previous=_previous(points, fiscal_year),
    )
    typed = points.actuals.get(fiscal_year)
    if typed is not None:
        state = ValueState.PROVISIONAL if typed.provisional else ValueState.TYPED
        return replace(known, state=state, actual=typed.value, actual_year=fiscal_year, note=typed.note, actual_uid=typed.uid)
    return _without_typed(points, known, today)


def _previous(points: Points, fiscal_year: int) -> Decimal | None:
    before = points.actuals.get(fiscal_year - 1)
    if before is not None:
        return before.value
    return None if points.computed is None else points.computed.get(fiscal_year - 1)


def _without_typed(points: Points, known: Figure, today: dt.date) -> Figure:
    subject, year = points.subject, known.fiscal_year
    if subject.measure and points.computed is None and points.is_live:
        return replace(known, state=ValueState.UNKNOWN_MEASURE)
    if subject.measure and points.computed is not None:
        if fiscal_year_starts_on(year) > today:
            return replace(known, state=ValueState.NOT_YET, computed=None)
        state = ValueState.RUNNING if fiscal_year_of(today) == year else ValueState.COMPUTED
        return replace(known, state=state, actual=known.computed, actual_year=year)
    if subject.not_measurable_reason:
        return replace(known, state=ValueState.NOT_MEASURABLE, note=subject.not_measurable_reason)
    last = max((point for point in points.actuals.values() if point.fiscal_year < year), key=lambda point: point.fiscal_year, default=None)
    if subject.holds_last_value and last is not None and fiscal_year_starts_on(year) <= today:
        return replace(
            known, state=ValueState.HELD, actual=last.value, actual_year=last.fiscal_year, note=last.note, expected_on=subject.published_from(year)
        )
    if subject.value_day(year) >= today:
        return replace(known, state=ValueState.NOT_YET)
    if subject.published_from(year) > today:
        return replace(known, state=ValueState.UNPUBLISHED, expected_on=subject.published_from(year))
    return known if points.is_live else replace(known, state=ValueState.UNPUBLISHED)


def figures(points: Iterable[Points], fiscal_years: Iterable[int], *, today: dt.date) -> dict[tuple[str, int], Figure]:
    """(indicator's uid, fiscal year) → figure, for every pair."""
    years = list(fiscal_years)
    return {(each.subject.uid, year): figure(each, year, today=today) for each in points for year in years}
