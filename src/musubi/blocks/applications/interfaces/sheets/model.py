"""What a sheet consists of, and its PDF."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.applications.models import Application
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.papers.domain.pdf import ROOT, render_pdf

TEMPLATE = ROOT / "blocks/papers/typst/form_sheet.typ"
EMPTY_DAY = "　　年　　月　　日"


@dataclass(frozen=True)
class Field:
    """A labelled cell; `choices` are (text, ticked). A tall one leaves room to write."""

    label: str
    value: str = ""
    choices: Sequence[tuple[str, bool]] = ()
    tall: bool = False


@dataclass(frozen=True)
class Group:
    """Cells under a heading."""

    title: str
    fields: Sequence[Field]


@dataclass(frozen=True)
class Table:
    """Rows of cells; numbers stand right."""

    title: str
    head: Sequence[str]
    widths: Sequence[int]
    rows: Sequence[Sequence[str | int | None]]


@dataclass(frozen=True)
class Sheet:
    """A form: `on` is the day on which it was handed in (None on a blank one), `received_on` what the city notes at its foot."""

    title: str
    sentence: str
    groups: Sequence[Group]
    tables: Sequence[Table] = ()
    enclosed: Sequence[str] = ()
    on: dt.date | None = None
    received_on: dt.date | None = None
    extra_applicant: Sequence[tuple[str, str]] = field(default_factory=tuple)


def day_text(day: dt.date | None) -> str:
    """A day, or room to write one."""
    return format_date(day) if day else EMPTY_DAY


def yen_text(yen: int | None) -> str:
    """A sum, or room to write one."""
    return format_yen(yen) if yen is not None else "　　　　　　　円"


def sheet_pdf(sheet: Sheet, application: Application, *, today: dt.date) -> bytes:
    """The sheet as PDF/A. Raises MissingGlyphsError."""
    head = letterhead(application.call.organization)
    party = application.party
    applicant = [
        (_("住所・所在地"), str(party.address or "") if party else ""),
        (_("氏名・名称"), str(party or "")),
        (_("代表者の氏名"), ""),
        (_("電話"), party.phone if party else ""),
        *sheet.extra_applicant,
    ]
    city = head.municipality_name or _("市")
    data: dict[str, Any] = {
        "title": f"{sheet.title} {application}",
        "heading": f"{application.call} {sheet.title}",
        "day": day_text(sheet.on),
        "to": _("(宛先)%(city)s長") % {"city": city},
        "applicant": [list(row) for row in applicant],
        "sentence": sheet.sentence,
        "groups": [{"title": group.title, "fields": [_field(each) for each in group.fields]} for group in sheet.groups if group.fields],
        "grids": [_table(each) for each in sheet.tables],
        "enclosed": list(sheet.enclosed),
        "enclosed_title": _("添える書類"),
        "office": [[_("市の記入欄:受付日"), day_text(sheet.received_on)], [_("受付番号"), application.number]],
        "foot": f"{head.municipality_name} {head.division_name} {head.phone}".strip(),
        "language": "ja",
    }
    return render_pdf(template=TEMPLATE, data=data, dated=sheet.on or today)


def _field(each: Field) -> dict[str, Any]:
    return {
        "label": each.label,
        "value": each.value,
        "choices": [{"text": text, "on": on} for text, on in each.choices],
        "tall": each.tall,
    }


def _table(each: Table) -> dict[str, Any]:
    rows = [[{"text": _cell(value), "number": isinstance(value, int)} for value in row] for row in each.rows]
    return {"title": each.title, "head": list(each.head), "widths": list(each.widths), "rows": rows}


def _cell(value: str | int | None) -> str:
    if value is None:
        return ""
    return f"{value:,}" if isinstance(value, int) else value
