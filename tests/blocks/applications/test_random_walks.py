"""Random walks over the workflow: whatever is tried in whatever order, money and trail stay whole, and refusals change nothing."""

import datetime as dt
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import commitments, drafts, filings
from musubi.blocks.applications.domain.decisions import OUTCOMES, Proposed
from musubi.blocks.applications.domain.errors import ApplicationError, IncompleteError
from musubi.blocks.applications.domain.follow_up import disposals, taxes
from musubi.blocks.applications.domain.office import handling
from musubi.blocks.applications.domain.settling import settlement
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.enums import ChangeKind, ClaimKind, DecisionKind, Outcome, Stage
from musubi.blocks.applications.models import Application, StatusChange
from musubi.blocks.applications.workflow import MOVES, STATES
from musubi.blocks.audit.models import Event
from musubi.blocks.money.domain.checks import contract_total
from musubi.blocks.money.models import Contract

pytestmark = pytest.mark.django_db
SUMS = (0, 1, 100_000, 250_000, 400_000, 500_000, 900_000)
ACTIONS = (
    "accept",
    "reject",
    "report",
    "withdraw",
    "renounce",
    "abolish",
    "claim",
    "advance",
    "pay",
    "refund",
    "repaid",
    "close",
    "dispose",
    "disposed",
    "tax report",
    "nothing to return",
    *DecisionKind.values,
)


def attempt(action, made, yen, pick, day):  # noqa: C901, PLR0912 - one branch an action
    now = dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)
    who = {"actor": None, "now": now}
    if action in DecisionKind.values:
        outcomes = OUTCOMES[DecisionKind(action)]
        if action == DecisionKind.CONFIRMATION:
            factory.judge_costs(made, now=now)
        row = Proposed(made, outcomes[pick % len(outcomes)], amount=yen, reason="試験（架空）", due_on=day + dt.timedelta(days=30))
        factory.decide(made.call, action, [row], on=day, number=f"試{day:%m%d}")
    elif action == "accept":
        handling.accept(application=made, **who)
    elif action == "reject":
        handling.reject(application=made, reason="試験", **who)
    elif action == "report":
        drafts.save_answers(application=made, raw={"result": "済"}, stage=Stage.REPORT, now=now, today=day)
        drafts.save_costs(application=made, rows=[factory.cost(yen + 1)], stage=Stage.REPORT, now=now)
        filings.report_results(application=made, completed_on=day, today=day, **who)
    elif action == "withdraw":
        filings.withdraw(application=made, reason="試験", **who)
    elif action == "renounce":
        filings.renounce(application=made, reason="試験", today=day, **who)
    elif action == "abolish":
        filings.request_change(application=made, kind=ChangeKind.ABOLITION, reason="試験", **who)
    elif action in {"claim", "advance"}:
        kind = ClaimKind.FINAL if action == "claim" else ClaimKind.ADVANCE
        filings.claim(application=made, kind=kind, amount=yen, claimed_on=day, reason="試験", **who)
    elif action == "pay":
        waiting = made.claims.filter(payment__isnull=True, withdrawn_at__isnull=True).first()
        commitments.record_payment(application=made, claim=waiting, amount=yen, paid_on=day, **who)
    elif action == "refund":
        commitments.record_refund(application=made, amount=yen, paid_on=day, **who)
    elif action == "repaid":
        waiting = made.repayments.filter(paid_on__isnull=True).first()
        if waiting is not None:
            settlement.record_repayment(repayment=waiting, paid_on=day, **who)
    elif action == "close":
        settlement.close(application=made, **who)
    else:
        follow_up(action, made, yen, pick, day)


def follow_up(action, made, yen, pick, day):
    now = dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)
    who = {"actor": None, "now": now, "today": day}
    if action == "dispose":
        values = {"name": f"機械{day}", "cost": yen, "acquired_on": day, "restricted_until": day + dt.timedelta(days=900)}
        asset = settlement.record_asset(application=made, values=values, actor=None, now=now)
        kind = ("sale", "gift", "collateral")[pick]
        proceeds = yen if kind == "sale" else 0
        disposals.request_disposal(application=made, asset=asset, kind=kind, planned_on=day, proceeds=proceeds, reason="試験", **who)
    elif action == "disposed":
        approved = made.disposals.filter(status="approved").first()
        if approved is not None:
            disposals.record_disposed(disposal=approved, disposed_on=day, **who)
    elif action == "tax report":
        told = {"filed_on": day, "taxable_ratio": Decimal(100), "credit": yen} if pick else {}
        taxes.report_tax(application=made, standing="general" if pick else "exempt", **told, **who)
    else:
        waiting = taxes.waiting_report(made)
        if waiting is not None:
            taxes.settle_without_return(report=waiting, actor=None, now=now)


