"""謝礼の一覧: for the accounting side."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn, workbook_bytes
from musubi.blocks.meetings.domain.sittings import title_of
from musubi.blocks.meetings.models import Attendance, Meeting


def honoraria_workbook(meeting: Meeting, rows: Sequence[tuple[Attendance, int]], *, actor: Any, now: dt.datetime) -> bytes:
    """One row a person with the sum at the foot; each creditor number read is logged."""
    cells: list[list[Any]] = []
    for number, (row, amount) in enumerate(rows, 1):
        contact = getattr(row.member, "contact", None)
        if contact is not None:
            record_personal_view(actor=actor, obj=contact, page="", now=now, purpose="honoraria")
        creditor = contact.creditor_number if contact is not None else ""
        proxy = row.proxy_name if row.state == "proxy" else ""
        cells.append([number, row.member.name, row.member.office, row.get_state_display(), proxy, creditor, amount])
    cells.append([None, _("計"), "", "", "", "", sum(amount for _row, amount in rows)])
    columns = [
        SheetColumn(_("番号")),
        SheetColumn(_("氏名"), is_text=True),
        SheetColumn(_("所属・役職"), is_text=True),
        SheetColumn(_("出欠"), is_text=True),
        SheetColumn(_("代理の人"), is_text=True),
        SheetColumn(_("債権者番号"), is_text=True),
        SheetColumn(_("謝礼(円・源泉徴収前)")),
    ]
    return workbook_bytes([Sheet(_("謝礼"), columns, cells)], title=title_of(meeting))
