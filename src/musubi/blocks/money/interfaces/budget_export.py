"""Budgets as a file that can be taken in again: CSV for the accounting side, Excel for people."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.money.domain.queries import EnvelopeView
from musubi.blocks.money.interfaces.accounting_file import COLUMNS

TEXTS = 5  # the first columns are text


def headings() -> list[str]:
    """The headings that the import knows: Japanese in every language, as the accounting system prints them."""
    with translation.override("ja"):
        return [str(column.title) for column in COLUMNS]


def budget_rows(views: Iterable[EnvelopeView]) -> list[list[Any]]:
    """One row a line."""
    return [
        [
            *(view.envelope.account, view.envelope.budget_code, view.envelope.name, line.line.code, line.line.name),
            *(line.totals.initial, line.totals.supplementary, line.totals.transfer, line.totals.reserve, line.totals.carried_over),
            *(line.totals.current, line.totals.committed, line.totals.spent),
        ]
        for view in views
        for line in view.lines
    ]


def write_csv(views: Iterable[EnvelopeView]) -> bytes:
    """UTF-8 with a mark that Excel reads; text that looks like a formula is marked as text."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(headings())
    for row in budget_rows(views):
        writer.writerow([*(f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text for text in row[:TEXTS]), *row[TEXTS:]])
    return buffer.getvalue().encode("utf-8-sig")


def write_workbook(views: Iterable[EnvelopeView]) -> bytes:
    """The same rows as a workbook."""
    columns = [SheetColumn(heading, is_text=index < TEXTS) for index, heading in enumerate(headings())]
    return workbook_bytes([Sheet(_("予算"), columns, budget_rows(views))], title=_("予算・執行"))
