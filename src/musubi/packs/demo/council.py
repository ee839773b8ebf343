"""The demo's councils: two bodies, their meetings, and one opinion's way to the city's decision and the plan. All fictional."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from django.urls import reverse

from musubi.blocks.accounts.models import Organization
from musubi.blocks.indicators.domain.entering import enter_actual
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.meetings.domain import minutes as minutes_domain
from musubi.blocks.meetings.domain import sittings
from musubi.blocks.meetings.domain.attendance import Presence, record_attendance
from musubi.blocks.meetings.domain.bodies import choose_officer, found_body
from musubi.blocks.meetings.domain.members import commission, nominate, propose, record_acceptance
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers
from musubi.blocks.meetings.domain.papers.plans import usual_plan
from musubi.blocks.meetings.enums import BodyKind, SeatClass
from musubi.blocks.meetings.models import Body, CouncilMember, Meeting, Minutes
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.domain.store import apply_changes
from musubi.blocks.vision.models import Vision
from musubi.council.domain.actions import add_action, complete_action
from musubi.council.domain.coordination import ask_actor, reply_coordination
from musubi.council.domain.decisions import basis_of, prepare_decision, record_decision, record_resolution, respond
from musubi.council.domain.issues import move_issue, open_issue
from musubi.council.domain.opinions import pick_up
from musubi.council.domain.publication import publish_trace
from musubi.council.enums import ResolutionKind, ResponseState
from musubi.packs.demo.indicators import row_of
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import CHAMBER, FARMS, INDUSTRY, MARK

TERM = dt.date(2019, 6, 1)
PEOPLE = (
    (SeatClass.COMMERCE, "青木 一", "あおき はじめ", "商工団体の会長"),
    (SeatClass.AGRICULTURE, "内田 実", "うちだ みのる", "農業者の代表"),
    (SeatClass.ACADEMIC, "大野 恵子", "おおの けいこ", "大学の教授"),
    (SeatClass.TOURISM, "石井 花", "いしい はな", "観光の団体の理事"),
    (SeatClass.PUBLIC, "渡辺 静", "わたなべ しずか", "公募の市民"),
)
SAID = "補助金の申請に書類が9種類も要る。小さな店には多すぎる。"
MORE_CAME = "書類が5種類になり、はじめて申請した店が増えたと聞いた。"
ROUTES = "歩くルートの案内と、外国から来た人への案内が別々に作られている。一緒に考えてほしい。"


def keep_councils(*, vision: Vision, who: dict[str, Any]) -> None:
    """The promotion council with three meetings and the closed liaison meeting with one."""
    office, head = who["jimukyoku"], who["kacho"]
    council = _council(vision, who)
    first = _held(council, 2019, at(2019, 11, 7, 14), office)
    issue = _heard(first, vision, office)
    _decided(first, issue, vision, office, head)
    starts = at(2020, 7, 16, 14)
    second = _planned(council, 2020, starts, office, now=starts - dt.timedelta(days=21))
    _papers(second, office)
    _open(second, office)
    minutes = _close_minutes(second, office, spoken=(("あおき はじめ", MORE_CAME), ("わたなべ しずか", ROUTES)))
    _shared(minutes, vision, office)
    third = _planned(council, 2020, at(2020, 11, 5, 14), office, now=at(2020, 10, 8))
    third.replies_due_on = dt.date(2020, 10, 29)
    third.save()
    _liaison(vision, office)


def _council(vision: Vision, who: dict[str, Any]) -> Body:
    office, now = who["jimukyoku"], at(2019, 4, 8)
    division = Organization.objects.get(code=INDUSTRY)
    body = Body(
        code="promotion-council",
        name=f"産業振興ビジョン推進会議{MARK}",
        name_en="Industrial vision promotion council (fictional)",
        provisional=True,
        kind=BodyKind.PROMOTION_COUNCIL,
        organization=division,
        is_public=True,
        basis=f"要綱{MARK}",
        remit="計画の進み具合を共有し、意見を交わし、まとめる。",
        remit_en="Shares the plan's progress, exchanges opinions and draws them together.",
        public_recruitment=True,
        most_members=8,
        honorarium=8_000,
        starts_on=dt.date(2019, 4, 1),
    )
    found_body(body=body, seats=len(PEOPLE), actor=office, now=now)
    for seat, (seat_class, name, kana, post) in zip(body.seats.order_by("number"), PEOPLE, strict=True):
        seat.seat_class = seat_class
        if seat_class == SeatClass.COMMERCE:
            seat.nominated_by = Organization.objects.get(code=CHAMBER)
        seat.save()
        member = nominate(
            seat=seat,
            name=f"{name}{MARK}",
            name_kana=kana,
            office=f"{post}{MARK}",
            kind="commission",
            requested_on=dt.date(2019, 4, 10),
            follows=None,
            actor=office,
            now=at(2019, 4, 10),
        )
        record_acceptance(member=member, accepted_on=dt.date(2019, 4, 24), actor=office, now=at(2019, 4, 24))
        propose(member=member, proposed_on=dt.date(2019, 5, 8), actor=office, now=at(2019, 5, 8))
        decided = {"decided_on": dt.date(2019, 5, 15), "document_number": f"所産第31号{MARK}", "starts_on": TERM}
        commission(member=member, actor=office, now=at(2019, 5, 15), **decided)
    CouncilMember.objects.filter(seat__body=body, name_kana="わたなべ しずか").update(user=who["iin"])
    for kana, post in (("おおの けいこ", "chair"), ("あおき はじめ", "deputy_chair")):
        member = CouncilMember.objects.get(seat__body=body, name_kana=kana)
        choose_officer(body=body, member=member, post=post, chosen_by="election", starts_on=dt.date(2019, 11, 7), actor=office, now=at(2019, 11, 7))
    return body


def _planned(body: Body, year: int, starts: dt.datetime, office: Any, *, now: dt.datetime) -> Meeting:
    meeting = sittings.plan_meeting(body=body, fiscal_year=year, actor=office, now=now)
    meeting.starts_at, meeting.ends_at, meeting.place = starts, starts + dt.timedelta(hours=2), f"市役所の会議室{MARK}"
    meeting.place_en, meeting.most_observers = "A room of the city hall (fictional)", 10
    meeting.save()
    sittings.announce(meeting=meeting, actor=office, now=now)
    meeting.refresh_from_db()
    return meeting


def _held(body: Body, year: int, starts: dt.datetime, office: Any) -> Meeting:
    meeting = _planned(body, year, starts, office, now=starts - dt.timedelta(days=21))
    _open(meeting, office)
    return meeting


def _papers(meeting: Meeting, office: Any) -> None:
    """A week before: the papers, among them what became of the last meeting's opinions."""
    day = (meeting.starts_at or meeting.created_at) - dt.timedelta(days=7)
    usual_plan(meeting=meeting, actor=office, now=day)
    made, _new = make_papers(meeting=meeting, reason="", actor=office, today=day.date(), now=day)
    publish_papers(papers=made, actor=office, now=day)


