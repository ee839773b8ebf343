"""The roadmap (工程表) as geometry: a tree of the plan in, lanes with lines, bands and signs out. Pure; templates draw.

x is a share of the shown fiscal years in percent: the start of the first one is 0, the end of the last one 100.
Nothing is guessed: a sign whose year nobody knows has no x, and one whose year is not confirmed is `certain = False`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from musubi.blocks.kernel.dates import fiscal_year_ends_on, fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.vision.domain.tree import MarkView, Node, PlanTree

SIGNS = ("start", "upgrade", "end", "milestone")
EDGE = 1.2  # percent: arrow heads stay inside the drawing
START_INSET = 3.0  # percent of a five-year drawing: a start sign stands inside its year


@dataclass(frozen=True)
class Line:
    """A stretch of the plan (thin) or of what came to pass (thick), from x1 to x2."""

    track: str
    x1: float
    x2: float
    first: int
    last: int
    certain: bool
    open_left: bool  # an arrow head at the left: it ran before
    open_right: bool
    look: str = ""  # of what came to pass: slow (遅れ), none (報告待ち), or as it should be


@dataclass(frozen=True)
class Sign:
    """● ◆ and other marks at a place; `x` is None where nobody knows the year."""

    kind: str
    track: str
    x: float | None
    fiscal_year: int | None
    certain: bool
    note: str


@dataclass(frozen=True)
class Step:
    """A milestone of a desk (節目): its day, its title, and how it stands: done, late, ahead."""

    day: dt.date
    title: str
    state: str


@dataclass(frozen=True)
class Band:
    """A fiscal year as a confirmed report tells it, drawn thick; `look` as a line's."""

    fiscal_year: int
    look: str = ""


@dataclass(frozen=True)
class Lane:
    """One program's row; `steps` are the desk's milestones with their x."""

    node: Node
    lines: tuple[Line, ...]
    signs: tuple[Sign, ...]
    steps: tuple[tuple[float, Step], ...] = ()

    @property
    def unsure(self) -> bool:
        """Whether some year of the row is not confirmed."""
        return any(not sign.certain for sign in self.signs) or any(not line.certain for line in self.lines)

    @property
    def undated(self) -> tuple[Sign, ...]:
        """Signs that cannot be placed."""
        return tuple(sign for sign in self.signs if sign.x is None)


@dataclass(frozen=True)
class Group:
    """The rows under one topmost item, with the initiatives that stand beside them."""

    root: Node
    initiatives: tuple[Node, ...]
    lanes: tuple[Lane, ...]


@dataclass(frozen=True)
class Roadmap:
    """A whole roadmap for drawing."""

    years: tuple[int, ...]
    groups: tuple[Group, ...]
    today_x: float | None
    today: dt.date
    total: int  # rows before paging

    @property
    def grid(self) -> tuple[float, ...]:
        """X of the upright lines between fiscal years, both ends included."""
        return tuple(round(100 * index / len(self.years), 2) for index in range(len(self.years) + 1))

    @property
    def lanes(self) -> tuple[Lane, ...]:
        """Every row."""
        return tuple(lane for group in self.groups for lane in group.lanes)

    @property
    def has_initiatives(self) -> bool:
        """Whether initiatives stand beside the programs; a plan of other levels is drawn without their column."""
        return any(group.initiatives for group in self.groups)

    @property
    def has_actual(self) -> bool:
        """Whether anything of what came to pass is drawn."""
        tracks = (part.track for lane in self.lanes for parts in (lane.lines, lane.signs) for part in parts)
        return "actual" in tracks

    @property
    def has_bands(self) -> bool:
        """Whether years that are late or not reported are drawn."""
        return any(line.look for lane in self.lanes for line in lane.lines)


def rows_of(tree: PlanTree) -> list[Node]:
    """The items that have a row: the priority programs, or the lowest items where a plan has no such level."""
    return tree.of_kind("program") or [n for root in tree.roots for n in root.descend() if not n.children]


def build_roadmap(
    tree: PlanTree,
    *,
    today: dt.date,
    keep: Callable[[Node], bool] | None = None,
    first: int = 0,
    limit: int | None = None,
    steps: Mapping[str, Sequence[Step]] | None = None,
    bands: Mapping[str, Sequence[Band]] | None = None,
) -> Roadmap:
    """The roadmap of the programs that `keep` lets through, rows `first` to `first + limit`. Linear in the plan's size.

    `steps` are the desks' milestones by the item's uid, `bands` the confirmed years by its code.
    """
    rows = [node for node in rows_of(tree) if keep is None or keep(node)]
    years = tuple(tree.fiscal_years)
    shown = rows[first : first + limit if limit is not None else None] if years else []
    groups: list[Group] = []
    for root in dict.fromkeys(node.root for node in shown):
        own = [node for node in shown if node.root is root]
        lanes = tuple(build_lane(node, years, today, (steps or {}).get(node.uid, ()), (bands or {}).get(node.code, ())) for node in own)
        initiatives = tuple(node for node in root.descend() if node.kind == "initiative")
        groups.append(Group(root, initiatives, lanes))
    return Roadmap(years, tuple(groups), today_position(years, today), today, len(rows))


