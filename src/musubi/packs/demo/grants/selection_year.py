"""How the demo's panel chose: a calculation looked at, one taken as the beginning, one exception, drafts decided in July. All fictional."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from musubi.blocks.applications.domain.decisions import record_decision
from musubi.blocks.applications.domain.letters import issue_letters
from musubi.blocks.applications.enums import DecisionKind, Outcome
from musubi.blocks.applications.interfaces.notices import has_appeal_notice, letter_document
from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.meetings.domain import minutes as minutes_domain
from musubi.blocks.meetings.domain import sittings
from musubi.blocks.meetings.domain.attendance import Presence, record_attendance
from musubi.blocks.meetings.enums import AgendaKind, Openness
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.reviews.domain.selection.handing_over import hand_over
from musubi.blocks.reviews.domain.selection.lists import begin_list, change_row, fix_list
from musubi.blocks.reviews.domain.selection.plain import UNIT, Rules
from musubi.blocks.reviews.domain.selection.runs import make_run
from musubi.blocks.reviews.domain.selection.standings import standings, usual_noise
from musubi.blocks.reviews.models import Panel, SelectionList, SelectionRow
from musubi.packs.demo.counter import MARK, Desk
from musubi.packs.demo.moments import at, on

LEAST = 15 * UNIT  # the fictional guideline's 基準点
DECIDED = {
    DecisionKind.SELECTION: (dt.date(2019, 7, 5), "所産振第201号"),
    DecisionKind.GRANT: (dt.date(2019, 7, 10), "所産振第210号"),
}

# whether the chair speaks, else who; what was said
SPOKEN = (
    (False, "事務局", "評点の順位と、基準点を守る計算の結果を、並べてご覧ください。計算は参考で、決めるのは審査会です。"),
    (False, "事務局", "除斥の委員がいる申請を審議する間、その委員には席を外していただきます。"),
    (True, "", "順位のとおりに採択とする。補欠は1件では足りないので、基準点に届かないものも、理由を記して補欠に加える。"),
)


def select_year(desk: Desk, panel: Panel, wanted: Mapping[str, str]) -> SelectionList:
    """The panel's list by application number → outcome; what differs from the proposal is an exception with its reason."""
    budget = panel.call.budget or 0
    noise = usual_noise(standings(panel))
    make_run(panel=panel, rules=Rules(budget=budget, noise=noise), actor=desk.clerk, now=at(2019, 6, 28, 15))
    run = make_run(panel=panel, rules=Rules(budget=budget, least_score=LEAST, noise=noise), actor=desk.clerk, now=at(2019, 6, 28, 16))
    made = begin_list(panel=panel, run=run, actor=desk.clerk, now=at(2019, 6, 28, 17))
    meeting = _meeting(desk, panel)
    _sit(desk, meeting)
    for row in made.rows.select_related("list", "entry__application").order_by("place"):
        _decide_row(desk, row, wanted[row.entry.application.number])
    fix_list(made=made, meeting=meeting, actor=desk.clerk, now=at(2019, 7, 1, 17))
    _keep_minutes(desk, meeting)
    for draft in hand_over(made=made, drafted_on=dt.date(2019, 7, 2), actor=desk.clerk, now=at(2019, 7, 2)):
        _record(desk, draft)
    made.refresh_from_db()
    return made


def _decide_row(desk: Desk, row: SelectionRow, outcome: str) -> None:
    exception = f"基準点に届かないが、補欠が1件では足りないため、試作が進んでいるものを補欠にした{MARK}" if row.proposed_outcome != outcome else ""
    letter = f"効果の見込みが、ほかの応募より小さいため{MARK}" if outcome == Outcome.NOT_SELECTED else ""
    if exception or letter:
        amount = row.proposed_amount if outcome == Outcome.SELECTED else None
        change_row(row=row, outcome=outcome, amount=amount, reason=exception, letter_reason=letter, actor=desk.clerk, now=at(2019, 7, 1, 16))


def _meeting(desk: Desk, panel: Panel) -> Meeting:
    meeting = sittings.plan_meeting(body=panel.body, fiscal_year=2019, actor=desk.clerk, now=at(2019, 6, 10))
    meeting.starts_at, meeting.ends_at, meeting.place = at(2019, 7, 1, 14), at(2019, 7, 1, 16), f"市役所の会議室{MARK}"
    meeting.openness, meeting.closed_reason = Openness.CLOSED, "審査のため"
    meeting.save()
    sittings.announce(meeting=meeting, actor=desk.clerk, now=at(2019, 6, 10))
    return meeting


def _sit(desk: Desk, meeting: Meeting) -> None:
    """All five come; the one who is kept from a file leaves the room for it, as the minutes tell."""
    now = at(2019, 7, 1, 14)
    sittings.begin(meeting=meeting, actor=desk.clerk, now=now)
    presences = {row.pk: Presence("attends") for row in meeting.attendances.all()}
    record_attendance(meeting=meeting, presences=presences, observers=0, actor=desk.clerk, now=now)


def _keep_minutes(desk: Desk, meeting: Meeting) -> None:
    """Who said what, read by the members, final; the panel sat in private, so nothing of it is published."""
    record = minutes_domain.open_minutes(meeting=meeting, actor=desk.clerk, now=at(2019, 7, 1, 14))
    item, chair = meeting.agenda.get(kind=AgendaKind.VOTE), meeting.body.officers.get().member
    for minute, (member, speaker, words) in enumerate(SPOKEN):
        said = {"member": chair} if member else {"speaker": speaker}
        minutes_domain.add_utterance(minutes=record, agenda=item, text=f"{words}{MARK}", actor=desk.clerk, now=at(2019, 7, 1, 15, 5 * minute), **said)
    sittings.close(meeting=meeting, actor=desk.clerk, now=at(2019, 7, 1, 16))
    minutes_domain.send_to_check(minutes=record, due_on=dt.date(2019, 7, 12), actor=desk.clerk, now=at(2019, 7, 3))
    minutes_domain.make_final(minutes=record, actor=desk.clerk, today=dt.date(2019, 7, 16), now=at(2019, 7, 16))


def _record(desk: Desk, draft: DecisionRecord) -> None:
    day, number = DECIDED[DecisionKind(draft.kind)]
    done = record_decision(
        decision=draft, decided_on=day, decided_by="部長", document_number=number, actor=desk.head, now=on(day, 15), today=day, effective_on=day
    )
    issue_letters(decision=done, make=letter_document, with_appeal=has_appeal_notice, actor=desk.clerk, now=on(day, 16))
