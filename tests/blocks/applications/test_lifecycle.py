"""A subsidy from the call to the last yen: each step through the functions of the pages, the sums in the ledger too."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import calls, commitments, decisions, drafts, filings, submission
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.errors import ApplicationError, CallClosedError, IncompleteError
from musubi.blocks.applications.enums import ApplicationStatus, ClaimKind, DecisionKind, Outcome, Stage
from musubi.blocks.applications.models import Application, Receipt
from musubi.blocks.audit.models import Event
from musubi.blocks.money.domain.totals import totals
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db
NOW, TODAY = factory.NOW, factory.TODAY


def at(month, day, year=2020, hour=9):
    return dt.datetime(year, month, day, hour, tzinfo=factory.ZONE)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def call(item):
    return factory.open_call(item)


def ledger(item):
    return totals(item_ids=[item.pk], fiscal_years=[2020])[item.pk, 2020]


def report(application, *costs, on):
    drafts.save_answers(application=application, raw={"result": "できた（架空）"}, stage=Stage.REPORT, now=on, today=on.date())
    drafts.save_costs(application=application, rows=[factory.cost(each) for each in costs], stage=Stage.REPORT, now=on)
    return filings.report_results(application=application, completed_on=on.date(), actor=application.applicant, now=on, today=on.date())


def test_whole_way_with_an_advance_that_comes_back_in_part(item, call):
    made = factory.submitted(call, costs=[factory.cost(1_000_000), factory.cost(90_000, category="food")])
    assert (made.requested, made.number, made.received_on) == (500_000, "A-P1-2020-1", TODAY)
    assert [row["yen"] for row in made.explanation] == [1_090_000, 1_000_000, 500_000]
    receipt = made.receipts.get()
    assert (receipt.content["number"], receipt.content["costs"][0]["amount"]) == (made.number, 1_000_000)
    assert OutboxMessage.objects.get(purpose="application_receipt").to == made.applicant.email
    assert Task.objects.filter(object_id=made.uid).count() == 1

    factory.accept(made)
    factory.decide(call, DecisionKind.GRANT, [Proposed(made, Outcome.GRANTED, amount=500_000)])
    made.refresh_from_db()
    assert (made.status, made.decided, ledger(item).committed) == (ApplicationStatus.GRANTED, 500_000, 500_000)
    assert made.obligations.get().due_on == dt.date(2021, 3, 31)

    asked = filings.claim(
        application=made,
        kind=ClaimKind.ADVANCE,
        amount=400_000,
        claimed_on=dt.date(2020, 7, 1),
        reason="材料の前払い（架空）",
        actor=made.applicant,
        now=at(7, 1),
    )
    commitments.record_payment(application=made, claim=asked, amount=400_000, paid_on=dt.date(2020, 7, 10), actor=None, now=at(7, 10))
    report(made, 744_000, on=at(12, 10))
    made.refresh_from_db()
    factory.judge_costs(made)
    factory.decide(
        call, DecisionKind.CONFIRMATION, [Proposed(made, Outcome.CONFIRMED, amount=372_000)], on=dt.date(2020, 12, 20), number="所産振第9号"
    )
    made.refresh_from_db()
    assert commitments.overpaid(made) == 28_000
    assert ledger(item).committed == 400_000  # what is out is still bound

    commitments.record_refund(application=made, amount=28_000, paid_on=dt.date(2021, 1, 15), actor=None, now=at(1, 15, 2021))
    made.refresh_from_db()
    assert (made.status, made.paid, made.returned, commitments.payable(made)) == (ApplicationStatus.PAID, 400_000, 28_000, 0)
    assert (ledger(item).committed, ledger(item).spent) == (372_000, 372_000)


def test_every_move_has_one_event_in_its_transaction(call):
    made = factory.granted(call)
    moves = [change.move for change in made.status_changes.all()]
    assert moves == ["submit", "accept", "grant"]
    assert [Event.objects.filter(verb=f"application.{move}", object_id=made.uid).count() for move in moves] == [1, 1, 1]


def test_server_clock_decides_and_a_form_begun_in_time_may_be_sent_within_the_grace(call):
    early = factory.draft(call, now=at(5, 29, hour=16))
    late = factory.draft(call, now=at(5, 29, hour=16))
    Application.objects.filter(pk=late.pk).update(started_at=call.closes_at + dt.timedelta(minutes=1))
    moment = call.closes_at + dt.timedelta(minutes=10)
    submission.submit(application=early, actor=early.applicant, now=moment, today=moment.date())
    with pytest.raises(CallClosedError):
        submission.submit(application=late, actor=late.applicant, now=moment, today=moment.date())
    after = call.closes_at + dt.timedelta(minutes=31)
    third = factory.draft(call, now=at(5, 29, hour=16))
    with pytest.raises(CallClosedError):
        submission.submit(application=third, actor=third.applicant, now=after, today=after.date())
    third.refresh_from_db()
    assert third.status == ApplicationStatus.DRAFT


def test_handing_in_twice_gives_the_same_receipt(call):
    made = factory.draft(call)
    first = submission.submit(application=made, actor=made.applicant, now=NOW, today=TODAY)
    again = submission.submit(application=made, actor=made.applicant, now=NOW, today=TODAY)
    assert (first, Receipt.objects.count()) == (again, 1)


def test_unfinished_draft_is_kept_and_told_field_by_field(call):
    user, party = factory.applicant()
    made = drafts.begin_application(call=call, party=party, actor=user, now=NOW)
    saved = drafts.save_answers(application=made, raw={"employees": "三人くらい"}, now=NOW, today=TODAY)
    assert list(saved.faults) == ["employees"]
    with pytest.raises(IncompleteError) as raised:
        submission.submit(application=made, actor=user, now=NOW, today=TODAY)
    assert set(raised.value.faults) == {"title", "plan", "employees", "costs"}
    made.refresh_from_db()
    assert made.answers == {"typed:employees": "三人くらい"}


def test_awards_never_exceed_the_calls_budget(item):
    call = factory.open_call(item, initial=900_000)
    one, two = factory.granted(call, amount=500_000), factory.submitted(call)
    factory.accept(two)
    with pytest.raises(ApplicationError, match="超えます"):
        factory.decide(call, DecisionKind.GRANT, [Proposed(two, Outcome.GRANTED, amount=500_000)])
    two.refresh_from_db()
    assert (one.decided, two.decided, two.status, ledger(item).committed) == (500_000, None, ApplicationStatus.SCREENING, 500_000)


def test_nothing_takes_effect_before_the_decision_is_recorded(call):
    made = factory.accept(factory.submitted(call))
    drafted = decisions.prepare_decision(
        call=call, kind=DecisionKind.GRANT, title="起案", proposed=[Proposed(made, Outcome.GRANTED, amount=1)], drafted_on=TODAY, actor=None, now=NOW
    )
    made.refresh_from_db()
    assert (made.status, made.decided, drafted.items.get().applied_at) == (ApplicationStatus.SCREENING, None, None)
    with pytest.raises(ApplicationError, match="別の起案"):
        decisions.prepare_decision(
            call=call,
            kind=DecisionKind.REFUSAL,
            title="起案",
            proposed=[Proposed(made, Outcome.REFUSED, reason="要件")],
            drafted_on=TODAY,
            actor=None,
            now=NOW,
        )


def test_database_itself_holds_the_sums(call):
    made = factory.granted(call, amount=300_000)
    for wrong in ({"confirmed": 300_001}, {"paid": 300_001}, {"returned": 1}, {"requested": 10**13}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Application.objects.filter(pk=made.pk).update(**wrong)


def test_call_opens_only_when_nothing_is_missing_and_then_its_terms_stay(item):
    call = factory.call(item, summary="", terms={**factory.TERMS, "rules": []})
    assert {each.place for each in calls.missing_of(call)} == {"summary", "rules"}
    with pytest.raises(ApplicationError):
        calls.open_call(call=call, actor=None, now=NOW)
    whole = factory.open_call(item)
    with pytest.raises(ApplicationError, match="固定"):
        calls.save_terms(call=whole, content=factory.TERMS, shown_version=whole.version, actor=None, now=NOW)


def test_first_comers_close_the_call_when_the_budget_is_reached(item):
    call = factory.open_call(item, initial=900_000, intake="first_come")
    one = factory.submitted(call)
    call.refresh_from_db()
    assert (one.requested, call.stopped_at) == (400_000, None)
    two, three = factory.draft(call, costs=[1_000_000]), factory.draft(call)
    submission.submit(application=two, actor=two.applicant, now=NOW, today=TODAY)
    call.refresh_from_db()
    assert (call.stopped_at, "予算額に達した" in call.stop_reason) == (NOW, True)
    with pytest.raises(CallClosedError, match="予算額に達した"):
        submission.submit(application=three, actor=three.applicant, now=NOW, today=TODAY)
