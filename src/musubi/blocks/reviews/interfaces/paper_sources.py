"""審査会の資料: the applications before a panel and its scores, for meetings of its body; nothing that a member is kept from.

One set of papers goes to every member. An application from which some member is kept stands there by its number alone; its
rows are printed apart, by the office, for those who may read them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel.money import format_yen
from musubi.blocks.meetings.domain.bodies import foot
from musubi.blocks.meetings.domain.papers.sources import PANELS, Content, PaperSource, Wanted, register_source
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.papers.domain.composed.model import Cell, Grid, Lines, Paper, Part
from musubi.blocks.reviews.domain.files import name_for_reviewers
from musubi.blocks.reviews.domain.panels import criteria_of, terms_of
from musubi.blocks.reviews.domain.results import EntryResult, results_of, tenths
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.models import Panel


def _panels(wanted: Wanted) -> list[Panel]:
    rows = Panel.objects.filter(body=wanted.meeting.body_id, call__fiscal_year=wanted.fiscal_year).exclude(status=PanelStatus.PREPARING)
    return list(rows.select_related("call", "terms", "body").order_by("call__name", "call__round", "round", "pk"))


def _results(wanted: Wanted, panel: Panel) -> list[EntryResult]:
    key = ("reviews", panel.pk)
    if key not in wanted.shared:
        wanted.shared[key] = results_of(panel)
    found: list[EntryResult] = wanted.shared[key]
    return found


def _apart() -> str:
    return _("(除斥・回避の委員がいるため、別紙)")


def _heading(panel: Panel) -> str:
    return f"{panel.call} {panel}"


def list_part(panel: Panel, rows: Iterable[EntryResult], *, hide: bool) -> Part:
    """応募一覧: number, applicant as the blind mode says, project, amount."""
    terms = terms_of(panel)
    cells: list[list[Cell]] = []
    for row in rows:
        application = row.entry.application
        if hide and row.excluded:
            cells.append([str(row.entry.number), _apart(), "", ""])
            continue
        yen = "" if application.requested is None else format_yen(application.requested)
        cells.append([str(row.entry.number), name_for_reviewers(application, terms), application.title, yen])
    head = [_("整理番号"), _("申請者"), _("事業名"), _("申請額")]
    return Grid(_heading(panel), head, [8, 32, 40, 20], cells, _("審査の対象がありません"))


def score_part(panel: Panel, rows: Iterable[EntryResult], *, hide: bool) -> Part:
    """採点集計: each reviewer's points, the mean, what stands beside the total; in the order of numbers."""
    terms = terms_of(panel)
    beside = [each for each in criteria_of(panel) if each.independent]
    reviewers = list(panel.reviewers.select_related("member").order_by("member__name_kana", "pk"))
    cells: list[list[Cell]] = []
    for row in rows:
        if hide and row.excluded:
            cells.append([str(row.entry.number), _apart(), *([""] * (len(reviewers) + 2 + len(beside)))])
            continue
        points = {sheet.reviewer.pk: str(sheet.points) for sheet in row.sheets}
        gone = {each.pk: _("除斥・回避") for each in row.excluded}
        own = f"{name_for_reviewers(row.entry.application, terms)}\n{row.entry.application.title}"
        scores = [gone.get(each.pk) or points.get(each.pk, "—") for each in reviewers]
        extra = [tenths(row.beside.get(each.key)) for each in beside]
        cells.append([str(row.entry.number), own, *scores, row.mean_text, str(row.full), *extra])
    head = [
        _("整理番号"),
        _("申請者・事業"),
        *map(str, reviewers),
        _("平均"),
        _("満点"),
        *(_("%(label)s(参考)") % {"label": each.label} for each in beside),
    ]
    return Grid(_heading(panel), head, [6, 30, *([8] * (len(reviewers) + 2 + len(beside)))], cells, _("審査の対象がありません"))


def _closed_to_public() -> Content:
    return Content([Lines("", [_("この資料は公表しません。")])])


def _list(wanted: Wanted) -> Content:
    if wanted.for_public:
        return _closed_to_public()
    panels = _panels(wanted)
    parts = [list_part(panel, _results(wanted, panel), hide=True) for panel in panels]
    return Content(parts or [Lines("", [_("この年度に、審査委員に開いた審査はありません。")])], about=_named(wanted, panels))


def _named(wanted: Wanted, panels: Iterable[Panel]) -> list[str]:
    """The applications that stand in a paper by more than their number."""
    return [row.entry.application.uid for panel in panels for row in _results(wanted, panel) if not row.excluded]


def _scores(wanted: Wanted) -> Content:
    if wanted.for_public:
        return _closed_to_public()
    parts: list[Part] = [Lines("", [_("提出された採点表を足し合わせたものです。整理番号の順に並べています。")])]
    panels = _panels(wanted)
    for panel in panels:
        if panel.status == PanelStatus.CLOSED:
            parts.append(score_part(panel, _results(wanted, panel), hide=True))
        else:
            parts.append(Lines(_heading(panel), [_("採点を締めると、ここに採点集計が入ります。")]))
    closed = [panel for panel in panels if panel.status == PanelStatus.CLOSED]
    return Content(parts, landscape=True, about=_named(wanted, closed))


def apart_paper(panel: Panel, rows: list[EntryResult], today: dt.date) -> Paper:
    """別紙: the rows of applications from which a member is kept, for those who may read them."""
    own = [row for row in rows if row.excluded]
    closed = panel.status == PanelStatus.CLOSED
    parts: list[Part] = [
        Lines("", [_("除斥・回避の委員には配りません。審議の間、その委員は席を外します。")]),
        list_part(panel, own, hide=False),
        *([score_part(panel, own, hide=False)] if closed else []),
    ]
    return Paper(title=_("別紙(除斥・回避のある申請)"), parts=parts, dated=today, foot=foot(panel.body), above=[_heading(panel)], landscape=True)


def register_sources() -> None:
    """Called once when apps are ready."""
    register_source(
        PaperSource("review-list", _l("応募一覧"), PaperKind.NUMBERED, _list, 300, usual=PANELS, year=lambda meeting: meeting.fiscal_year)
    )
    register_source(
        PaperSource("review-scores", _l("採点集計"), PaperKind.NUMBERED, _scores, 310, usual=PANELS, year=lambda meeting: meeting.fiscal_year)
    )