def _open(meeting: Meeting, office: Any) -> None:
    starts = meeting.starts_at or meeting.created_at
    sittings.begin(meeting=meeting, actor=office, now=starts)
    presences = {row.pk: Presence("attends") for row in meeting.attendances.all()}
    record_attendance(meeting=meeting, presences=presences, observers=2, actor=office, now=starts)


def _close_minutes(meeting: Meeting, office: Any, *, spoken: tuple[tuple[str, str], ...], agenda: str = "意見交換") -> Minutes:
    """The minutes with who said what, by the members' readings."""
    start = meeting.starts_at or meeting.created_at
    record = minutes_domain.open_minutes(meeting=meeting, actor=office, now=start)
    item = meeting.agenda.get(title=agenda)
    for minute, (kana, words) in enumerate(spoken):
        speaker = CouncilMember.objects.get(seat__body=meeting.body, name_kana=kana)
        now = start + dt.timedelta(minutes=40 + 4 * minute)
        minutes_domain.add_utterance(minutes=record, agenda=item, member=speaker, text=words, actor=office, now=now)
    minutes_domain.add_utterance(
        minutes=record, agenda=item, speaker="事務局", text="持ち帰って調べます。", actor=office, now=start + dt.timedelta(minutes=60)
    )
    sittings.close(meeting=meeting, actor=office, now=start + dt.timedelta(hours=2))
    due = start.date() + dt.timedelta(days=14)
    minutes_domain.send_to_check(minutes=record, due_on=due, actor=office, now=start + dt.timedelta(days=5))
    after = start + dt.timedelta(days=16)
    minutes_domain.make_final(minutes=record, actor=office, today=after.date(), now=after)
    return minutes_domain.publish_minutes(minutes=record, actor=office, now=after + dt.timedelta(days=3))


def _heard(meeting: Meeting, vision: Vision, office: Any) -> Any:
    record = _close_minutes(meeting, office, spoken=(("あおき はじめ", SAID),))
    line = record.utterances.get(text=SAID)
    when = at(2019, 11, 20)
    program = vision.items.get(code="B-P1")
    opinion = pick_up(utterance=line, items=[program], actor=office, now=when)
    return open_issue(
        title="補助金の申請書類が、小さな店の負担になっている",
        title_en="The papers for a subsidy are a burden on small shops",
        opinions=[opinion],
        items=[program],
        body=meeting.body,
        actor=office,
        now=when,
        today=when.date(),
    )


