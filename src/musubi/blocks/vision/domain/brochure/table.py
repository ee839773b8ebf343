"""The roadmap table of one lead project: initiatives, programs with their arrows, and the fiscal years of its columns.

Scanners break such tables in many ways: tabs, pipes, HTML, a cell per line, a name over two lines, all names before all
arrows. The table is therefore read as a stream of cells, and what had to be put together is told as a doubt.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from musubi.blocks.kernel.dates import DateTextError, find_fiscal_years, parse_fiscal_year
from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.kernel.text import search_key
from musubi.blocks.vision.domain.brochure.draft import Doubt
from musubi.blocks.vision.domain.brochure.lines import BULLETS, KIND_GLYPHS, Line, cells, flat
from musubi.blocks.vision.domain.brochure.marks import is_arrow, is_legend, split_trailing_arrow

PROGRAM_HEADS = frozenset({"重点事業", "主要事業", "主な事業", "重点施策", "主要施策", "実施事業", "重点事業名", "事業名"})
INITIATIVE_HEADS = ("取組", "取り組み", "施策")
_LAST_WORDS = re.compile(r"(?:事業|プロジェクト|補助金|制度|計画|構想|会議|センター|推進|整備|支援|促進|活用|強化|創出)\)?$")
_PERIOD_HEAD = re.compile(r"期間|スケジュール|工程|年次計画")
_LABEL = re.compile(r"\(([^()0-9]{1,8})\)|(第[0-9一二三四五]期|前期|中期|後期)")
_SHORT_YEAR = re.compile(r"(\d{1,2})(?:年度?)?")
_END = re.compile(r"。|^■|^(?:編集・?)?発行|〒|(?:TEL|FAX|電話)")
_NO_NAME = re.compile(r"[\W\d_a-zA-Z]{0,12}")
_YEARS_IN_A_ROW = re.compile(r"\s*(?:(?:19|20)\d\d(?:年度?)?\s+)+(?:19|20)\d\d(?:年度?)?\s*")
_SPOILT_YEAR = re.compile(r"(?:[\dOoQlIi]\s*){4}(?:年\s*度?)?")
_LOOKALIKE_DIGITS = str.maketrans("OoQlIi", "000111")
LONGEST_NAME = 80
LONGEST_TABLE = 1000  # lines


@dataclass(frozen=True)
class Name:
    """A name in the table and the line where it stands."""

    text: str
    line: int


@dataclass(frozen=True)
class Row:
    """One program's row: ``glyph`` is ○ or □ before the name, ``arrows`` are (column, text)."""

    name: Name
    glyph: str = ""
    in_column: bool = False
    arrows: tuple[tuple[int, str], ...] = ()


@dataclass
class Table:
    """What the table told."""

    line: int = 0
    rows: list[Row] = field(default_factory=list)
    initiatives: list[Name] = field(default_factory=list)
    years: dict[int, int] = field(default_factory=dict)
    label: str = ""
    period: tuple[int, int] | None = None
    period_line: int = 0
    doubts: list[Doubt] = field(default_factory=list)


def find_table(lines: list[Line]) -> int | None:
    """Return the index of the table's first line: its header, else the first line with an arrow."""
    for index, line in enumerate(lines):
        if _is_head_line(line.text):
            return index
    for index, line in enumerate(lines):
        if not is_legend(line.text) and any(_has_arrow(cell) for cell in cells(line.text)):
            return index
    return None


def _is_head_line(text: str) -> bool:
    """Tell whether a line heads the table: a cell says 重点事業, or the words stand in a row parted by single spaces."""
    if any(cell in PROGRAM_HEADS for cell in cells(text)):
        return True
    words = text.split()
    return any(word in PROGRAM_HEADS for word in words) and any(_PERIOD_HEAD.search(word) for word in words)


def _has_arrow(cell: str) -> bool:
    return (is_arrow(cell) and len(cell) > 1) or bool(split_trailing_arrow(cell)[1])


def table_lines(lines: list[Line]) -> list[Line]:
    """Return the lines from the table's first to the last that can belong to it: a sentence or a contact ends it."""
    taken: list[Line] = []
    for line in lines[:LONGEST_TABLE]:
        if _END.search(line.text):
            break
        taken.append(line)
    return taken


