"""想定問答 as a paper: the question, the answer, five years of the city's own figures, unit costs, neighbours."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils.translation import gettext as _

from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.papers.domain.composed.model import Cell, Facts, Grid, Lines, Paper, Part
from musubi.blocks.papers.domain.filling.tags import number_text
from musubi.council.domain.questions import ProgramYears
from musubi.council.models import AssemblyQuestion


def rows_of(program: ProgramYears) -> list[tuple[str, list[str]]]:
    """The five-year table: a label and one text a year; what is not known is —."""
    rows = [
        (_("予算現額(円)"), [_shown(value) for value in program.budgets]),
        (_("支出済額(円)"), [_shown(value) for value in program.spent]),
    ]
    for indicator in program.indicators:
        name = f"{indicator.name}({indicator.unit})" if indicator.unit else indicator.name
        rows.append((_("%(name)s 目標") % {"name": name}, [_shown(target) for target, _actual in indicator.values]))
        rows.append((_("%(name)s 実績") % {"name": name}, [_shown(actual) for _target, actual in indicator.values]))
    for name, unit, costs in program.unit_costs:
        if any(cost is not None for cost in costs):
            rows.append((_("%(name)s 1%(unit)sあたりの支出(円)") % {"name": name, "unit": unit}, [_shown(cost) for cost in costs]))
    return rows


def _shown(value: object) -> str:
    return "—" if value is None else number_text(value)


def sheet_of(question: AssemblyQuestion, programs: list[ProgramYears], *, dated: dt.date) -> Paper:
    """The answer sheet, in the language in force."""
    facts = [
        (_("会期"), question.session),
        (_("質問者"), question.questioner or "—"),
        (_("通告を受けた日"), format_date(question.received_on)),
        (_("作成の期限"), format_date(question.due_on)),
        (_("答弁を作る課"), str(question.organization)),
        (_("状態"), str(question.get_status_display())),
    ]
    parts: list[Part] = [
        Facts("", facts),
        Lines(_("質問の内容"), _lines(question.question)),
        Lines(_("答弁"), _lines(question.answer), _("(作成中)")),
    ]
    for program in programs:
        head = [_("項目"), *(format_fiscal_year(year) for year in program.fiscal_years)]
        table: list[list[Cell]] = [[label, *cells] for label, cells in rows_of(program)]
        parts.append(Grid(f"{program.code} {program.name}", head, [4, *(2 for _year in program.fiscal_years)], table, _("該当なし")))
        parts.append(Lines("", [line for line in (program.done, program.problems) if line], _("実施内容は報告されていません")))
    figures = [
        [each.municipality, each.label, number_text(each.value), each.unit, each.as_of or "—", each.source]
        for each in question.neighbour_figures.order_by("municipality", "pk")
    ]
    head = [_("自治体"), _("何の値か"), _("値"), _("単位"), _("時点"), _("出典")]
    parts.append(Grid(_("近隣市の値(それぞれの公表資料から)"), head, [2, 3, 2, 1, 2, 4], figures, _("該当なし")))
    parts.append(Lines(_("再質問への備え"), _lines(question.follow_ups), _("該当なし")))
    office = str(question.organization)
    foot = f"{office} {_('架空のデータ(デモ)')}" if settings.DEMO else office
    return Paper(title=question.title, label=_("想定問答"), parts=parts, dated=dated, foot=foot)


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
