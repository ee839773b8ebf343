"""事務引継書: what the next person in charge has to know of a desk, on a page and on paper."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.desks.domain.handovers import DeskState
from musubi.blocks.desks.interfaces.forms import TemplateForm
from musubi.blocks.desks.models import Handover
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.papers.domain.documents import Draft
from musubi.blocks.vision.models import PlanItem

TEMPLATE = Path(__file__).resolve().parents[1] / "typst" / "handover.typ"


@dataclass(frozen=True)
class Section:
    """A numbered part: its heading, the table's head and rows, and what stands there when nothing is known."""

    title: str
    head: list[str]
    widths: list[int]
    rows: list[list[str]]
    empty: str


def _day(day: dt.date | None) -> str:
    return format_date(day, "era") if day else ""


def sections_of(state: DeskState, *, contacts: bool) -> list[Section]:
    """The paper's parts in order; contacts only where they may stand (the reading of each is noted)."""
    found = [_open(state), _year(state)]
    if contacts:
        found.append(_contacts(state))
    return [*found, _documents(state), _associations(state)]


def _open(state: DeskState) -> Section:
    dated: list[tuple[dt.date | None, list[str]]] = [
        (row.due_on, [row.title, _("節目"), str(row.assignee or ""), row.note]) for row in state.milestones
    ]
    dated += [(row.next_due_on, [row.next_step, _("次にすること"), str(row.next_assignee or row.author or ""), row.title]) for row in state.steps]
    dated.sort(key=lambda row: row[0] or dt.date.max)
    rows = [[_day(day), *cells] for day, cells in dated]
    head = [_("期限"), _("すること"), _("種類"), _("担当者"), _("もとの記録・備考")]
    return Section(_("未了の事項"), head, [3, 5, 2, 2, 5], rows, _("未了の事項はありません。"))


def _year(state: DeskState) -> Section:
    by_month: dict[int, list[str]] = {month: [] for month in TemplateForm.MONTHS}
    for template in state.templates:
        for month in template.months:
            by_month[month].append(f"{template.title}({template.with_whom})" if template.with_whom else template.title)
    done: dict[int, list[str]] = {month: [] for month in TemplateForm.MONTHS}
    for day, title in state.activities:
        if title not in done[day.month]:
            done[day.month].append(title)
    rows = [[_("%(month)d月") % {"month": month}, "、".join(by_month[month]), "、".join(done[month])] for month in TemplateForm.MONTHS]
    head = [_("月"), _("毎年行うこと(ひな型)"), _("この年度に行ったこと")]
    return Section(_("一年の仕事"), head, [1, 5, 6], rows, "")


def _contacts(state: DeskState) -> Section:
    rows = [[row.name, row.body, row.role, row.phone, row.mail, row.note] for row in state.contacts]
    head = [_("氏名"), _("所属"), _("何を尋ねる人か"), _("電話"), _("メール"), _("備考")]
    return Section(_("連絡先"), head, [3, 3, 3, 3, 4, 3], rows, _("登録された連絡先はありません。"))


def _documents(state: DeskState) -> Section:
    rows = [[row.title, row.file_name, format_fiscal_year(row.fiscal_year), row.note] for row in state.documents]
    head = [_("資料の名前"), _("ファイル名"), _("年度"), _("備考")]
    return Section(_("資料の所在(このシステムの「資料」)"), head, [4, 4, 3, 3], rows, _("登録された資料はありません。"))


def _associations(state: DeskState) -> Section:
    rows = []
    for row in state.associations:
        year = next(iter(row.years.all()), None)
        books = next(iter(row.handovers.all()), None)
        account = f"{format_fiscal_year(year.fiscal_year, 'era')} {format_yen(year.balance)}" if year else ""
        keeper = str(books.receiver or books.giver) if books else ""
        rows.append([row.name, _("市が事務局") if row.city_is_office else row.office_body, account, keeper])
    head = [_("名称"), _("事務局"), _("最後の年度の残高"), _("帳簿を持つ人")]
    return Section(_("協議会等"), head, [5, 3, 4, 3], rows, _("登録された協議会等はありません。"))


def draft_of(handover: Handover, item: PlanItem, state: DeskState) -> Draft:
    """What the paper is made from; always in Japanese, the language in which it is signed."""
    return Draft(
        series="handover",
        subject=handover.uid,
        language="ja",
        title=f"事務引継書 {item.code} {item.display_name}"[:200],
        file_name=f"事務引継書_{item.code}_{handover.handed_on.isoformat()}.pdf",
        template=TEMPLATE,
        data=lambda: handover_data(handover, item, state),
        dated=handover.handed_on,
    )


def handover_data(handover: Handover, item: PlanItem, state: DeskState) -> dict[str, Any]:
    """The data of the paper, words included."""
    with override("ja"):
        facts = [
            [_("番号・名称"), str(item)],
            [_("年度"), format_fiscal_year(handover.fiscal_year)],
            [_("引継日"), format_date(handover.handed_on, "era", weekday=True)],
            [_("主担当"), state.lead],
            [_("予算事業名"), item.budget_program_name],
        ]
        return {
            "title": _("事務引継書"),
            "language": "ja",
            "author": state.lead,
            "foot": f"{_('事務引継書')} {item}" + (f" {_('架空のデータ(デモ)')}" if settings.DEMO else ""),
            "statement": _("次のとおり、事務を引き継ぎました。"),
            "facts": [fact for fact in facts if fact[1]],
            "sections": [asdict(section) for section in sections_of(state, contacts=True)],
            "remarks_title": _("特に伝えること"),
            "remarks": handover.remarks.splitlines() or [_("ありません。")],
            "signatures": [
                [_("引き継ぐ人"), handover.giver],
                [_("引き継がれる人"), handover.receiver],
                *([[_("立会人"), handover.witness]] if handover.witness else []),
            ],
            "sign": _("署名"),
        }
