"""The sheet of new names (課名変更) in the workbook of a mass move: one row a unit, empty where the name stays."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.mass_move import Renaming
from musubi.blocks.accounts.models import Organization
from musubi.blocks.kernel.workbooks.reading import rows_under
from musubi.blocks.kernel.workbooks.writing import Sheet, SheetColumn

SHEET = "課名変更"
CODE, NAME, NEW_NAME, NEW_NAME_EN = HEADINGS = ["組織コード", "名称(参考)", "新しい名称", "新しい名称(英語)"]


def names_sheet() -> Sheet:
    """Every unit that stands, with room for a new name."""
    bodies = Organization.objects.filter(ends_before__isnull=True).order_by("order", "code")
    return Sheet(SHEET, [SheetColumn(heading, 30) for heading in HEADINGS], [[body.code, body.name, None, None] for body in bodies])


def read_names(raw: dict[str, list[list[Any]]], *, day: dt.date) -> tuple[list[Renaming], list[tuple[str, str]]]:
    """The new names, and what is wrong at which cell; a workbook without the sheet changes no name."""
    if SHEET not in raw:
        return [], []
    bodies = {body.code: body for body in Organization.objects.all()}
    renamings: dict[str, Renaming] = {}
    problems: list[tuple[str, str]] = []
    for _number, cells in rows_under(SHEET, raw[SHEET], HEADINGS).rows:
        code, name, name_en = ("" if cells[key].is_empty else str(cells[key].value).strip() for key in (CODE, NEW_NAME, NEW_NAME_EN))
        body = bodies.get(code)
        longest = {NEW_NAME: (name, 120), NEW_NAME_EN: (name_en, 200)}
        too_long = next((key for key, (text, most) in longest.items() if len(text) > most), None)
        if not name:
            wrong = (NEW_NAME, _("新しい名称を入力してください。変えないときは、英語の名称も空にします")) if name_en else None
        elif body is None:
            wrong = (CODE, _("この組織コードはありません。組織の画面で加えるか、コードを直してください"))
        elif body.ends_before is not None and body.ends_before <= day:
            wrong = (CODE, _("この組織は異動日までに廃止されます。ほかの組織コードにしてください"))
        elif code in renamings:
            wrong = (CODE, _("同じ組織が2行にあります。1つにしてください"))
        elif too_long:
            wrong = (too_long, _("%(most)d文字までにしてください") % {"most": longest[too_long][1]})
        else:
            wrong = None
            if name != body.name:
                renamings[code] = Renaming(body, name, name_en)
        if wrong:
            problems.append((f"{SHEET}!{cells[wrong[0]].address}", wrong[1]))
    return list(renamings.values()), problems
