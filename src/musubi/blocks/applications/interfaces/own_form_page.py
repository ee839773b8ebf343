"""An applicant's form as its page shows it: each question and cell with what was typed and what is wrong with it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.rows import AID_FIELDS, COST_FIELDS, Raw, is_blank
from musubi.blocks.applications.domain.applicant.saving import FormText
from musubi.blocks.applications.domain.applicant.sections import sections_of
from musubi.blocks.applications.domain.applicant.unread import store_of, unread_rows
from musubi.blocks.applications.domain.drafts import TYPED
from musubi.blocks.applications.domain.terms import Question, Terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.identifiers import new_uid

YEN_FIELDS = frozenset({"amount", "tax", "unit_price"})


@dataclass(frozen=True)
class FieldView:
    """A question with its value as text; `theirs` is what another page saved meanwhile, `point` what a correction asks.

    A locked one is only shown: the correction does not ask for it.
    """

    question: Question
    value: str
    chosen: tuple[str, ...] = ()
    fault: str = ""
    theirs: str = ""
    point: Any = None
    locked: bool = False

    @property
    def shown(self) -> str:
        """The answer as it is read where it cannot be changed."""
        if self.question.kind == "yes_no":
            return {"yes": _("はい"), "no": _("いいえ")}.get(self.value, "")
        return self.value


@dataclass(frozen=True)
class SectionView:
    """Questions under a heading."""

    name: str
    fields: tuple[FieldView, ...]


@dataclass(frozen=True)
class RowView:
    """A row of the cost or aid table, by its uid; `plan` is the planned line beside an actual one."""

    uid: str
    cells: Mapping[str, str]
    faults: Mapping[str, str]
    blank: bool = False


def as_text(question: Question, value: Any) -> str:
    """An answer as it is typed or read: days in the Japanese calendar, yen with commas."""
    if value in (None, "", []):
        return ""
    if isinstance(value, list):
        return "、".join(map(str, value))
    if question.kind == "date":
        try:
            return format_date(dt.date.fromisoformat(str(value)))
        except ValueError:
            return str(value)
    if question.kind == "yen" and isinstance(value, int):
        return f"{value:,}"
    return str(value)


def section_views(
    terms: Terms,
    application: Application,
    stage: str,
    *,
    faults: Mapping[str, str],
    points: Mapping[str, Any],
    typed: FormText | None = None,
    parts: frozenset[str] | None = None,
) -> list[SectionView]:
    """The form's sections for the application's lane; `parts` are what may be changed, None is everything."""
    store = store_of(application, stage)

    def view(question: Question) -> FieldView:
        kept = store.get(TYPED + question.key, store.get(question.key))
        given = kept if typed is None else typed.answers.get(question.key, kept)
        text, stored = as_text(question, given), as_text(question, kept)
        chosen = tuple(given) if isinstance(given, list) else (str(given),) if given not in (None, "") else ()
        theirs = stored if typed is not None and stored != text else ""
        return FieldView(
            question, text, chosen, faults.get(question.key, ""), theirs, points.get(question.key), parts is not None and question.key not in parts
        )

    found = sections_of(terms, stage, application.lane)
    return [SectionView(section.name, tuple(view(each) for each in section.questions)) for section in found]


def cost_views(application: Application, stage: str, *, faults: Mapping[str, str], typed: FormText | None = None) -> list[RowView]:
    """The cost lines with an empty one at the end; an actual report begins from the planned lines."""
    if typed is not None and typed.costs is not None:
        return _views("costs", [row for row in typed.costs if not is_blank(row, "costs")], faults)
    lines = [_cells(line, COST_FIELDS) for line in application.costs.filter(stage=stage)]
    rows = _with_unread(lines, unread_rows(application, "costs", stage))
    if not rows and stage == Stage.REPORT:
        rows = [_planned(line) for line in application.costs.filter(stage=Stage.APPLICATION)]
    return _views("costs", rows, faults)


def aid_views(application: Application, stage: str, *, faults: Mapping[str, str], typed: FormText | None = None) -> list[RowView]:
    """Other aid with an empty row at the end."""
    if typed is not None and typed.other_aid is not None:
        return _views("aid", [row for row in typed.other_aid if not is_blank(row, "aid")], faults)
    lines = [_cells(line, AID_FIELDS) for line in application.other_aid.all()]
    return _views("aid", _with_unread(lines, unread_rows(application, "aid", stage)), faults)


def _planned(line: Any) -> Raw:
    kept = _cells(line, COST_FIELDS)
    return {**kept, "uid": new_uid(), "amount": "", "tax": "", "unit_price": kept["unit_price"]}


def _with_unread(lines: list[dict[str, str]], unread: Sequence[Raw]) -> list[Raw]:
    typed = {row["uid"]: row for row in unread}
    rows: list[Raw] = [typed.pop(line["uid"], line) for line in lines]
    return rows + list(typed.values())


def _cells(line: Any, names: tuple[str, ...]) -> dict[str, str]:
    return {"uid": line.uid, **{name: _cell(name, getattr(line, name)) for name in names}}


def _cell(name: str, value: Any) -> str:
    if value is None or value is False:
        return ""
    if value is True:
        return "on"
    if name in YEN_FIELDS:
        return f"{value:,}" if value or name == "amount" else ""
    if isinstance(value, dt.date):
        return format_date(value)
    if name == "quantity":
        return f"{value.normalize():f}"
    return str(value)


def _views(kind: str, rows: Sequence[Raw], faults: Mapping[str, str]) -> list[RowView]:
    names = COST_FIELDS if kind == "costs" else AID_FIELDS
    views = []
    for row in rows:
        uid = row["uid"]
        wrong = {name: faults[f"{kind}-{uid}-{name}"] for name in names if f"{kind}-{uid}-{name}" in faults}
        views.append(RowView(uid, {name: str(row.get(name) or "") for name in names}, {name: wrong.get(name, "") for name in names}))
    empty = dict.fromkeys(names, "")
    return [*views, RowView(new_uid(), empty, empty, blank=True)]
