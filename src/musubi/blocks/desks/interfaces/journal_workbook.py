"""活動記録 as a workbook: one row an activity, out and in again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import override

from musubi.blocks.desks.enums import ActivityKind, Visibility
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes

SHEET = "活動記録"
# heading → field; 行ID and 版 lead back to the row
COLUMNS = {
    "日付": "happened_on",
    "種類": "kind",
    "件名": "title",
    "内容": "detail",
    "相手": "with_whom",
    "場所": "place",
    "人数": "people",
    "数量": "quantity",
    "単位": "unit",
    "結果": "outcome",
    "次にすること": "next_step",
    "次の期限": "next_due_on",
    "見られる人": "visibility",
}
HEADINGS = ["行ID", "版", *COLUMNS]
WIDTHS = {"内容": 50, "件名": 36, "結果": 36, "相手": 24, "次にすること": 26, "行ID": 14, "版": 6}
NUMBERS = {"版", "人数", "数量"}


def labels(choices: Any) -> dict[str, str]:
    """Japanese label → stored value."""
    with override("ja"):
        return {str(label): str(value) for value, label in choices}


def write_journal(rows: Iterable[Activity], *, title: str) -> bytes:
    """The rows as a workbook; days as text in the ISO form, which every spreadsheet sorts."""
    choices = {"種類": tuple(labels(ActivityKind.choices)), "見られる人": tuple(labels(Visibility.choices))}
    columns = [
        SheetColumn(heading, WIDTHS.get(heading, 14), is_text=heading not in NUMBERS, choices=choices.get(heading, ())) for heading in HEADINGS
    ]
    with override("ja"):
        cells = [[row.uid, row.version, *(_cell(row, field) for field in COLUMNS.values())] for row in rows]
    return workbook_bytes([Sheet(SHEET, columns, cells)], title=title)


def _cell(row: Activity, field: str) -> Any:
    value = getattr(row, field)
    if value is None:
        return None
    if field in {"kind", "visibility"}:
        return str(getattr(row, f"get_{field}_display")())
    if field in {"happened_on", "next_due_on"}:
        return value.isoformat()
    if field == "quantity":
        return int(value) if value == value.to_integral() else float(value)
    return value
