"""Texts out to translators and back in: one row a text, known by its row ID."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.workbooks.reading import WorkbookError, read_sheets, rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.translations.domain.register import Translatable
from musubi.blocks.translations.domain.work import units_of

HEADINGS = ("行ID", "項目", "項目名", "日本語", "訳", "状態")


def write_texts(records: Iterable[Any], language: str) -> bytes:
    """The texts of records in one language."""
    records = list(records)
    units = units_of(records, language)
    rows = [
        [record.uid, unit.field, str(unit.label), unit.japanese, unit.row.text if unit.row else "", str(unit.state_label)]
        for record in records
        for unit in units[record.uid]
    ]
    widths = (16, 14, 18, 50, 50, 14)
    columns = [SheetColumn(heading, width) for heading, width in zip(HEADINGS, widths, strict=True)]
    return workbook_bytes([Sheet(language, columns, rows)], title=f"{_('訳文')} {language}")


@dataclass
class ReadTexts:
    """What a workbook says: texts by record and field, and the rows that could not be taken."""

    texts: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))
    problems: list[tuple[int, str]] = field(default_factory=list)


def read_texts(data: bytes, entry: Translatable, records: dict[str, Any]) -> ReadTexts:
    """The texts of a workbook; rows whose Japanese has changed meanwhile are told and left out. Raises WorkbookError."""
    sheets = read_sheets(data)
    name, raw = next(iter(sheets.items()), ("", []))
    if not raw:
        raise WorkbookError("empty", _("ブックに行がありません"))
    found = ReadTexts()
    for number, cells in rows_under(name, raw, list(HEADINGS[:2]) + list(HEADINGS[3:5])).rows:
        uid, key, japanese, text = (str(cells[heading].value or "").strip() for heading in ("行ID", "項目", "日本語", "訳"))
        record = records.get(uid)
        if not text:
            continue
        if record is None or key not in entry.fields:
            found.problems.append((number, _("この行IDと項目の文はありません")))
        elif getattr(record, key).strip().replace("\r\n", "\n") != japanese.replace("\r\n", "\n"):
            found.problems.append((number, _("書き出したあとに日本語が変わりました。書き出し直してから訳してください")))
        else:
            found.texts[uid][key] = text
            found.rows[uid].append(number)
    return found
