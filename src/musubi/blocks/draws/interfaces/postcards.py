"""はがき: one row an entrant for the printer's merge, and the same sheet read back with new addresses and returns."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.draws.domain.addresses import AddressRow
from musubi.blocks.draws.domain.results import option_names, outcome_words, waiting_words
from musubi.blocks.draws.interfaces.entry_rows import RowFault
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.kernel.eras import format_date, parse_date
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.workbooks.reading import read_sheets, rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes

READ = ("行ID", "郵便番号", "住所", "返戻日")
HEADS = (
    "行ID",
    "抽選番号",
    "整理番号",
    "氏名・名称",
    "郵便番号",
    "住所",
    "結果",
    "当選先",
    "補欠順位",
    "文面",
    "照合用の文字列",
    "照合する内容",
    "返戻日",
)


def write_postcards(draw: Draw, entries: Iterable[DrawEntry]) -> bytes:
    """One row an entrant: where it goes, ticket, result in words, waiting number, a text to print, and what opens the commitment."""
    names = option_names(draw)
    columns = [
        SheetColumn(head, width=40 if head in {"住所", "文面"} else 18, note=_("はがきが戻った日(例: R2.10.20)") if head == "返戻日" else "")
        for head in HEADS
    ]
    rows = [_row(draw, entry, names) for entry in entries]
    return workbook_bytes([Sheet(_("はがき"), columns, rows)], title=_("%(title)s はがき") % {"title": draw.title})


def _row(draw: Draw, entry: DrawEntry, names: Mapping[str, str]) -> list[Any]:
    outcome = getattr(entry, "outcome", None)
    result = outcome_words(outcome, names) if outcome else ""
    place = names.get(outcome.place, "") if outcome else ""
    waiting = waiting_words(outcome, names) if outcome and not outcome.place and outcome.left_at is None else ""
    return [
        *(entry.uid, entry.ticket, entry.reference, entry.name, entry.postal_code, entry.address),
        *(result, place, waiting, _text(draw, entry, result), entry.salt, entry.particulars),
        format_date(entry.returned_on) if entry.returned_on else "",
    ]


def _text(draw: Draw, entry: DrawEntry, result: str) -> str:
    if result:
        return _("「%(title)s」の抽選の結果をお知らせします。抽選番号 %(ticket)s: %(result)s") % {
            "title": draw.title,
            "ticket": entry.ticket,
            "result": result,
        }
    day = format_date(draw.value_on) if draw.value_on else _("後日")
    message = _("「%(title)s」の申込を受け付けました。抽選番号は %(ticket)s です。%(day)sの公表値で抽選します。")
    return message % {"title": draw.title, "ticket": entry.ticket, "day": day}


def read_postcards(draw: Draw, data: bytes, *, today: dt.date) -> tuple[list[AddressRow], list[RowFault]]:
    """Addresses and returns by row; either every row can be taken or the faults say why not. Raises WorkbookError."""
    sheets = read_sheets(data)
    name, raw = next(iter(sheets.items()))
    known = set(draw.entries.values_list("uid", flat=True))
    rows, faults = [], []
    seen: dict[str, int] = {}
    for number, cells in rows_under(name, raw, list(READ)).rows:
        uid = _plain(cells["行ID"].value)
        if uid not in known:
            faults.append(
                RowFault(f"{cells['行ID'].address} 行ID", _("この行IDの申込は、この抽選にありません。出力した行IDを書き換えないでください"))
            )
            continue
        if seen.setdefault(uid, number) != number:
            faults.append(RowFault(f"{cells['行ID'].address} 行ID", _("同じ行IDが%(first)d行目にもあります") % {"first": seen[uid]}))
            continue
        try:
            returned = _day(cells["返戻日"].value, today)
        except ValueError as error:
            faults.append(RowFault(f"{cells['返戻日'].address} 返戻日", str(error)))
            continue
        address = _plain(cells["住所"].value)
        if len(address) > 200:
            faults.append(RowFault(f"{cells['住所'].address} 住所", _("200字までにしてください")))
            continue
        rows.append(AddressRow(uid, _plain(cells["郵便番号"].value)[:10], address, returned))
    return rows, faults


def _plain(value: Any) -> str:
    return "" if value is None else " ".join(str(value).split())


def _day(value: Any, today: dt.date) -> dt.date | None:
    if value is None or _plain(value) == "":
        return None
    try:
        day = value if isinstance(value, dt.date) else parse_date(_plain(value))
    except TextError as error:
        raise ValueError(_("日付が読めません。R2.10.20 のように書いてください")) from error
    if day > today:
        raise ValueError(_("先の日付です。はがきが戻った日を確かめてください"))
    return day
