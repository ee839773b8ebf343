"""The office's lists as workbooks."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.office.queue import turn_of
from musubi.blocks.applications.domain.settling.audit_sheet import AuditRow, day_names
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes


def day(value: dt.date | None) -> str:
    """A day in the Japanese calendar; empty when unknown."""
    return format_date(value) if value else ""


def write_queue(rows: Iterable[Any]) -> bytes:
    """The queue: one row an application, sums as numbers."""
    heads = [
        _("行ID"),
        _("番号"),
        _("募集"),
        _("受付番号"),
        _("申請者"),
        _("事業名"),
        _("区分"),
        _("状態"),
        _("だれの番か"),
        _("期限"),
        _("受付日"),
        _("担当者"),
    ]
    sums = [_("申請額"), _("交付決定額"), _("うち一部取消しの額"), _("確定額"), _("支払額"), _("返還額")]
    columns = [*(SheetColumn(head) for head in heads), *(SheetColumn(head, is_text=False) for head in sums)]
    return workbook_bytes([Sheet(_("申請"), columns, [_row(row) for row in rows])], title=_("申請の一覧"))


def _row(row: Any) -> list[Any]:
    turn, task = turn_of(row)
    return [
        *(row.uid, row.call.item.code, str(row.call), row.number, str(row.party), row.title, row.lane),
        *(
            row.get_status_display(),
            " ".join(str(word) for word in (turn.label, task) if word),
            day(row.due_on),
            day(row.received_on),
            str(row.handler or ""),
        ),
        *(row.requested, row.decided, row.revoked or None, row.confirmed, row.paid, row.returned),
    ]


def write_claims(rows: Iterable[Any]) -> bytes:
    """支出の一覧 for the accounting system: one row a claim, by 債権者番号."""
    heads = [_("債権者番号"), _("受領者"), _("申請者"), _("受付番号"), _("募集"), _("予算科目"), _("請求の種類"), _("請求日")]
    columns = [*(SheetColumn(head) for head in heads), SheetColumn(_("請求額"), is_text=False), SheetColumn(_("行ID"))]
    return workbook_bytes([Sheet(_("支出"), columns, [_claim_row(row) for row in rows])], title=_("支出の一覧"))


def _claim_row(row: Any) -> list[Any]:
    application = row.application
    line = application.call.line
    return [
        *(row.creditor_number, row.paid_to, str(application.party), application.number, str(application.call)),
        *(f"{line.envelope} {line}" if line else "", row.get_kind_display(), day(row.claimed_on), row.amount, row.uid),
    ]


def write_audit(rows: Iterable[AuditRow]) -> bytes:
    """監査調書: one row an award with all its days, its sums, and what is out of order."""
    names = day_names()
    heads = [
        _("番号"),
        _("根拠"),
        _("募集"),
        _("受付番号"),
        _("申請者"),
        _("受領者(受領の委任)"),
        _("事業名"),
        _("状態"),
        *names.values(),
        _("日付の確認"),
        _("減額した経費と理由"),
    ]
    sums = [_("申請額"), _("交付決定額"), _("うち一部取消しの額"), _("確定額"), _("支払額"), _("戻入・返還額")]
    columns = [*(SheetColumn(head) for head in heads), *(SheetColumn(head, is_text=False) for head in sums)]
    return workbook_bytes([Sheet(_("監査調書"), columns, [_audit_row(row) for row in rows])], title=_("監査調書"))


def _audit_row(row: AuditRow) -> list[Any]:
    found = row.application
    return [
        *(found.call.item.code, str(found.call.guideline), str(found.call), found.number, str(found.party), "、".join(row.payees)),
        *(found.title, found.get_status_display()),
        *(day(value) for value in row.days.values()),
        "、".join(row.faults) or _("順序どおり"),
        "\n".join(row.reductions),
        *(found.requested, found.decided, found.revoked or None, found.confirmed, found.paid, found.returned),
    ]