def _decided(meeting: Meeting, issue: Any, vision: Vision, office: Any, head: Any) -> None:
    day = at(2019, 12, 2)
    said = record_resolution(
        meeting=meeting, kind=ResolutionKind.REQUEST, text="申請書類を減らすことを市に望む。", issues=[issue], actor=office, now=day
    )
    move_issue(issue=issue, move="resolve", actor=office, now=day)
    day = at(2020, 1, 15)
    program = issue.items.get()
    decision = prepare_decision(
        title="補助金の申請書類を9種類から5種類に減らす",
        text="同じことを書く4種類の書類をやめる。",
        resolutions=[said],
        issues=[issue],
        items=[program],
        drafted_on=day.date(),
        actor=office,
        now=day,
    )
    day = at(2020, 1, 24)
    record = {"decided_on": day.date(), "decided_by": "部長", "document_number": f"所産第210号{MARK}", "effective_on": dt.date(2020, 4, 1)}
    record_decision(decision=decision, actor=head, now=day, today=day.date(), **record)
    decision.refresh_from_db()
    move_issue(issue=issue, move="decide", actor=office, now=day)
    division = Organization.objects.get(code=INDUSTRY)
    action = add_action(
        title="申請の様式を作り直し、手引きを配る",
        organization=division,
        due_on=dt.date(2020, 3, 27),
        decision=decision,
        item=program,
        actor=office,
        now=day,
        today=day.date(),
    )
    day = at(2020, 3, 19)
    complete_action(action=action, done_on=day.date(), evidence="5種類の様式と記入例を配った。", actor=office, now=day, today=day.date())
    _upgraded(decision, program, vision, head)
    _more_came(office)
    day = at(2020, 7, 1)
    text = "申請書類を9種類から5種類に減らした。4月からの申請で使い、はじめて申請した小さな店が増えた。"
    respond(issue=issue, state=ResponseState.DONE, text=text, decision=decision, actor=office, now=day, today=day.date())
    move_issue(issue=issue, move="close", actor=office, now=day)
    issue.refresh_from_db()
    publish_trace(issue=issue, actor=head, now=day)


def _upgraded(decision: Any, program: Any, vision: Vision, head: Any) -> None:
    """The ◆ on the roadmap names the decision; the public sees it with the next edition."""
    now = at(2020, 3, 25)
    mark = row_of("marks", item=program.code, kind="upgrade", track="planned", fiscal_year=2020, certain=True, note=decision.title)
    apply_changes(
        vision=vision,
        changes=[Change("marks", "demoupgrade", ChangeKind.ADD, after=mark, label=program.code)],
        actor=head,
        now=now,
        title=f"工程: {program.code} 申請書類を減らす",
        reason="推進会議の要望を受けて、申請の様式を改める",
        basis=basis_of(decision, reverse("council:decision", args=[decision.uid])),
        effective_on=dt.date(2020, 4, 1),
    )
    confirm_edition(vision=vision, actor=head, now=at(2020, 4, 1), label="申請書類を減らした版(架空)", note="市の決定による改定です。")


def _more_came(office: Any) -> None:
    """The half year's count, provisional: more small shops apply for the first time."""
    indicator = Indicator.objects.get(code="B-P1-2")
    now = at(2020, 6, 30)
    values = {"value": Decimal(5), "provisional": True, "note": "4月から6月まで(架空)"}
    enter_actual(indicator=indicator, fiscal_year=2020, values=values, unchanged=lambda _name, _value: True, actor=office, now=now, today=now.date())


def _shared(minutes: Minutes, vision: Vision, office: Any) -> None:
    """An issue that touches two programs: the partner is asked, the city is still studying."""
    when = at(2020, 8, 6)
    items = list(vision.items.filter(code__in=["C-P3", "C-P5"]))
    opinion = pick_up(utterance=minutes.utterances.get(text=ROUTES), items=items, actor=office, now=when)
    issue = open_issue(
        title="歩くルートの案内と、外国から来た人への案内が別々に作られている",
        title_en="Signs of walking routes and signs for visitors from abroad are made apart",
        opinions=[opinion],
        items=items,
        body=minutes.meeting.body,
        actor=office,
        now=when,
        today=when.date(),
    )
    chamber, farms = Organization.objects.get(code=CHAMBER), Organization.objects.get(code=FARMS)
    question = "案内の表記をそろえるとき、店の案内も一緒に直せますか。"
    asked = ask_actor(
        issue=issue,
        organization=farms,
        question="農産物の直売所の案内も合わせられますか。",
        due_on=dt.date(2020, 9, 4),
        actor=office,
        now=when,
        today=when.date(),
    )
    reply = "直売所の案内は来年度に作り直すので、合わせられる。"
    reply_coordination(coordination=asked, reply=reply, replied_on=dt.date(2020, 9, 2), actor=office, now=at(2020, 9, 2))
    day = at(2020, 10, 5)
    ask_actor(issue=issue, organization=chamber, question=question, due_on=dt.date(2020, 10, 30), actor=office, now=day, today=day.date())
    text = "二つの事業の担当で、案内の表記をそろえる案を作っている。11月の会議で示す。"
    respond(issue=issue, state=ResponseState.STUDYING, text=text, actor=office, now=day, today=day.date())


def _liaison(vision: Vision, office: Any) -> None:
    now = at(2020, 9, 1)
    body = Body(
        code="siting-liaison",
        name=f"企業誘致連絡会{MARK}",
        kind=BodyKind.LIAISON,
        organization=Organization.objects.get(code=INDUSTRY),
        item=vision.items.get(code="A-3"),
        is_public=False,
        basis=f"申合せ{MARK}",
        starts_on=dt.date(2020, 9, 1),
    )
    found_body(body=body, seats=4, actor=office, now=now)
    sittings.plan_meeting(body=body, fiscal_year=2020, actor=office, now=now)
