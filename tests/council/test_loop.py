"""From an opinion said at a meeting to the plan's change, and back; a link moves no state."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.council.conftest import DAY, NOW
from tests.factories import meetings
from tests.factories.accounts import organization
from tests.factories.council import issue, opinion

from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import OutboxMessage, Task
from musubi.blocks.vision.domain.document import Change, ChangeKind
from musubi.blocks.vision.domain.store import apply_changes
from musubi.council.domain.actions import add_action, cancel_action, complete_action
from musubi.council.domain.coordination import ask_actor, reply_coordination, shared_issues
from musubi.council.domain.decisions import basis_of, prepare_decision, record_decision, record_resolution, respond
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import gather, merge_issues, move_issue, open_issue, split_issue
from musubi.council.domain.opinions import classify_opinion, pick_up, withdraw_opinion
from musubi.council.domain.promises import add_promise, tell_result
from musubi.council.domain.trace import trace_of_decision, trace_of_issues, trace_of_item, trace_of_opinion
from musubi.council.enums import IssueStatus, Publicity, ResolutionKind, ResponseState
from musubi.council.models import Issue

pytestmark = pytest.mark.django_db
LATER = dt.date(2020, 11, 30)


@pytest.fixture
def by(secretariat):
    return {"actor": secretariat, "now": NOW}


@pytest.fixture
def said(meeting, council):
    member = meetings.member(council)
    record = meetings.minutes(meeting)
    utterance = record.utterances.get()
    utterance.member, utterance.text = member, "小さな店には書類が多い。減らせないか。"
    utterance.save()
    return utterance


def test_opinion_is_traced_to_the_plan_and_back(vision, said, meeting, division, by, secretariat):
    item = vision.items.get(code="A-P1")
    heard = pick_up(utterance=said, text="小さな店には書類が多い。", items=[item], **by)
    found = open_issue(title="書類の負担", opinions=[heard], today=DAY, **by)
    resolution = record_resolution(meeting=meeting, kind=ResolutionKind.REQUEST, text="様式を減らすことを望む", issues=[found], **by)
    decision = prepare_decision(title="様式を減らす", text="9種類を5種類に", resolutions=[resolution], **by)
    assert Issue.objects.get(pk=found.pk).status == IssueStatus.OPEN  # links moved nothing
    with pytest.raises(CouncilError, match="決裁日と文書番号"):
        basis_of(decision)
    decision = record_decision(decision=decision, decided_on=DAY, decided_by="部長", document_number="所産振第12号", today=DAY, **by)
    action = add_action(title="様式を作り直す", organization=division, due_on=LATER, decision=decision, item=item, today=DAY, **by)
    change = Change(table="items", uid=item.uid, kind=ChangeKind.UPDATE, column="name_en", before=item.name_en, after="Shorter form", label="A-P1")
    apply_changes(vision=vision, changes=[change], title="様式の見直し", basis=basis_of(decision), **by)

    trace = trace_of_opinion(secretariat, heard)
    after = trace.reach(f"opinion-{heard.uid}")
    kinds = {trace.nodes[key].kind for key in after}
    assert kinds == {"issue", "resolution", "decision", "action", "plan"}
    assert {node.code for node in trace.of("plan")} == {"改定2", "A-P1"}
    assert f"opinion-{heard.uid}" in trace.reach(f"action-{action.uid}", back=True)
    assert trace_of_decision(secretariat, decision).nodes.keys() == trace_of_item(secretariat, item).nodes.keys() == trace.nodes.keys()


def test_words_not_said_are_not_picked_up_and_none_twice(said, by):
    with pytest.raises(CouncilError, match="発言にない"):
        pick_up(utterance=said, text="書類は多くない", **by)
    pick_up(utterance=said, **by)
    with pytest.raises(CouncilError, match="もう意見として"):
        pick_up(utterance=said, **by)


def test_states_move_only_by_a_person_when_what_they_need_stands_there(meeting, by, vision):
    found = open_issue(title="課題", opinions=[opinion()], today=DAY, **by)
    for move in ("resolve", "decide", "close"):
        with pytest.raises(CouncilError, match="この操作はできません"):
            move_issue(issue=found, move=move, **by)
    record_resolution(meeting=meeting, kind=ResolutionKind.ACCEPTED, text="了承", issues=[found], **by)
    assert move_issue(issue=found, move="resolve", **by).status == IssueStatus.RESOLVED
    respond(issue=found, state=ResponseState.DONE, text="直した", today=DAY, **by)
    assert Issue.objects.get(pk=found.pk).status == IssueStatus.RESOLVED
    assert move_issue(issue=found, move="close", **by).status == IssueStatus.CLOSED
    with pytest.raises(CouncilError, match="理由"):
        move_issue(issue=found, move="reopen", **by)
    assert move_issue(issue=found, move="reopen", reason="また起きた", **by).status == IssueStatus.OPEN


def test_merge_and_split_keep_words_and_authors(by):
    one, two, three = (opinion(text, author_label=label) for text, label in (("一", "商工"), ("二", "農業"), ("三", "観光")))
    left, right = open_issue(title="左", opinions=[one], today=DAY, **by), open_issue(title="右", opinions=[two, three], today=DAY, **by)
    merge_issues(source=left, target=right, reason="同じ話", **by)
    made = split_issue(issue=right, opinions=[three], title="別", reason="別の話", today=DAY, **by)
    assert [row.opinion.author_label for row in made.gatherings.select_related("opinion")] == ["観光"]
    assert set(right.gatherings.filter(left_at__isnull=True).values_list("opinion__text", flat=True)) == {"一", "二"}
    assert Issue.objects.get(pk=left.pk).status == IssueStatus.MERGED
    with pytest.raises(CouncilError, match="まとめられています"):
        gather(issue=left, opinions=[three], **by)
    with pytest.raises(CouncilError, match="まとめられています"):
        merge_issues(source=right, target=left, reason="逆", **by)
    with pytest.raises(CouncilError, match="別の課題"):
        merge_issues(source=right, target=right, reason="同じ", **by)


def test_split_leaves_something_behind(by):
    one = opinion()
    found = open_issue(title="課題", opinions=[one], today=DAY, **by)
    with pytest.raises(CouncilError, match="何も残りません"):
        split_issue(issue=found, opinions=[one], title="別", reason="理由", today=DAY, **by)
    both = split_issue(issue=found, opinions=[one], title="別", reason="理由", stay=True, today=DAY, **by)
    assert one.gatherings.filter(left_at__isnull=True).count() == 2
    assert both.gatherings.get().through.source == found


def test_closed_body_stays_among_its_own(division, by, secretariat):
    closed = meetings.body(division, code="closed", is_public=False)
    inside = opinion(body=closed)
    found = open_issue(title="立地の相談", opinions=[inside], today=DAY, **by)
    assert found.body == closed
    outside = open_issue(title="外の課題", opinions=[opinion()], today=DAY, **by)
    with pytest.raises(CouncilError, match="非公開"):
        gather(issue=outside, opinions=[inside], **by)
    with pytest.raises(CouncilError, match="非公開"):
        merge_issues(source=found, target=outside, reason="理由", **by)


def test_decision_is_recorded_once_with_day_and_number(by):
    decision = prepare_decision(title="件名", text="内容", drafted_on=DAY, **by)
    good = {"decided_on": DAY, "decided_by": "課長", "document_number": "第1号", "today": DAY}
    for name, value in (("decided_by", " "), ("document_number", ""), ("decided_on", DAY + dt.timedelta(days=1)), ("drafted_on", LATER)):
        with pytest.raises(CouncilError) as told:
            record_decision(decision=decision, **{**good, name: value}, **by)
        assert told.value.field == name
    record_decision(decision=decision, **good, **by)
    with pytest.raises(CouncilError, match="もう記録"):
        record_decision(decision=decision, **good, **by)


def test_nothing_rests_on_a_decision_before_it_is_decided(division, by):
    decision = prepare_decision(title="件名", text="内容", **by)
    with pytest.raises(CouncilError, match="決裁が済んでいない"):
        add_action(title="すること", organization=division, due_on=LATER, decision=decision, today=DAY, **by)
    with pytest.raises(CouncilError, match="決裁が済んでいない"):
        respond(issue=issue(), state=ResponseState.DONE, text="済", decision=decision, today=DAY, **by)


def test_action_opens_a_task_and_ends_with_evidence(division, by):
    action = add_action(title="様式を直す", organization=division, due_on=LATER, issue=issue(), today=DAY, **by)
    task = Task.objects.get(object_id=action.uid)
    assert (task.organization, task.due_on) == (division, LATER)
    with pytest.raises(CouncilError) as told:
        complete_action(action=action, done_on=DAY, evidence=" ", today=DAY, **by)
    assert told.value.field == "evidence"
    complete_action(action=action, done_on=DAY, evidence="5種類にした", today=DAY, **by)
    task.refresh_from_db()
    assert task.status == TaskStatus.DONE
    with pytest.raises(CouncilError, match="もう「完了」"):
        cancel_action(action=action, reason="やめる", **by)


def test_actor_is_asked_once_with_a_letter_and_a_task(by):
    chamber = organization("C", "商工会議所")
    chamber.mailbox = "chamber@example.jp"
    chamber.save()
    found = issue()
    asked = ask_actor(issue=found, organization=chamber, question="減らせますか", due_on=LATER, today=DAY, **by)
    assert OutboxMessage.objects.get().to == "chamber@example.jp"
    with pytest.raises(CouncilError, match="もうたずねています"):
        ask_actor(issue=found, organization=chamber, question="再び", due_on=LATER, today=DAY, **by)
    reply_coordination(coordination=asked, reply="4種類は減らせる", replied_on=DAY, **by)
    assert Task.objects.get(object_id=asked.uid).status == TaskStatus.DONE
    with pytest.raises(CouncilError, match="もう回答"):
        reply_coordination(coordination=asked, reply="再び", replied_on=DAY, **by)


def test_board_shows_issues_that_touch_several(vision, secretariat, by):
    items = list(vision.items.filter(code__in=["A-P1", "A-P2"]))
    shared = open_issue(title="二つにまたがる", items=items, today=DAY, **by)
    open_issue(title="一つだけ", items=items[:1], today=DAY, **by)
    assert list(shared_issues(secretariat)) == [shared]


def test_promise_is_kept_with_whom_it_was_told(division, by):
    promise = add_promise(
        text="検討します", promised_by="部長", promised_on=DAY, promised_to="委員", organization=division, due_on=LATER, today=DAY, **by
    )
    assert Task.objects.get(object_id=promise.uid).due_on == LATER
    with pytest.raises(CouncilError, match="伝えた相手"):
        tell_result(promise=promise, result="減らした", told_to=" ", told_on=DAY, today=DAY, **by)
    tell_result(promise=promise, result="減らした", told_to="委員", told_on=DAY, today=DAY, **by)
    assert Task.objects.get(object_id=promise.uid).status == TaskStatus.DONE


def test_words_of_an_opinion_never_change_and_each_step_has_one_event(vision, by):
    one = opinion("そのままの言葉")
    classify_opinion(opinion=one, publicity=Publicity.PUBLIC, public_text="短い文", items=vision.items.filter(code="A-P1"), **by)
    classify_opinion(opinion=one, publicity=Publicity.PUBLIC, public_text="短い文", items=vision.items.filter(code="A-P1"), **by)
    withdraw_opinion(opinion=one, reason="二重", **by)
    one.refresh_from_db()
    assert one.text == "そのままの言葉"
    assert list(Event.objects.order_by("pk").values_list("verb", flat=True))[-2:] == ["opinion.classified", "opinion.withdrawn"]


def test_trace_costs_the_same_for_one_issue_and_for_twenty(vision, secretariat, meeting, by):
    def grow(count):
        for _number in range(count):
            found = open_issue(title="課題", opinions=[opinion()], items=vision.items.filter(code="A-P1"), today=DAY, **by)
            record_resolution(meeting=meeting, kind=ResolutionKind.ACCEPTED, text="了承", issues=[found], **by)

    def counted():
        issues = list(Issue.objects.all())
        with CaptureQueriesContext(connection) as captured:
            trace_of_issues(secretariat, issues)
        return len(captured)

    grow(1)
    counted()  # fills what is kept for the request
    few = counted()
    grow(19)
    assert counted() == few
