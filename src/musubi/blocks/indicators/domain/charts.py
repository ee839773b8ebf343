"""Small charts of indicators, drawn on the server: SVG that prints and works without script; the table says the same.

Yearly counts are bars from zero, everything else a line. Targets are open circles on a dashed line; what they replaced
stays as a pale line. A provisional or running value is drawn dotted.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from musubi.blocks.indicators.domain.figures import Figure, TargetPoint, ValueState
from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.domain.words import short_year, subject_name
from musubi.blocks.indicators.enums import Basis

WIDTH, HEIGHT = 320, 150
LEFT, RIGHT, TOP, BOTTOM = 8, 312, 26, 126
BAR = 22
PART = {ValueState.PROVISIONAL, ValueState.RUNNING, ValueState.HELD}


@dataclass(frozen=True)
class Mark:
    """A value at its place; `part` for one that is not final."""

    x: str
    y: str
    height: str = ""
    left: str = ""
    width: str = ""
    part: bool = False


@dataclass(frozen=True)
class Chart:
    """Everything that the drawing needs, as text that SVG reads."""

    words: str
    ticks: tuple[tuple[str, str], ...]
    axis: str
    bars: tuple[Mark, ...] = ()
    dots: tuple[Mark, ...] = ()
    lines: tuple[str, ...] = ()
    part_lines: tuple[str, ...] = ()
    bases: tuple[Mark, ...] = ()  # the baseline in its year
    goals: tuple[Mark, ...] = ()
    goal_line: str = ""
    old_goals: tuple[Mark, ...] = ()
    old_line: str = ""
    goal_label: tuple[str, str] | None = None  # y, text
    value_label: tuple[str, str, str] | None = None  # x, y, text


def draw(figures: Sequence[Figure]) -> Chart | None:
    """The chart of one indicator's figures, in the order of their years; None where there is nothing to draw."""
    shown = [figure for figure in figures if figure.actual is not None]
    targets = [figure.target for figure in figures if figure.target is not None]
    if not shown and not targets:
        return None
    old = [old for figure in figures for old in figure.superseded[:1]]
    bases = [figure for figure in figures if figure.is_baseline]
    values = [*(each.actual or Decimal(0) for each in shown), *(each.baseline or Decimal(0) for each in bases)]
    place = _Place(figures, [*values, *(target.value for target in [*targets, *old])])
    is_count = figures[0].subject.basis == Basis.YEAR_TOTAL
    last = shown[-1] if shown else None
    return Chart(
        words=_words(figures, shown, targets),
        ticks=tuple((place.x(figure.fiscal_year), short_year(figure.fiscal_year)) for figure in figures),
        axis=place.y(Decimal(0)),
        bars=tuple(place.bar(figure) for figure in shown) if is_count else (),
        dots=() if is_count else tuple(place.dot(figure) for figure in shown),
        lines=() if is_count else _runs(place, figures, part=False),
        part_lines=() if is_count else _runs(place, figures, part=True),
        bases=tuple(Mark(place.x(each.fiscal_year), place.y(each.baseline or Decimal(0))) for each in bases),
        goals=tuple(place.goal(target) for target in targets),
        goal_line=place.line(targets),
        old_goals=tuple(place.goal(target) for target in old),
        old_line=place.line(old) if len(old) > 1 else "",
        goal_label=_goal_label(place, targets, figures[0].subject.unit),
        value_label=(place.x(last.fiscal_year), place.above(last), number_text(last.actual)) if last else None,
    )


class _Place:
    """Where years and values stand."""

    def __init__(self, figures: Sequence[Figure], values: Sequence[Decimal]) -> None:
        self.years = [figure.fiscal_year for figure in figures]
        self.low = min(Decimal(0), *values)
        self.high = max(Decimal(0), *values) or (Decimal(1) if self.low == 0 else Decimal(0))
        self.step = Decimal(RIGHT - LEFT) / len(self.years)

    def x(self, year: int) -> str:
        return _text(LEFT + self.step * (self.years.index(year) + Decimal("0.5")))

    def _y(self, value: Decimal) -> Decimal:
        return BOTTOM - (value - self.low) / (self.high - self.low) * (BOTTOM - TOP)

    def y(self, value: Decimal) -> str:
        return _text(self._y(value))

    def above(self, figure: Figure) -> str:
        """Where the value is written: above it, or above the target's circle where that is in the way."""
        line = self._y(max(figure.actual or Decimal(0), Decimal(0))) - 6
        goal = self._y(figure.target.value) if figure.target else line + 100
        return _text(goal - 9 if line - 15 < goal < line + 7 else line)

    def bar(self, figure: Figure) -> Mark:
        value = figure.actual or Decimal(0)
        top, foot = sorted((self._y(value), self._y(Decimal(0))))
        width = min(Decimal(BAR), self.step * Decimal("0.6"))
        middle = LEFT + self.step * (self.years.index(figure.fiscal_year) + Decimal("0.5"))
        part = figure.state in PART
        return Mark(self.x(figure.fiscal_year), _text(top), _text(foot - top), _text(middle - width / 2), _text(width), part)

    def dot(self, figure: Figure) -> Mark:
        return Mark(self.x(figure.fiscal_year), self.y(figure.actual or Decimal(0)), part=figure.state in PART)

    def goal(self, target: TargetPoint) -> Mark:
        return Mark(self.x(target.fiscal_year), self.y(target.value))

    def line(self, targets: Sequence[TargetPoint]) -> str:
        """Through the targets; one alone is drawn across the chart."""
        if len(targets) == 1:
            return f"{LEFT},{self.y(targets[0].value)} {RIGHT},{self.y(targets[0].value)}"
        return " ".join(f"{self.x(target.fiscal_year)},{self.y(target.value)}" for target in targets)


def _text(number: Decimal | int) -> str:
    return f"{number:.1f}"


def _runs(place: _Place, figures: Sequence[Figure], *, part: bool) -> tuple[str, ...]:
    """Lines between neighbouring years; those into a value that is not final apart from the others."""
    found = []
    for before, after in itertools.pairwise(figures):
        if before.actual is not None and after.actual is not None and (after.state in PART) == part:
            points = (f"{place.x(each.fiscal_year)},{place.y(each.actual or Decimal(0))}" for each in (before, after))
            found.append(" ".join(points))
    return tuple(found)


def _goal_label(place: _Place, targets: Sequence[TargetPoint], unit: str) -> tuple[str, str] | None:
    if not targets:
        return None
    last = targets[-1]
    return _text(max(Decimal(place.y(last.value)) - 8, Decimal(11))), _("目標 %(value)s") % {"value": f"{number_text(last.value)}{unit}"}


def _words(figures: Sequence[Figure], shown: Sequence[Figure], targets: Sequence[TargetPoint]) -> str:
    """What the chart shows, for whoever cannot see it."""
    subject = figures[0].subject
    unit = subject.unit
    values = "、".join(
        f"{short_year(figure.fiscal_year)} {number_text(figure.actual)}{unit}" + (_("(速報・途中)") if figure.state in PART else "")
        for figure in shown
    )
    base = next((figure for figure in figures if figure.is_baseline), None)
    goals = "、".join(f"{short_year(target.fiscal_year)} {number_text(target.value)}{unit}" for target in targets)
    parts = [subject_name(subject), _("実績 %(value)s") % {"value": values or _("なし")}]
    if base is not None:
        parts.append(_("基準 %(value)s") % {"value": f"{short_year(base.fiscal_year)} {number_text(base.baseline)}{unit}"})
    if goals:
        parts.append(_("目標 %(value)s") % {"value": goals})
    return "。".join(parts)
