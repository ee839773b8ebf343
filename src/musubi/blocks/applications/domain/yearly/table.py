"""指定 × 年度 as the office reads it: for each designation and year what was begun, filed, decided and paid. Constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.barriers import barred_applications, not_barred
from musubi.blocks.applications.domain.rights import of_office_files
from musubi.blocks.applications.domain.yearly.years import BINDING, GIVEN_UP, reaches, row_of, standing_on
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import CallKind
from musubi.blocks.applications.models import Application, Certificate, DesignationYear
from musubi.blocks.kernel.text import search_key

STEPS = {
    "none": _l("未着手"),
    "draft": _l("下書き"),
    "filed": _l("提出済み"),
    "decided": _l("交付決定"),
    "paid": _l("支払済"),
    "given_up": _l("取下げ・不交付"),
    "over": _l("対象外"),
}
FACES = {"standing": _l("有効な指定"), "owed": _l("まだ出していない"), "over": _l("期間満了・取消し"), "all": _l("すべて")}
SORTS = {
    "party": ("party__kana_key", "party__key", "pk"),
    "until": (F("certificate__valid_until").asc(nulls_last=True), "pk"),
    "ceiling": (F("certificate__ceiling").desc(nulls_last=True), "pk"),
    "number": ("certificate__number", "pk"),
}


@dataclass(frozen=True)
class YearCell:
    """One year of one designation: where the yearly application stands (`step`, a key of STEPS), and its yen."""

    fiscal_year: int
    step: str
    most: int | None
    filed: Application | None
    due_on: dt.date | None
    late: bool
    name: str = ""  # of the incentive, where a year has several

    @property
    def label(self) -> Any:
        """The step in words."""
        return STEPS[self.step]

    @property
    def yen(self) -> int | None:
        """The sum that belongs to the step: asked for, decided, confirmed, paid net of what came back."""
        if self.filed is None:
            return None
        if self.step == "paid":
            return self.filed.paid - self.filed.returned
        if self.step == "decided":
            return self.filed.stands
        return self.filed.requested if self.step == "filed" else None


@dataclass(frozen=True)
class DesignationRow:
    """A designation with its years; `cells` by fiscal year, one for each yearly application that its terms ask for."""

    application: Application
    certificate: Certificate
    cells: Mapping[int, Sequence[YearCell]]
    granted: int
    paid: int

    @property
    def left(self) -> int | None:
        """Of the ceiling over the whole term, what no grant binds yet."""
        return None if self.certificate.ceiling is None else self.certificate.ceiling - self.granted


def designations_of(user: Any) -> QuerySet[Application]:
    """The designations at the desks that the user works, with what a row shows."""
    rows = Application.objects.filter(of_office_files(user, ""), call__kind=CallKind.DESIGNATION, certificate__isnull=False)
    return rows.select_related("call__item", "party", "certificate__debt_obligation")


def faces(today: dt.date, fiscal_year: int) -> dict[str, Q]:
    """The page's faces; `owed` are those in force whose application for the year did not come in."""
    owed = DesignationYear.objects.filter(fiscal_year=fiscal_year, obligation__done_on__isnull=True, obligation__isnull=False)
    return {
        "standing": standing_on(today),
        "owed": standing_on(today) & Q(pk__in=owed.values("application")),
        "over": ~standing_on(today),
        "all": Q(),
    }


def narrowed(rows: QuerySet[Application], words: str) -> QuerySet[Application]:
    """Designations by number, matter or holder in any spelling."""
    if not words.strip():
        return rows
    key = search_key(words)
    return rows.filter(
        Q(certificate__number__icontains=words.strip())
        | Q(number__icontains=words.strip())
        | Q(title__icontains=words.strip())
        | Q(party__key__contains=key)
        | Q(party__kana_key__contains=key)
    )


