"""The council's lists as Excel: the same rows as on screen, with what the reader may see."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes

Column = tuple[str, int, Callable[[Any], Any]]  # heading, width in characters, what a row says


@dataclass(frozen=True)
class ListSheet:
    """A list: its name and its columns."""

    name: str
    columns: tuple[Column, ...]


def to_workbook(sheet: ListSheet, rows: Iterable[Any]) -> bytes:
    """One sheet with a heading row."""
    heads = [SheetColumn(heading, width) for heading, width, _read in sheet.columns]
    cells = [[read(row) for _heading, _width, read in sheet.columns] for row in rows]
    return workbook_bytes([Sheet(sheet.name, heads, cells)], title=sheet.name)


def _day(value: Any) -> str:
    return format_date(value) if value is not None else ""


def _codes(row: Any) -> str:
    return " ".join(item.code for item in row.items.all())


def opinions_sheet() -> ListSheet:
    """Opinions with the issues under which they stand; names of senders are not among them."""
    return ListSheet(
        _("意見"),
        (
            (_("番号"), 8, lambda row: row.code),
            (_("意見"), 60, lambda row: row.text),
            (_("出した人"), 20, lambda row: row.author_label or str(row.get_author_class_display())),
            (_("出どころ"), 16, lambda row: str(row.get_source_display())),
            (_("会期・文書番号"), 24, lambda row: row.origin),
            (_("受け取った日"), 16, lambda row: _day(row.received_on)),
            (_("公開区分"), 16, lambda row: str(row.get_publicity_display())),
            (_("取組・事業"), 16, _codes),
            (_("課題"), 16, lambda row: " ".join(each.issue.code for each in row.gatherings.all() if each.left_at is None)),
        ),
    )


def issues_sheet() -> ListSheet:
    """Issues."""
    return ListSheet(
        _("課題"),
        (
            (_("番号"), 8, lambda row: row.code),
            (_("課題"), 50, lambda row: row.title),
            (_("内容"), 50, lambda row: row.text),
            (_("取組・事業"), 16, _codes),
            (_("意見"), 8, lambda row: row.opinion_count),
            (_("会議体"), 24, lambda row: str(row.body or "")),
            (_("状態"), 16, lambda row: str(row.get_status_display())),
            (_("挙げた日"), 16, lambda row: _day(row.opened_on)),
        ),
    )


def actions_sheet() -> ListSheet:
    """Actions with what shows that they are done."""
    return ListSheet(
        _("対応事項"),
        (
            (_("番号"), 8, lambda row: row.code),
            (_("すること"), 50, lambda row: row.title),
            (_("担当"), 24, lambda row: str(row.organization)),
            (_("期限"), 16, lambda row: _day(row.due_on)),
            (_("状態"), 16, lambda row: str(row.get_status_display())),
            (_("完了日"), 16, lambda row: _day(row.done_on)),
            (_("何ができたか"), 50, lambda row: row.evidence),
            (_("もと"), 12, lambda row: row.decision.code if row.decision is not None else row.issue.code),
        ),
    )


def promises_sheet() -> ListSheet:
    """約束の台帳."""
    return ListSheet(
        _("約束の台帳"),
        (
            (_("約束したこと"), 50, lambda row: row.text),
            (_("言った人"), 20, lambda row: row.promised_by),
            (_("言った相手"), 20, lambda row: row.promised_to),
            (_("言った日"), 16, lambda row: _day(row.promised_on)),
            (_("担当"), 24, lambda row: str(row.organization)),
            (_("期限"), 16, lambda row: _day(row.due_on)),
            (_("状態"), 16, lambda row: str(row.get_status_display())),
            (_("検討の結果"), 50, lambda row: row.result),
            (_("伝えた相手"), 20, lambda row: row.told_to),
            (_("伝えた日"), 16, lambda row: _day(row.told_on)),
        ),
    )


def coordinations_sheet() -> ListSheet:
    """調整の一覧."""
    return ListSheet(
        _("調整"),
        (
            (_("課題"), 40, lambda row: str(row.issue)),
            (_("取組・事業"), 16, lambda row: _codes(row.issue)),
            (_("たずねた相手"), 24, lambda row: str(row.organization)),
            (_("たずねること"), 50, lambda row: row.question),
            (_("たずねた日"), 16, lambda row: _day(row.asked_on)),
            (_("回答期限"), 16, lambda row: _day(row.due_on)),
            (_("回答"), 50, lambda row: row.reply),
            (_("回答日"), 16, lambda row: _day(row.replied_on)),
        ),
    )


def questions_sheet() -> ListSheet:
    """想定問答の一覧."""
    return ListSheet(
        _("想定問答"),
        (
            (_("会期"), 24, lambda row: row.session),
            (_("件名"), 40, lambda row: row.title),
            (_("質問者"), 20, lambda row: row.questioner),
            (_("質問の内容"), 60, lambda row: row.question),
            (_("取組・事業"), 16, _codes),
            (_("答弁を作る課"), 24, lambda row: str(row.organization)),
            (_("作成の期限"), 16, lambda row: _day(row.due_on)),
            (_("状態"), 16, lambda row: str(row.get_status_display())),
            (_("答弁"), 60, lambda row: row.answer),
        ),
    )