def read_table(lines: list[Line], known_initiatives: frozenset[str]) -> Table:
    """Read the table that begins with the first of ``lines``; the keys of initiatives told in the text help to part cells."""
    return _Reader(known_initiatives).read(lines)


class _Reader:
    """Goes through the lines once and keeps where it stands."""

    def __init__(self, known: frozenset[str]) -> None:
        self.known = known
        self.table = Table()
        self.program_column: int | None = None
        self.loose_arrows: list[str] = []

    def read(self, lines: list[Line]) -> Table:
        self.table.line = lines[0].number if lines else 0
        for line in lines:
            if is_legend(line.text):
                continue
            row = cells(line.text)
            if "\t" not in line.text and (_is_head_line(line.text) or _YEARS_IN_A_ROW.fullmatch(line.text)):
                row = line.text.split()
            row, told = _tidy_years(row, line)
            if self._is_header(row, told) or self._is_years(row, told):
                continue
            self._read_row(row, line)
        self._share_loose_arrows()
        self._join_broken_names()
        self._fill_period()
        return self.table

    def _is_header(self, row: list[str], line: Line) -> bool:
        heads = [i for i, cell in enumerate(row) if cell in PROGRAM_HEADS]
        if heads and "\t" in line.text:
            self.program_column = heads[0]
        found = bool(heads)
        for cell in row:
            if _PERIOD_HEAD.search(cell) and len(cell) <= 60 and not cell.endswith("事業"):
                found = True
                self._read_period_head(cell, line)
            elif any(word in cell for word in INITIATIVE_HEADS) and (
                (cell.endswith(INITIATIVE_HEADS) and "実現" in cell) or cell in INITIATIVE_HEADS
            ):
                found = True
        return found

    def _read_period_head(self, cell: str, line: Line) -> None:
        match = _LABEL.search(cell)
        if match and not self.table.label:
            self.table.label = match[1] or match[2]
        self.table.period = self.table.period or find_fiscal_years(cell)
        self.table.period_line = self.table.period_line or line.number

    def _is_years(self, row: list[str], line: Line) -> bool:
        years: dict[int, int] = {}
        told = self.table.years
        previous = list(told.values())[-1] if told and len(row) == 1 else None
        for index, cell in enumerate(row):
            year = _year(cell, previous)
            if year is not None:
                years[index] = previous = year
            elif cell:
                return False
        if not years or (len(row) > 1 and len(years) == 1):
            return False
        if "\t" not in line.text:  # parted by spaces or lines: the columns are lost, the years are kept
            for year in years.values():
                told[-1 - len(told)] = year
        else:
            self.table.years = years
        self.table.period_line = self.table.period_line or line.number
        return True

    def _read_row(self, row: list[str], line: Line) -> None:
        rows_before = len(self.table.rows)
        # Only tabs keep columns: a row parted by spaces loses its empty first cell.
        program_column = self.program_column if "\t" in line.text else None
        for column, cell in enumerate(row):
            text, arrow = (("", cell) if is_arrow(cell) else split_trailing_arrow(cell)) if cell else ("", "")
            if text:
                name = self._take_initiatives(text, line, column, program_column)
                if name:
                    self._add_program(name, line, in_column=column == program_column)
            if arrow:
                self._add_arrow(arrow, column, in_row=len(self.table.rows) > rows_before)

    def _take_initiatives(self, text: str, line: Line, column: int, program_column: int | None) -> str:
        """Put aside the initiatives of a cell and return what is left: a program's name, or nothing."""
        parts = [flat(part) for part in _split_bullets(text)]
        has_bullet = len(parts) > 1 or text[:1] in BULLETS
        is_initiative = (
            (has_bullet and (program_column is None or column < program_column))
            or (program_column is not None and column < program_column)
            or search_key(text) in self.known
        )
        if not is_initiative:
            return parts[0] if parts else ""
        self.table.initiatives += [Name(part, line.number) for part in parts if len(part) <= LONGEST_NAME]
        return ""

    def _add_program(self, text: str, line: Line, *, in_column: bool) -> None:
        glyph = text[0] if text[0] in KIND_GLYPHS else ""
        name = text[len(glyph) :].strip()
        if name and len(name) <= LONGEST_NAME and not _NO_NAME.fullmatch(name):
            self.table.rows.append(Row(Name(name, line.number), glyph, in_column))

    def _add_arrow(self, arrow: str, column: int, *, in_row: bool) -> None:
        rows = self.table.rows
        if not rows or (not in_row and rows[-1].arrows):
            self.loose_arrows.append(arrow)
            return
        rows[-1] = replace(rows[-1], arrows=(*rows[-1].arrows, (column, arrow)))

    def _share_loose_arrows(self) -> None:
        """Give arrows that followed all names to them in order, when there is one for each."""
        rows, loose = self.table.rows, self.loose_arrows
        arrows = [*(text for row in rows for _, text in row.arrows), *loose]
        if not loose or len(arrows) != len(rows) or any(row.arrows for row in rows[:-1]):
            return
        for index, arrow in enumerate(arrows):
            rows[index] = replace(rows[index], arrows=((-1, arrow),))
            name = rows[index].name
            self.table.doubts.append(
                Doubt("", "arrow", name.line, arrow, f"{name.text} {arrow}",
                      gettext_noop("事業の名前と矢印が離れています。並び順で組み合わせました。"))
            )  # fmt: skip

    def _join_broken_names(self) -> None:
        joined: list[Row] = []
        for row in self.table.rows:
            last = joined[-1] if joined else None
            if last and _goes_on(last, row):
                name = Name(last.name.text + row.name.text, last.name.line)
                self.table.doubts.append(
                    Doubt("", "name", last.name.line, f"{last.name.text} / {row.name.text}", name.text,
                          gettext_noop("名前が2つに分かれています。つないで読みました。"))
                )  # fmt: skip
                joined[-1] = replace(last, name=name, arrows=last.arrows or row.arrows)
            else:
                joined.append(row)
        self.table.rows = [row for row in joined if self._is_program(row)]

    def _is_program(self, row: Row) -> bool:
        """Leave out stray lines (page numbers, captions): nothing marks them as a program."""
        if row.arrows or row.glyph or row.in_column or _LAST_WORDS.search(row.name.text):
            return True
        why = gettext_noop("重点事業の表の近くにありますが、事業として読みませんでした。事業であれば加えてください。")
        self.table.doubts.append(Doubt("", "stray", row.name.line, row.name.text, "", why))
        return False

    def _fill_period(self) -> None:
        years = list(self.table.years.values())
        if len(years) > 1 or (years and self.table.period is None):
            self.table.period = (min(years), max(years))


