"""The panel that reviewed the demo's subsidy: five reviewers, one exclusion, scores on screen and paper. All of it is fictional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from musubi.blocks.applications.models import Call
from musubi.blocks.meetings.enums import SeatClass
from musubi.blocks.meetings.models import Body
from musubi.blocks.reviews.domain.assigning import assign_all
from musubi.blocks.reviews.domain.interests import Declared, add_tie, declare, rule_on
from musubi.blocks.reviews.domain.panels import add_entries, candidates_of, close_panel, open_panel, prepare_panel
from musubi.blocks.reviews.domain.sheets import SheetContent, open_file, submit_sheet
from musubi.blocks.reviews.domain.topics import Ticked, change_topics, tick_topics
from musubi.blocks.reviews.enums import InterestAnswer, Ruling, SheetChannel, TieKind
from musubi.blocks.reviews.models import Panel, ReviewAssignment, Reviewer, ReviewerTie
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import at
from musubi.packs.demo.panel_bodies import Named, found_panel_body

REVIEWERS = (
    (SeatClass.ACADEMIC, "伊藤 学", "いとう まなぶ", "架空大学教授"),
    (SeatClass.COMMERCE, "内田 恵子", "うちだ けいこ", "架空中小企業診断士"),
    (SeatClass.FINANCE, "江口 進", "えぐち すすむ", "架空信用金庫支店長"),
    (SeatClass.COMMERCE, "岡田 実", "おかだ みのる", "架空金属工業の元工場長"),
    (SeatClass.PUBLIC, "片山 文", "かたやま ふみ", "公募委員"),
)
ACCOUNT, TIED, ON_PAPER = 0, 3, 4  # who signs in, who worked for an applicant, who scores on paper
STRICT = (0, 1, 0, 0, -1)  # levels by which a reviewer tends to be stricter
PER_APPLICATION = 3
TOPICS = ("技術", "販路", "財務")
SKILLS: tuple[tuple[str, ...], ...] = (("技術",), ("販路",), ("財務",), ("技術",), ())


def review_year(desk: Desk, call: Call) -> Panel:
    """FY2019: declared in June, one exclusion ruled, three reviewers an application, closed before the decisions of July."""
    panel = _prepared(desk, call, _body(desk), at(2019, 6, 3))
    reviewers = list(Reviewer.objects.filter(panel=panel).select_related("member").order_by("member__seat__number"))
    _declare(desk, panel, reviewers)
    assign_all(panel=panel, actor=desk.clerk, now=at(2019, 6, 12))
    _score(desk, panel, reviewers)
    return close_panel(panel=panel, reason="", actor=desk.clerk, now=at(2019, 6, 28))


def begin_second_panel(desk: Desk, call: Call) -> Panel:
    """FY2020, running: the demo's reviewer finds a declaration to make."""
    body = Body.objects.get(code="manufacturing-panel")
    panel = _prepared(desk, call, body, at(2020, 10, 12))
    panel = change_topics(panel=panel, topics=TOPICS, covers=True, drop=True, actor=desk.clerk, now=at(2020, 10, 12, 10))
    reviewers = panel.reviewers.order_by("member__seat__number")
    rows: list[Ticked] = [Ticked(row.uid, row.version, topics) for row, topics in zip(reviewers, SKILLS, strict=True)]
    rows += [Ticked(row.uid, row.version, TOPICS[:2]) for row in panel.entries.all()]
    tick_topics(panel=panel, rows=rows, actor=desk.clerk, now=at(2020, 10, 12, 10))
    return panel


def _body(desk: Desk) -> Body:
    names = Named("manufacturing-panel", f"ものづくり支援補助金審査会{MARK}", "Panel of the manufacturing subsidy (fictional)")
    return found_panel_body(desk, "B-P1", names, REVIEWERS, dt.date(2019, 5, 7))


def _prepared(desk: Desk, call: Call, body: Body, now: dt.datetime) -> Panel:
    days = {"declare_until": (now + dt.timedelta(days=7)).date(), "score_until": (now + dt.timedelta(days=21)).date()}
    panel = prepare_panel(panel=Panel(body=body, call=call, name="書類審査", per_application=PER_APPLICATION, **days), actor=desk.clerk, now=now)
    add_entries(panel=panel, applications=list(candidates_of(panel)), actor=desk.clerk, now=now)
    return open_panel(panel=panel, actor=desk.clerk, now=now)


def _declare(desk: Desk, panel: Panel, reviewers: Sequence[Reviewer]) -> None:
    entries = list(panel.entries.select_related("application__party").order_by("number"))
    tied = next(entry for entry in entries if "架空金属工業" in str(entry.application.party))
    tie = ReviewerTie(reviewer=reviewers[TIED], kind=TieKind.EMPLOYER, name=str(tied.application.party), note=f"平成28年まで工場長{MARK}")
    add_tie(tie=tie, actor=desk.clerk, now=at(2019, 6, 4))
    for place, reviewer in enumerate(reviewers):
        rows = [Declared(entry, InterestAnswer.NONE) for entry in entries]
        if place == TIED:
            rows[entries.index(tied)] = Declared(tied, InterestAnswer.INTEREST, TieKind.EMPLOYER, f"以前の勤め先{MARK}")
        channel = SheetChannel.SCREEN if place == ACCOUNT else SheetChannel.PAPER
        declare(reviewer=reviewer, rows=rows, channel=channel, actor=reviewer.member.user or desk.clerk, now=at(2019, 6, 5 + place))
    waiting = reviewers[TIED].declarations.get(answer=InterestAnswer.INTEREST)
    rule_on(declaration=waiting, ruling=Ruling.EXCLUDED, reason=f"申請者の元の従業員であるため{MARK}", actor=desk.head, now=at(2019, 6, 11))


def _score(desk: Desk, panel: Panel, reviewers: Sequence[Reviewer]) -> None:
    place_of = {reviewer.pk: place for place, reviewer in enumerate(reviewers)}
    rows = ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True).select_related("entry", "reviewer__member__user")
    for row in rows.order_by("reviewer__member__seat__number", "entry__number"):
        place = place_of[row.reviewer_id]
        actor, now = row.reviewer.member.user or desk.clerk, at(2019, 6, 17 + place, 9 + row.entry.number // 2)
        channel = SheetChannel.PAPER if place == ON_PAPER else SheetChannel.SCREEN
        written_on = now.date() if channel == SheetChannel.PAPER else None
        open_file(assignment=row, actor=actor, now=now)
        submit_sheet(assignment=row, content=_content(row.entry.number, place), actor=actor, now=now, channel=channel, written_on=written_on)


def _content(number: int, place: int) -> SheetContent:
    """Earlier numbers are the better ones of the demo's story; reviewers differ by a level and by their strictness."""
    quality = 5 - (number - 1) // 4
    levels = {
        key: min(5, max(1, quality - STRICT[place] + (number * step + place) % 3 - 1)) for key, step in (("resource", 1), ("market", 2), ("plan", 5))
    }
    levels["ripple"] = min(3, max(1, quality - 2))
    comment = f"販路の見通しを具体的にすると、さらに良くなります{MARK}" if place == 1 and number % 4 == 0 else ""
    return SheetContent(levels, applicant_comment=comment)
