"""The panel that judged the brand round by papers: five reviewers, three sheets each, the demo's reviewer kept from one. All of it is fictional."""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Mapping, Sequence
from functools import cache

from musubi.blocks.applications.models import Application, Call
from musubi.blocks.meetings.enums import SeatClass
from musubi.blocks.reviews.domain.assigning import assign_all
from musubi.blocks.reviews.domain.interests import Declared, add_tie, declare, rule_on
from musubi.blocks.reviews.domain.panels import add_entries, candidates_of, close_panel, open_panel, prepare_panel
from musubi.blocks.reviews.domain.sheets import SheetContent, open_file, submit_sheet
from musubi.blocks.reviews.enums import InterestAnswer, Ruling, SheetChannel, TieKind
from musubi.blocks.reviews.models import Panel, PanelEntry, ReviewAssignment, Reviewer, ReviewerTie
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import at
from musubi.packs.demo.panel_bodies import Named, found_panel_body

REVIEWERS = (
    (SeatClass.ACADEMIC, "伊藤 学", "いとう まなぶ", "架空大学教授"),
    (SeatClass.AGRICULTURE, "久保 茂", "くぼ しげる", "架空農業協同組合の元指導員"),
    (SeatClass.COMMERCE, "剣持 直子", "けんもち なおこ", "架空百貨店の仕入担当"),
    (SeatClass.TOURISM, "小島 亮", "こじま りょう", "架空観光協会"),
    (SeatClass.PUBLIC, "佐野 由美", "さの ゆみ", "公募委員"),
)
WEIGHTS = {"origin": 7, "quality": 6, "story": 4, "sales": 3}  # as the call's terms have them: levels 1 to 5, 100 points in full
TIED = "狭山茶の石けん"  # whose shop is kept by a sister of the reviewer with the account
APART = (4, -3, -1)  # by how many points the three reviewers of an application differ from their mean


def review_papers(desk: Desk, call: Call, points: Mapping[Application, int]) -> Panel:
    """May and June of FY2020: the sheets of each application come to the mean that the stage of papers tells."""
    names = Named("brand-panel", f"地域ブランド認定審査会{MARK}", "Panel of the local brand (fictional)")
    body = found_panel_body(desk, "C-4", names, REVIEWERS, dt.date(2020, 4, 20))
    now = at(2020, 6, 1)
    days = {"declare_until": dt.date(2020, 6, 4), "score_until": dt.date(2020, 6, 10)}
    panel = prepare_panel(panel=Panel(body=body, call=call, name="書類審査", per_application=3, **days), actor=desk.clerk, now=now)
    entries = add_entries(panel=panel, applications=list(candidates_of(panel)), actor=desk.clerk, now=now)
    panel = open_panel(panel=panel, actor=desk.clerk, now=now)
    reviewers = list(Reviewer.objects.filter(panel=panel).select_related("member__user").order_by("member__seat__number"))
    _declare(desk, reviewers, entries)
    assign_all(panel=panel, actor=desk.clerk, now=at(2020, 6, 5))
    _score(desk, panel, {application.pk: value for application, value in points.items()})
    return close_panel(panel=panel, reason="", actor=desk.clerk, now=at(2020, 6, 11))


def _declare(desk: Desk, reviewers: Sequence[Reviewer], entries: Sequence[PanelEntry]) -> None:
    own, tied = reviewers[0], next(entry for entry in entries if entry.application.title.startswith(TIED))
    tie = ReviewerTie(reviewer=own, kind=TieKind.KIN, name=f"伊藤 香{MARK}", note=f"姉。石けんの店を営む{MARK}")
    add_tie(tie=tie, actor=own.member.user or desk.clerk, now=at(2020, 6, 2))
    for place, reviewer in enumerate(reviewers):
        rows = [Declared(entry, InterestAnswer.NONE) for entry in entries]
        if reviewer is own:
            rows[entries.index(tied)] = Declared(tied, InterestAnswer.INTEREST, TieKind.KIN, f"姉の店の商品{MARK}")
        channel = SheetChannel.SCREEN if reviewer is own else SheetChannel.PAPER
        declare(reviewer=reviewer, rows=rows, channel=channel, actor=reviewer.member.user or desk.clerk, now=at(2020, 6, 2, 10 + place))
    waiting = own.declarations.get(answer=InterestAnswer.INTEREST)
    rule_on(declaration=waiting, ruling=Ruling.EXCLUDED, reason=f"申請者の親族であるため{MARK}", actor=desk.head, now=at(2020, 6, 4))


def _score(desk: Desk, panel: Panel, points: Mapping[int, int]) -> None:
    rows = ReviewAssignment.objects.filter(entry__panel=panel).select_related("entry", "reviewer__member__user")
    given: dict[int, itertools.count[int]] = {}
    for row in rows.order_by("entry__number", "reviewer__member__seat__number"):
        place = next(given.setdefault(row.entry_id, itertools.count(row.entry.number)))
        content = SheetContent(_levels()[points[row.entry.application_id] + APART[place % 3]])
        user, now = row.reviewer.member.user, at(2020, 6, 8, 9 + row.entry.number // 2)
        if user is None:
            paper = {"channel": SheetChannel.PAPER, "written_on": now.date()}
            submit_sheet(assignment=row, content=content, actor=desk.clerk, now=now, **paper)
        else:
            open_file(assignment=row, actor=user, now=now)
            submit_sheet(assignment=row, content=content, actor=user, now=now)


@cache
def _levels() -> dict[int, dict[str, int]]:
    """For each total that a sheet can have the levels that give it, as even as they come."""
    found: dict[int, tuple[int, ...]] = {}
    for levels in itertools.product(range(1, 6), repeat=len(WEIGHTS)):
        total = sum(level * weight for level, weight in zip(levels, WEIGHTS.values(), strict=True))
        if total not in found or max(levels) - min(levels) < max(found[total]) - min(found[total]):
            found[total] = levels
    return {total: dict(zip(WEIGHTS, levels, strict=True)) for total, levels in found.items()}
