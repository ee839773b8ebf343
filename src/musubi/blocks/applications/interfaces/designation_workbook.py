"""指定 × 年度 as a workbook: one row a designation, for each year its most, where it stands and its yen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.yearly.table import DesignationRow, span_of, told
from musubi.blocks.applications.interfaces.staff_workbooks import day
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes


def write_designations(rows: Sequence[DesignationRow]) -> bytes:
    """The table as the page shows it."""
    span = span_of(rows)
    heads = [_("行ID"), _("番号"), _("認定番号"), _("申請者"), _("事業名"), _("状態"), _("有効期間の初日"), _("有効期間の末日"), _("債務負担行為")]
    columns = [SheetColumn(head) for head in heads]
    columns += [SheetColumn(head, is_text=False) for head in (_("全期間の上限額"), _("交付決定額"), _("支払額"))]
    for year in span:
        name = format_fiscal_year(year)
        columns += [
            SheetColumn(f"{name} {_('状態')}"),
            SheetColumn(f"{name} {_('上限額')}", is_text=False),
            SheetColumn(f"{name} {_('金額')}", is_text=False),
        ]
    return workbook_bytes([Sheet(_("指定"), columns, [_row(row, span) for row in rows])], title=_("指定の一覧"))


def _sum(yen: Iterable[int | None]) -> int | None:
    known = [each for each in yen if each is not None]
    return sum(known) if known else None


def _row(row: DesignationRow, span: Sequence[int]) -> list[Any]:
    found, certificate = row.application, row.certificate
    values: list[Any] = [
        *(found.uid, found.call.item.code, certificate.number, str(found.party), found.title, found.get_status_display()),
        *(day(certificate.valid_from), day(certificate.valid_until), str(certificate.debt_obligation or "")),
        *(certificate.ceiling, row.granted, row.paid),
    ]
    for year in span:
        cells = row.cells.get(year, ())
        values += ["\n".join(told(cell) for cell in cells), _sum(cell.most for cell in cells), _sum(cell.yen for cell in cells)]
    return values