def today_position(years: Sequence[int], today: dt.date) -> float | None:
    """Where today stands in percent; None outside of the shown years."""
    if not years:
        return None
    return _position(years, today) if _starts(years) <= today <= _ends(years) else None


def build_lane(node: Node, years: Sequence[int], today: dt.date, steps: Sequence[Step] = (), bands: Sequence[Band] = ()) -> Lane:
    """One item's row over the shown fiscal years; what the plan itself says of what came to pass goes before `bands`."""
    if not years:
        return Lane(node, (), ())
    lines = [line for mark in node.marks if (line := _line(mark, node.marks, years, today))]
    if not any(line.track == "actual" for line in lines):
        lines += _banded(bands, years, today)
    signs = [_sign(mark, years) for mark in node.marks if mark.kind in SIGNS and _shown(mark.fiscal_year, years)]
    placed = tuple((_position(years, step.day), step) for step in steps if _starts(years) <= step.day <= _ends(years))
    return Lane(node, tuple(lines), tuple(signs), placed)


def _starts(years: Sequence[int]) -> dt.date:
    return fiscal_year_starts_on(years[0])


def _ends(years: Sequence[int]) -> dt.date:
    return fiscal_year_ends_on(years[-1])


def _position(years: Sequence[int], day: dt.date) -> float:
    """A day's place; every fiscal year is drawn equally wide, whatever its days."""
    year = next(y for y in years if fiscal_year_starts_on(y) <= day <= fiscal_year_ends_on(y))
    start, end = fiscal_year_starts_on(year), fiscal_year_ends_on(year)
    share = (day - start).days / ((end - start).days + 1)
    return round(100 * (years.index(year) + share) / len(years), 2)


def _shown(year: int | None, years: Sequence[int]) -> bool:
    return year is None or years[0] <= year <= years[-1]


def _year_start(year: int, years: Sequence[int]) -> float:
    return 100 * (year - years[0]) / len(years)


def _line(mark: MarkView, others: Iterable[MarkView], years: Sequence[int], today: dt.date) -> Line | None:
    if mark.kind != "continue":
        return None
    first = mark.fiscal_year if mark.fiscal_year is not None else years[0]
    last = mark.last_fiscal_year if mark.last_fiscal_year is not None else years[-1]
    if first > years[-1] or last < years[0]:
        return None
    x1, x2 = _year_start(max(first, years[0]), years), _year_start(min(last, years[-1]) + 1, years)
    starts_here = any(other.kind == "start" and other.track == mark.track and other.fiscal_year in {None, first} for other in others)
    if mark.track == "actual":
        now = today_position(years, today)
        x2 = min(x2, now) if now is not None else x2
        if x2 <= x1 or today < fiscal_year_starts_on(first):
            return None
        return Line("actual", round(x1, 2), round(x2, 2), first, min(last, fiscal_year_of(today)), mark.certain, False, False)
    inset = START_INSET * 5 / len(years)
    left = x1 + (inset if starts_here else EDGE)
    certain = mark.certain and mark.fiscal_year is not None
    return Line("planned", round(left, 2), round(x2 - EDGE, 2), first, last, certain, not starts_here, True)


def _banded(bands: Sequence[Band], years: Sequence[int], today: dt.date) -> list[Line]:
    """Neighbouring years of one look as one line, none beyond today."""
    now, found = today_position(years, today), list[Line]()
    for band in sorted(bands, key=lambda each: each.fiscal_year):
        if not years[0] <= band.fiscal_year <= years[-1] or fiscal_year_starts_on(band.fiscal_year) > today:
            continue
        x1, x2 = round(_year_start(band.fiscal_year, years), 2), round(_year_start(band.fiscal_year + 1, years), 2)
        x2 = min(x2, now) if now is not None else x2
        before = found[-1] if found else None
        if before and before.look == band.look and before.last == band.fiscal_year - 1:
            found[-1] = replace(before, x2=x2, last=band.fiscal_year)
        else:
            found.append(Line("actual", x1, x2, band.fiscal_year, band.fiscal_year, True, False, False, band.look))
    return found


def _sign(mark: MarkView, years: Sequence[int]) -> Sign:
    x = None
    if mark.fiscal_year is not None:
        width = 100 / len(years)
        inset = {"start": START_INSET * 5 / len(years), "end": width - EDGE}.get(mark.kind, width / 2)
        x = round(_year_start(mark.fiscal_year, years) + inset, 2)
    certain = mark.certain and mark.fiscal_year is not None
    return Sign(mark.kind, mark.track, x, mark.fiscal_year, certain, mark.note)
