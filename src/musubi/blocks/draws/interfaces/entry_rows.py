"""Entries as rows: written to a workbook, read back from a workbook or from what was pasted; each fault by row and cell."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from musubi.blocks.draws.domain.entries import EntryRow, groups_by_name
from musubi.blocks.draws.enums import LossesOrigin
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.workbooks.reading import Cell, SheetRows, WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.scanning import Fault
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes

WISHES = 5
TEXTS = {
    "整理番号": ("reference", 60),
    "氏名・名称": ("name", 120),
    "フリガナ": ("name_kana", 120),
    "郵便番号": ("postal_code", 10),
    "住所": ("address", 200),
    "電話": ("phone", 40),
    "メール": ("email", 254),
    "世帯": ("household", 120),
}
LAST_TEXTS = {"回数を直した理由": ("losses_reason", 300)}
NUMBERS = {"必要な数": ("places", 1, 1, 1000), "過去の落選回数": ("past_losses", 0, 0, 99)}
WISH_HEADS = tuple(f"第{number}希望" for number in range(1, WISHES + 1))
HEADS = ("行ID", "抽選番号", *TEXTS, "区分", *WISH_HEADS, *NUMBERS, *LAST_TEXTS)
NEEDED = ("氏名・名称", "第1希望")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class RowFault:
    """A fault: where (the sheet's cell, or the row that was pasted) and what to do."""

    place: str
    message: str


@dataclass(frozen=True)
class ReadRows:
    """What a list holds: rows ready to be taken in, or the faults that keep all of them out."""

    rows: tuple[EntryRow, ...]
    faults: tuple[RowFault, ...]
    unknown: tuple[str, ...] = ()


def write_entries(draw: Draw, entries: Iterable[DrawEntry]) -> bytes:
    """The entries, or an empty sheet to fill in; a row without 行ID is a new entry."""
    groups = tuple(str(group.name) for group in draw.groups.all())
    options = tuple(option.name for option in draw.options.all())
    notes = {
        "回数を直した理由": _("過去の抽選から数えた回数を直すときに書きます"),
        "行ID": _("空のままにすると、新しい申込になります"),
        "抽選番号": _("自動で付きます"),
    }
    columns = [
        SheetColumn(
            head,
            width=24 if head in {"氏名・名称", "住所"} else 14,
            is_text=head not in NUMBERS,
            choices=groups if head == "区分" else options if head in WISH_HEADS else (),
            note=notes.get(head, ""),
        )
        for head in HEADS
    ]
    names = {option.key: option.name for option in draw.options.all()}
    return workbook_bytes([Sheet(_("申込"), columns, [_row(entry, names) for entry in entries])], title=draw.title)


def _row(entry: DrawEntry, names: Mapping[str, str]) -> list[Any]:
    wishes = [names.get(key, key) for key in entry.wishes][:WISHES]
    texts = [getattr(entry, field) for field, _most in TEXTS.values()]
    group = entry.group.name if entry.group else ""
    return [entry.uid, entry.ticket, *texts, group, *wishes, *[""] * (WISHES - len(wishes)), entry.places, entry.past_losses, entry.losses_reason]


def read_workbook(draw: Draw, data: bytes) -> ReadRows:
    """The first sheet under the headings; columns may be missing except name and first wish. Raises WorkbookError."""
    sheets = read_sheets(data)
    name, raw = next(iter(sheets.items()))
    return _read(draw, _under(name, raw))


def read_pasted(draw: Draw, text: str) -> ReadRows:
    """Rows separated by tabs, as a sheet's cells are copied. Raises WorkbookError where the headings are not there."""
    raw: list[list[Any]] = [line.split("\t") for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n") if line.strip()]
    if not raw:
        raise WorkbookError("empty", _("行がありません。見出しの行から写してください"))
    return _read(draw, _under(_("貼り付けた表"), raw), pasted=True)


def _under(name: str, raw: list[list[Any]]) -> SheetRows:
    titles = {SPACES.sub("", str(value)) for value in (raw[0] if raw else [])}
    return rows_under(name, raw, [head for head in HEADS if head in NEEDED or head in titles])


def _read(draw: Draw, sheet: SheetRows, *, pasted: bool = False) -> ReadRows:
    reader = _Reader(draw)
    rows, faults = [], []
    for number, cells in sheet.rows:
        try:
            values = dict(reader.values(cells))
            uid = reader.uid_of(cells, number)
            reader.only_once(cells, number, values)
            reader.says_why(cells, uid, values)
        except _CellError as error:
            where = _("%(number)d行目") % {"number": number} if pasted else error.cell.address
            faults.append(RowFault(f"{where} {error.head}", str(error)))
            continue
        rows.append(EntryRow(uid, values))
    if not sheet.rows:
        faults.append(RowFault(sheet.name, _("見出しの下に行がありません。申込を1行に1件ずつ入れてください")))
    return ReadRows(tuple(rows) if not faults else (), tuple(faults), sheet.unknown)


class _CellError(Exception):
    def __init__(self, head: str, cell: Cell, message: str) -> None:
        super().__init__(message)
        self.head, self.cell = head, cell


class _Reader:
    """Knows the draw's options, groups, entries, and what the list has said so far."""

    def __init__(self, draw: Draw) -> None:
        options = list(draw.options.all())
        self.options = {option.name: option.key for option in options} | {option.key: option.key for option in options}
        self.groups = groups_by_name(draw)
        known = list(draw.entries.filter(withdrawn_at=None))
        self.uids = {entry.uid: entry.ticket for entry in known}
        self.references = {entry.reference: entry.uid for entry in known if entry.reference}
        self.counted = {entry.uid: entry for entry in known if entry.losses_origin != LossesOrigin.TYPED}
        self.seen: dict[tuple[str, str], int] = {}

    def values(self, cells: Mapping[str, Cell]) -> Iterator[tuple[str, Any]]:
        """Field by field; raises _CellError at the first that is wrong."""
        for head, (field, most) in {**TEXTS, **LAST_TEXTS}.items():
            if head in cells:
                yield field, self._text(head, cells[head], most)
        for head, (field, empty, low, high) in NUMBERS.items():
            if head in cells:
                yield field, _number(head, cells[head], empty, low, high)
        if "区分" in cells:
            yield "group", self._group(cells["区分"])
        yield "wishes", self._wishes(cells)

    def _text(self, head: str, cell: Cell, most: int) -> str:
        text = _words(head, cell)
        if head in NEEDED and not text:
            raise _CellError(head, cell, _("氏名・名称を入れてください"))
        if len(text) > most:
            raise _CellError(head, cell, _("%(most)d字までにしてください(いま%(count)d字)") % {"most": most, "count": len(text)})
        if head == "メール" and text:
            try:
                validate_email(text)
            except ValidationError as error:
                raise _CellError(head, cell, _("「%(text)s」はメールアドレスの形ではありません") % {"text": text}) from error
        return text

    def _group(self, cell: Cell) -> Any:
        text = _words("区分", cell)
        if text and text not in self.groups:
            known = "、".join(sorted({group.name for group in self.groups.values()})) or _("なし")
            raise _CellError("区分", cell, _("「%(text)s」という区分はありません。使える区分: %(known)s") % {"text": text, "known": known})
        return self.groups.get(text)

    def _wishes(self, cells: Mapping[str, Cell]) -> list[str]:
        found: list[str] = []
        for head in WISH_HEADS:
            text = _words(head, cells[head]) if head in cells else ""
            if not text:
                continue
            if text not in self.options:
                known = "、".join(name for name, key in self.options.items() if name != key) or _("なし")
                message = _("「%(text)s」という希望先はありません。使える希望先: %(known)s") % {"text": text, "known": known}
                raise _CellError(head, cells[head], message)
            if self.options[text] in found:
                raise _CellError(head, cells[head], _("「%(text)s」が2度あります。希望は1つずつにしてください") % {"text": text})
            found.append(self.options[text])
        if not found:
            raise _CellError("第1希望", cells["第1希望"], _("第1希望を入れてください"))
        return found

    def uid_of(self, cells: Mapping[str, Cell], number: int) -> str:
        """The entry that the row changes, "" for a new one."""
        cell = cells.get("行ID")
        uid = _words("行ID", cell) if cell else ""
        if cell is not None and uid:
            if uid not in self.uids:
                raise _CellError("行ID", cell, _("この行IDの申込は、この抽選にありません。新しい申込なら空にしてください"))
            self._once("行ID", cell, uid, number)
        ticket = cells.get("抽選番号")
        text = _words("抽選番号", ticket) if ticket else ""
        if ticket is not None and text and self.uids.get(uid) != text:
            raise _CellError("抽選番号", ticket, _("抽選番号は自動で付きます。行IDの申込の番号と違います。書き換えないでください"))
        return uid

    def only_once(self, cells: Mapping[str, Cell], number: int, values: Mapping[str, Any]) -> None:
        """The same reference twice is one entrant entered twice."""
        reference = values.get("reference", "")
        if not reference:
            return
        cell = cells["整理番号"]
        uid = _words("行ID", cells["行ID"]) if "行ID" in cells else ""
        if self.references.get(reference, uid) != uid:
            raise _CellError("整理番号", cell, _("整理番号「%(text)s」の申込が、もうあります") % {"text": reference})
        self._once("整理番号", cell, reference, number)

    def says_why(self, cells: Mapping[str, Cell], uid: str, values: Mapping[str, Any]) -> None:
        """A figure that was counted in earlier draws is changed with a reason."""
        entry = self.counted.get(uid)
        if entry is None or values.get("past_losses", entry.past_losses) == entry.past_losses:
            return
        if not values.get("losses_reason", entry.losses_reason):
            message = _("過去の抽選から数えた回数は%(count)d回です。直すときは「回数を直した理由」も書いてください")
            raise _CellError("過去の落選回数", cells["過去の落選回数"], message % {"count": entry.past_losses})

    def _once(self, head: str, cell: Cell, text: str, number: int) -> None:
        first = self.seen.setdefault((head, text), number)
        if first != number:
            raise _CellError(head, cell, _("「%(text)s」が%(first)d行目にもあります。どちらかを直してください") % {"text": text, "first": first})


def _words(head: str, cell: Cell) -> str:
    if isinstance(cell.value, Fault):
        raise _CellError(head, cell, _("式の結果がエラーです。値に直してください"))
    return "" if cell.value is None else SPACES.sub(" ", str(cell.value)).strip()


def _number(head: str, cell: Cell, empty: int, low: int, high: int) -> int:
    text = _words(head, cell)
    if not text:
        return empty
    if not text.isdecimal() or not low <= int(text) <= high:
        raise _CellError(head, cell, _("%(low)dから%(high)dまでの整数にしてください(いま「%(text)s」)") % {"low": low, "high": high, "text": text})
    return int(text)