def rows_of(designations: Iterable[Application], *, user: Any, today: dt.date) -> list[DesignationRow]:
    """The table's rows as a user may read them, without what this person is kept from; few queries for all of them."""
    found = list(designations)
    keys = [each.pk for each in found]
    years: dict[int, list[DesignationYear]] = {key: [] for key in keys}
    for year in DesignationYear.objects.filter(application__in=keys).select_related("obligation").order_by("fiscal_year", "key"):
        years[year.application_id].append(year)
    filed: dict[int, Application] = {}
    sums: dict[int, list[int]] = {key: [0, 0] for key in keys}
    followers = (
        Application.objects.filter(not_barred(user, ""), follows__in=keys, call__item=F("follows__call__item")).select_related("call").order_by("pk")
    )
    for each in followers.select_related("call").order_by("pk"):
        if each.follows_id is None:
            continue
        place = row_of(years[each.follows_id], each.call)
        if place is not None and (place.pk not in filed or _weight(each) >= _weight(filed[place.pk])):
            filed[place.pk] = each
        if each.status in BINDING and each.decided is not None:
            sums[each.follows_id][0] += each.stands or 0
        sums[each.follows_id][1] += each.paid - each.returned
    return [
        DesignationRow(
            application=each,
            certificate=each.certificate,
            cells=_cells(each, years[each.pk], filed, today),
            granted=sums[each.pk][0],
            paid=sums[each.pk][1],
        )
        for each in found
    ]


def _weight(application: Application) -> int:
    """Which of several applications of a year is shown: the one that went furthest."""
    return ("given_up", "draft", "filed", "decided", "paid").index(_step(application))


def _step(application: Application) -> str:
    if application.status in GIVEN_UP:
        return "given_up"
    if application.status == S.DRAFT:
        return "draft"
    if application.status in {S.PAID, S.CLOSED} or (application.paid and application.status == S.REPAYING):
        return "paid"
    return "decided" if application.status in BINDING else "filed"


def _cells(designation: Application, rows: Sequence[DesignationYear], filed: Mapping[int, Application], today: dt.date) -> dict[int, list[YearCell]]:
    found: dict[int, list[YearCell]] = {}
    several = len({row.key for row in rows}) > 1
    for row in rows:
        name = row.obligation.label if several and row.obligation is not None else ""
        found.setdefault(row.fiscal_year, []).append(_cell(designation, row, filed.get(row.pk), today, name))
    return found


def _cell(designation: Application, year: DesignationYear, filed: Application | None, today: dt.date, name: str) -> YearCell:
    owed = year.obligation
    due = owed.due_on if owed is not None and owed.done_on is None else None
    if filed is not None:
        step = _step(filed)
    else:
        standing = designation.status == S.CERTIFIED and reaches(designation.certificate, year.fiscal_year)
        step = "none" if standing else "over"
    waits = step in {"none", "draft", "given_up"} and designation.status == S.CERTIFIED
    return YearCell(year.fiscal_year, step, year.amount, filed, due if waits else None, late=bool(waits and due and due < today), name=name)


def span_of(rows: Sequence[DesignationRow]) -> list[int]:
    """The fiscal years of the table's columns, first to last."""
    years = {year for row in rows for year in row.cells}
    return list(range(min(years), max(years) + 1)) if years else []


def own_years(application: Application, *, user: Any, today: dt.date) -> DesignationRow | None:
    """The years of a designation, or of the one on which a yearly application rests; None where there are none."""
    designation = application if application.call.kind == CallKind.DESIGNATION else application.follows
    if designation is None or designation.pk in barred_applications(user) or not Certificate.objects.filter(application=designation).exists():
        return None
    row = rows_of([designation], user=user, today=today)[0]
    return row if row.cells else None


def told(cell: YearCell) -> str:
    """A cell in one line, for a sheet."""
    parts = [f"{cell.name} {cell.label}".strip()]
    if cell.late:
        parts.append(_("期限を過ぎている"))
    return "・".join(parts)
