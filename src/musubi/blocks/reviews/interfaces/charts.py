"""One chart: each reviewer's level as a bar from the middle, with its words beside it."""

from __future__ import annotations

from dataclasses import dataclass

from musubi.blocks.reviews.domain.engine.calibration import Levels

ROW, MIDDLE, REACH, WIDTH = 44, 440, 180, 800
LEAST = 1.0  # points of a hundred under which a level is told as usual


@dataclass(frozen=True)
class Bar:
    """A reviewer's bar in SVG units: top, left edge, width; `lenient`, `strict` or `usual`."""

    name: str
    points: float
    y: int
    x: float
    width: float
    side: str

    @property
    def size(self) -> float:
        """The points without their sign."""
        return abs(self.points)

    @property
    def words_at(self) -> float:
        """Where the words begin (to the right of the bar) or end (to its left)."""
        return self.x + self.width + 8 if self.points >= 0 else self.x - 8

    @property
    def middle(self) -> int:
        """Base line of the words."""
        return self.y + 20


@dataclass(frozen=True)
class Chart:
    """The drawing: its height and bars; the scale reaches to the largest level, at least five points."""

    bars: list[Bar]
    height: int
    middle: int = MIDDLE
    width: int = WIDTH


def severity_chart(levels: Levels) -> Chart:
    """Bars to the right are lenient, to the left strict, in the order of names."""
    largest = max([5.0, *(abs(row.severity) for row in levels.reviewers)])
    bars = []
    for place, row in enumerate(levels.reviewers):
        width = round(REACH * abs(row.severity) / largest, 1)
        side = "usual" if abs(row.severity) < LEAST else "lenient" if row.severity > 0 else "strict"
        x = MIDDLE if row.severity >= 0 else MIDDLE - width
        bars.append(Bar(str(row.reviewer), round(row.severity, 1), 8 + ROW * place, x, width, side))
    return Chart(bars, 16 + ROW * len(bars))
