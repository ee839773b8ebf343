"""Totals come from the rows, whatever happened to them, in a constant number of queries."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import money
from tests.factories.vision import small_plan

from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.domain.totals import EnvelopeTotals, totals
from musubi.blocks.money.enums import BudgetChangeKind, InspectionResult, PaymentKind
from musubi.blocks.money.models import BudgetChange, Contract, ContractChange, ContractShare, Payment

pytestmark = pytest.mark.django_db
NOW = money.NOW
K = BudgetChangeKind


@pytest.fixture
def item():
    vision, _document = small_plan(programs=3)
    return vision.items.get(code="A-P1")


def one(item, year=2020) -> EnvelopeTotals:
    return totals(item_ids=[item.pk], fiscal_years=[year])[item.pk, year]


def test_the_worked_example_of_a_year(item):
    """当初 1,000,000 補正 +500,000 流用 −200,000 繰越 300,000 → 予算現額 1,600,000."""
    line = money.line(money.envelope(item))
    for kind, amount in ((K.SUPPLEMENTARY, 500_000), (K.TRANSFER, -200_000), (K.CARRIED_IN, 300_000)):
        budgets.record_change(line=line, kind=kind, amount=amount, actor=None, now=NOW)
    contract = money.contract(line, amount=600_000)
    ledger.amend_contract(contract=contract, changed_on=dt.date(2020, 9, 1), amount=-50_000, reason="部数の減", actor=None, now=NOW)
    ledger.pay_contract(contract=contract, paid_on=dt.date(2020, 7, 1), amount=400_000, kind=PaymentKind.ESTIMATED, actor=None, now=NOW)
    ledger.pay_contract(contract=contract, paid_on=dt.date(2020, 12, 1), amount=28_000, kind=PaymentKind.REFUND, actor=None, now=NOW)
    found = one(item)
    assert (found.initial, found.supplementary, found.transfer, found.carried_over) == (1_000_000, 500_000, -200_000, 300_000)
    assert (found.current, found.committed, found.spent, found.remaining, found.unpaid) == (1_600_000, 550_000, 372_000, 1_050_000, 178_000)
    assert found.execution_rate == Decimal("23.3")  # 372,000 ÷ 1,600,000 = 23.25 %, half up
    assert found.unused is None


def test_unused_is_told_only_when_closed(item):
    envelope = money.envelope(item)
    line = money.line(envelope)
    budgets.record_change(line=line, kind=K.CARRIED_OUT, amount=100_000, actor=None, now=NOW)
    assert one(item).unused is None
    budgets.close_envelope(envelope=envelope, closed_on=dt.date(2021, 5, 31), actor=None, now=NOW)
    assert (one(item).current, one(item).unused) == (1_000_000, 900_000)
    budgets.reopen_envelope(envelope=envelope, reason="支払の訂正", actor=None, now=NOW)
    assert one(item).unused is None


def test_year_is_closed_only_when_every_budget_of_it_is(item):
    first, second = money.envelope(item), money.envelope(item, budget_code="07-01-02-020")
    money.line(first)
    money.line(second, initial=5)
    budgets.close_envelope(envelope=first, closed_on=dt.date(2021, 5, 31), actor=None, now=NOW)
    assert one(item).unused is None
    assert one(item).current == 1_000_005


def test_a_typed_forecast_goes_before_the_committed_sum(item):
    first, second = money.envelope(item, budget_code="1"), money.envelope(item, budget_code="2")
    money.line(first, code="10")
    money.contract(money.line(first, code="12"), amount=70)
    money.contract(money.line(second), amount=30)
    assert one(item).forecast == 100
    type(first).objects.filter(pk=first.pk).update(forecast=5_000)
    assert one(item).forecast == 5_030


def test_envelope_without_lines_is_there_with_nothing(item):
    money.envelope(item)
    assert one(item) == EnvelopeTotals(closed=False)
    assert one(item).execution_rate is None


def test_item_without_envelope_is_absent(item):
    assert totals(item_ids=[item.pk], fiscal_years=[2020]) == {}


def test_typed_totals_replace_the_ledger_and_give_way_to_it(item):
    line = money.line(money.envelope(item))
    contract = money.contract(line, amount=600_000)
    ledger.pay_contract(contract=contract, paid_on=dt.date(2020, 7, 1), amount=200_000, kind=PaymentKind.PREPAID, actor=None, now=NOW)
    line = budgets.type_totals(line=line, committed=450_000, spent=123_000, totals_on=dt.date(2020, 9, 30), actor=None, now=NOW)
    assert (one(item).committed, one(item).spent) == (450_000, 123_000)
    budgets.use_ledger(line=line, actor=None, now=NOW)
    assert (one(item).committed, one(item).spent) == (600_000, 200_000)


def test_a_share_counts_in_its_own_year_and_not_in_the_first(item):
    now_line = money.line(money.envelope(item))
    next_line = money.line(money.envelope(item, fiscal_year=2021))
    contract = money.contract(now_line, amount=900_000, due_on=dt.date(2022, 3, 31))
    share = ledger.share_contract(contract=contract, fiscal_year=2021, amount=500_000, actor=None, now=NOW)
    assert (one(item).committed, one(item, 2021).committed) == (400_000, 0)
    from musubi.blocks.money.domain.entries import change_entry

    change_entry(record=share, values={"line": next_line}, actor=None, now=NOW)
    ledger.pay_contract(contract=contract, line=next_line, paid_on=dt.date(2021, 6, 1), amount=300_000, kind=PaymentKind.PREPAID, actor=None, now=NOW)
    assert (one(item).committed, one(item).spent) == (400_000, 0)
    assert (one(item, 2021).committed, one(item, 2021).spent) == (500_000, 300_000)


@pytest.mark.parametrize("programs", [1, 3])
def test_query_count_is_constant(programs, django_assert_num_queries):
    vision, _document = small_plan(programs=programs)
    items = list(vision.items.filter(code__startswith="A-P"))
    for item in items:
        for year in (2019, 2020):
            money.contract(money.line(money.envelope(item, fiscal_year=year)))
    with django_assert_num_queries(2):
        found = totals(item_ids=[item.pk for item in items], fiscal_years=[2019, 2020])
    assert len(found) == 2 * programs


def test_more_items_than_a_query_should_name(item, django_assert_num_queries):
    money.contract(money.line(money.envelope(item)))
    with django_assert_num_queries(2):
        found = totals(item_ids=range(item.pk, item.pk + 2_000), fiscal_years=[2020])
    assert list(found) == [(item.pk, 2020)]


AMOUNTS = st.integers(min_value=-2_000_000, max_value=2_000_000)
STEP = st.tuples(
    st.sampled_from(["change", "transfer", "contract", "amend", "share", "pay", "inspect", "type", "ledger"]),
    st.integers(min_value=0, max_value=5),
    AMOUNTS,
    st.sampled_from(list(BudgetChangeKind)),
    st.sampled_from(list(PaymentKind)),
)


def act(step, lines):
    """One step of a history; what breaks a rule is refused and leaves nothing."""
    what, number, amount, kind, payment_kind = step
    line = lines[number % len(lines)]
    line.refresh_from_db()
    contracts = list(Contract.objects.order_by("pk"))
    contract = contracts[number % len(contracts)] if contracts else None
    common = {"actor": None, "now": NOW}
    year = line.envelope.fiscal_year
    if what == "change":
        budgets.record_change(line=line, kind=kind, amount=amount, **common)
    elif what == "transfer":
        budgets.transfer(source=line, target=lines[(number + 1) % len(lines)], amount=amount, **common)
    elif what == "contract":
        money.contract(line, amount=amount)
    elif what == "type":
        budgets.type_totals(line=line, committed=abs(amount), spent=number, totals_on=dt.date(year, 9, 30), **common)
    elif what == "ledger":
        budgets.use_ledger(line=line, **common)
    elif contract is not None and what == "amend":
        ledger.amend_contract(contract=contract, changed_on=dt.date(contract.line.envelope.fiscal_year, 9, 1), amount=amount, reason="変更", **common)
    elif contract is not None and what == "share":
        ledger.share_contract(contract=contract, fiscal_year=year, amount=amount, line=line, **common)
    elif contract is not None and what == "inspect":
        result = InspectionResult.PASSED if number else InspectionResult.FAILED
        ledger.inspect_contract(contract=contract, inspected_on=dt.date(year, 6, 10 + number), inspector="検収係", result=result, **common)
    elif contract is not None and what == "pay":
        ledger.pay_contract(contract=contract, line=line, paid_on=dt.date(year, 7, 10 + number), amount=amount, kind=payment_kind, **common)


def by_hand(line):
    """A line's figures added up row by row."""
    changes = {kind: sum(BudgetChange.objects.filter(line=line, kind=kind).values_list("amount", flat=True)) for kind in K}
    bound = sum(Contract.objects.filter(line=line).values_list("amount", flat=True))
    bound += sum(ContractChange.objects.filter(contract__line=line).values_list("amount", flat=True))
    bound -= sum(ContractShare.objects.filter(contract__line=line).values_list("amount", flat=True))
    bound += sum(ContractShare.objects.filter(line=line).values_list("amount", flat=True))
    signs = {PaymentKind.REFUND: -1, PaymentKind.LATE_REFUND: 0}
    paid = sum(signs.get(payment.kind, 1) * payment.amount for payment in Payment.objects.filter(line=line))
    line.refresh_from_db()
    if line.source != "ledger":
        bound, paid = line.committed_total, line.spent_total
    return changes, bound, paid


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(steps=st.lists(STEP, max_size=25))
def test_totals_are_the_sum_of_the_rows_under_any_history(item, steps):
    from django.db import transaction

    with transaction.atomic():
        lines = [money.line(money.envelope(item, fiscal_year=year, budget_code=f"{year}"), code="12") for year in (2019, 2020)]
        lines.append(money.line(lines[1].envelope, code="13", initial=3_000_000))
        for step in steps:
            try:
                act(step, lines)
            except MoneyError:
                continue
        found = totals(item_ids=[item.pk], fiscal_years=[2019, 2020])
        for year in (2019, 2020):
            told = [by_hand(line) for line in lines if line.envelope.fiscal_year == year]
            sums = {kind: sum(changes[kind] for changes, _bound, _paid in told) for kind in K}
            row = found[item.pk, year]
            assert row.current == sum(sums[kind] for kind in K.in_current())
            assert (row.initial, row.supplementary, row.transfer) == (sums[K.INITIAL], sums[K.SUPPLEMENTARY], sums[K.TRANSFER])
            assert (row.committed, row.spent) == (sum(bound for _c, bound, _p in told), sum(paid for _c, _b, paid in told))
            assert row.spent <= row.committed
        transaction.set_rollback(True)