def _tidy_years(row: list[str], line: Line) -> tuple[list[str], Line]:
    """Put right the years of a column's head that a scanner spaced out or read as letters; years in one cell lose their columns."""
    tidy = [_tidy_year(cell) for cell in row]
    told = " ".join(cell for cell in tidy if cell)
    if _YEARS_IN_A_ROW.fullmatch(told) and any(" " in cell for cell in tidy):
        return told.split(), replace(line, text=told)
    return tidy, line


def _tidy_year(cell: str) -> str:
    if not _SPOILT_YEAR.fullmatch(cell):
        return cell
    digits = re.sub(r"\s", "", cell).translate(_LOOKALIKE_DIGITS)
    return digits if re.fullmatch(r"(?:19|20)\d\d(?:年度?)?", digits) else cell


def _goes_on(last: Row, row: Row) -> bool:
    """Tell whether ``row`` is the rest of the name begun in the line above."""
    return row.name.line - last.name.line <= 1 and not _LAST_WORDS.search(last.name.text) and not row.glyph and not (last.arrows and row.arrows)


def _split_bullets(text: str) -> list[str]:
    parts = re.split(rf"[{BULLETS}]\s*", text)
    return [part for part in parts if part.strip()]


def _year(cell: str, previous: int | None) -> int | None:
    short = _SHORT_YEAR.fullmatch(cell)
    if short and previous is not None:
        try:
            candidate = parse_fiscal_year(f"令和{short[1]}")
        except DateTextError:
            return None
        return candidate if candidate == previous + 1 else None
    if len(cell) > 24 or not re.search(r"\d{4}|元|[HRＲ平令]", cell):
        return None
    try:
        return parse_fiscal_year(cell)
    except DateTextError:
        return None