def whole(made):
    """Everything that must hold after every step."""
    made.refresh_from_db()
    decided = made.decided or 0
    assert 0 <= made.returned <= made.paid <= decided
    if made.confirmed is not None:
        assert made.confirmed <= decided
    if made.status in {"paid", "closed"} and made.confirmed is not None:
        assert made.paid - made.returned <= made.confirmed
    budget = budget_of(made.call)
    assert budget.confirmed <= budget.bound <= budget.budget
    if made.contract_id is not None:
        contract = Contract.objects.prefetch_related("changes", "payments").get(pk=made.contract_id)
        out = sum(row.amount if row.kind in {"final", "estimated"} else -row.amount for row in contract.payments.all())
        assert out == made.paid - made.returned
        assert contract_total(contract) >= out - sum(row.amount for row in contract.payments.all() if row.kind == "late_refund")
    waiting = sum(made.repayments.filter(paid_on__isnull=True).values_list("principal", flat=True))
    assert made.repayments.count() == made.obligations.filter(kind="repayment").count()
    assert not waiting or made.obligations.filter(kind="repayment", done_on__isnull=True).exists()
    for disposal in made.disposals.all():
        told = [verb.removeprefix("disposal.") for verb in Event.objects.filter(object_id=disposal.uid).order_by("pk").values_list("verb", flat=True)]
        ends = {"submitted": 1, "approved": 2, "not_approved": 2, "done": 3}
        assert told == ["submitted", "decided", "done"][: ends[disposal.status]]
        assert disposal.status in {"submitted", "not_approved"} or disposal.asset.approved_number
    for report in made.tax_reports.all():
        told = Event.objects.filter(object_id=report.uid, verb__in=["tax_report.checked", "tax_report.decided"]).count()
        assert told == (report.status != "submitted")
    changes = StatusChange.objects.filter(application=made).order_by("pk")
    for change in changes:
        assert change.after == MOVES[change.move].target
        assert change.before in MOVES[change.move].sources
    for move in MOVES:
        told = Event.objects.filter(object_id=made.uid, verb=f"application.{move}").count()
        assert told == sum(change.move == move for change in changes)
    assert made.status in STATES


@settings(max_examples=25, suppress_health_check=list(HealthCheck))
@given(steps=st.lists(st.tuples(st.sampled_from(ACTIONS), st.sampled_from(SUMS), st.integers(0, 2)), min_size=4, max_size=16))
def test_no_order_of_steps_breaks_money_or_trail(steps):
    walk(steps, paid=False)


AFTER_PAYMENT = ("refund", "repaid", "close", "dispose", "dispose", "disposed", "tax report", "nothing to return", "pay", "disposal", "tax")


@settings(max_examples=20, suppress_health_check=list(HealthCheck))
@given(
    steps=st.lists(
        st.tuples(st.sampled_from((*AFTER_PAYMENT, "revocation", "repayment")), st.sampled_from(SUMS), st.integers(0, 2)), min_size=5, max_size=16
    )
)
def test_no_order_of_what_follows_the_payment_breaks_money_or_trail(steps):
    walk(steps, paid=True)


def pay(made):
    """Report, confirm, claim and pay 400,000 yen."""
    day = dt.date(2020, 6, 1)
    for action, yen, pick in (("accept", 0, 0), ("grant", 400_000, 0), ("report", 900_000, 0), ("confirmation", 400_000, 0), ("claim", 400_000, 0)):
        attempt(action, Application.objects.get(pk=made.pk), yen, pick, day)
        day += dt.timedelta(days=1)
    attempt("pay", Application.objects.get(pk=made.pk), 400_000, 0, day)
    assert Application.objects.get(pk=made.pk).status == "paid"


def walk(steps, *, paid):
    with transaction.atomic():
        point = transaction.savepoint()
        vision, _document = small_plan()
        call = factory.open_call(vision.items.get(code="A-P1"), initial=900_000)
        made = factory.submitted(call)
        if paid:
            pay(made)
        day = dt.date(2020, 6, 10)
        for action, yen, pick in steps:
            made = Application.objects.get(pk=made.pk)
            before = (made.status, made.version, made.paid, made.returned, made.decided, made.confirmed)
            try:
                with transaction.atomic():
                    attempt(action, made, yen, pick, day)
            except (ApplicationError, IncompleteError):
                made.refresh_from_db()
                assert (made.status, made.version, made.paid, made.returned, made.decided, made.confirmed) == before
            whole(made)
            day += dt.timedelta(days=3)
        transaction.savepoint_rollback(point)


def test_every_state_can_be_reached_and_left_as_the_table_says():
    reached = {move.target for move in MOVES.values()} | {"draft"}
    assert reached == set(STATES)
    assert {source for move in MOVES.values() for source in move.sources} <= set(STATES)
    assert {Outcome(outcome) for outcomes in OUTCOMES.values() for outcome in outcomes} == set(Outcome)


def test_diagram_of_the_workflow_is_up_to_date():
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "tools/draw_application_workflow.py", "--check"], cwd=root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
