"""The rules of contracts and budgets: what is refused, what the head may lift, what nobody may."""

import datetime as dt

import pytest
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.models import Event
from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.domain.entries import change_entry, remove_entry
from musubi.blocks.money.domain.errors import MoneyError, RuleBrokenError
from musubi.blocks.money.domain.totals import totals
from musubi.blocks.money.enums import BudgetChangeKind, ContractMethod, InspectionResult, MoneyRule, PaymentKind
from musubi.blocks.money.models import BudgetChange, BudgetException, Contract, Payment

pytestmark = pytest.mark.django_db
NOW = money.NOW


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def line(item):
    return money.line(money.envelope(item))


def staff(role):
    return person(role, body=Organization.objects.get(code="D1"))


def day(month, of=1, year=2020):
    return dt.date(year, month, of)


def pay(contract, amount, *, on=None, kind=PaymentKind.PREPAID, actor=None, **fields):
    return ledger.pay_contract(contract=contract, paid_on=on or day(7), amount=amount, kind=kind, actor=actor, now=NOW, **fields)


def broken(call, *arguments, **options):
    """The rules that a call breaks."""
    with pytest.raises(RuleBrokenError) as raised:
        call(*arguments, **options)
    return {str(violation.rule) for violation in raised.value.violations}


def test_contract_over_the_budget_needs_the_heads_reason(line):
    assert broken(money.contract, line, amount=1_000_001) == {MoneyRule.OVER_BUDGET}
    assert Contract.objects.count() == 0
    money.contract(line, amount=1_000_000)


@pytest.mark.parametrize("role", [Role.DIVISION_STAFF, Role.COORDINATOR, Role.SECRETARIAT])
def test_only_the_head_lifts_a_rule(line, role):
    clerk = staff(role)
    call = {"title": "件名", "counterparty": "相手", "method": ContractMethod.OPEN_BID, "contracted_on": day(6), "amount": 1_200_000}
    with pytest.raises(RuleBrokenError, match="課長に理由を記録して"):
        ledger.record_contract(line=line, actor=clerk, now=NOW, exception_reason="急ぐため", **call)
    ledger.record_contract(line=line, actor=staff(Role.DIVISION_HEAD), now=NOW, exception_reason="補正の議決を待てない", **call)
    lifted = BudgetException.objects.get()
    assert (lifted.rule, lifted.amount, lifted.reason) == (MoneyRule.OVER_BUDGET, 200_000, "補正の議決を待てない")
    assert Event.objects.get(verb="contract.created").reason == "補正の議決を待てない"


def test_head_of_another_division_lifts_nothing(line):
    with pytest.raises(RuleBrokenError):
        money_head = person(Role.DIVISION_HEAD)
        ledger.record_contract(
            line=line,
            title="件名",
            counterparty="相手",
            method=ContractMethod.OPEN_BID,
            contracted_on=day(6),
            amount=1_200_000,
            actor=money_head,
            now=NOW,
            exception_reason="急ぐため",
        )


def test_what_was_lifted_holds_up_to_its_amount(line):
    money.contract(line, amount=1_200_000, exception_reason="補正の議決を待てない")
    first = Contract.objects.get()
    change_entry(record=first, values={"title": "件名の訂正"}, actor=None, now=NOW)
    assert broken(money.contract, line, amount=1) == {MoneyRule.OVER_BUDGET}


def test_cutting_a_budget_below_what_is_committed_is_refused(line):
    money.contract(line, amount=900_000)
    cut = {"line": line, "kind": BudgetChangeKind.SUPPLEMENTARY, "amount": -200_000, "actor": None, "now": NOW}
    assert broken(budgets.record_change, **cut) == {MoneyRule.OVER_BUDGET}
    assert BudgetChange.objects.count() == 1


def test_transfer_moves_both_sides_or_neither(item, line):
    other = money.line(line.envelope, code="13", initial=0)
    budgets.transfer(source=line, target=other, amount=300_000, actor=None, now=NOW)
    assert sorted(BudgetChange.objects.filter(kind="transfer").values_list("amount", flat=True)) == [-300_000, 300_000]
    money.contract(line, amount=700_000)
    assert broken(budgets.transfer, source=line, target=other, amount=1, actor=None, now=NOW) == {MoneyRule.OVER_BUDGET}
    assert BudgetChange.objects.filter(kind="transfer").count() == 2


@pytest.mark.parametrize("amount", [0, -5])
def test_transfer_of_nothing_is_refused(line, amount):
    with pytest.raises(MoneyError, match="1円以上"):
        budgets.transfer(source=line, target=line, amount=amount, actor=None, now=NOW)


def test_paid_stays_within_the_contract_and_no_reason_lifts_it(line):
    contract = money.contract(line, amount=500_000)
    pay(contract, 500_000)
    assert broken(pay, contract, 1, actor=staff(Role.DIVISION_HEAD), exception_reason="端数") == {MoneyRule.OVERPAID}
    ledger.amend_contract(contract=contract, changed_on=day(8), amount=10_000, reason="増", actor=None, now=NOW)
    pay(contract, 10_000, on=day(9))
    shrink = {"contract": contract, "changed_on": day(10), "amount": -1, "reason": "減", "actor": None, "now": NOW}
    assert broken(ledger.amend_contract, **shrink) == {MoneyRule.OVERPAID}


def test_money_back_makes_room_and_is_never_more_than_was_paid(line):
    contract = money.contract(line, amount=400_000)
    pay(contract, 400_000, kind=PaymentKind.ESTIMATED)
    pay(contract, 28_000, on=day(12), kind=PaymentKind.REFUND)
    assert broken(pay, contract, 372_001, on=day(12, 2), kind=PaymentKind.REFUND) == {MoneyRule.OVER_RETURNED}
    assert broken(pay, contract, 28_001, on=day(12, 3)) == {MoneyRule.OVERPAID}
    assert broken(pay, contract, 1, on=day(6, 2), kind=PaymentKind.REFUND) == {MoneyRule.OVER_RETURNED}


def test_advance_is_settled_at_less_once_the_rest_came_back(line):
    contract = money.contract(line, amount=400_000)
    pay(contract, 400_000, kind=PaymentKind.ESTIMATED)

    def settle(on):
        return ledger.amend_contract(contract=contract, changed_on=on, amount=-28_000, reason="精算(架空)", actor=None, now=NOW)

    assert broken(settle, day(12)) == {MoneyRule.OVERPAID}  # nothing came back yet
    pay(contract, 28_000, on=day(12), kind=PaymentKind.REFUND)
    settle(day(12))
    assert broken(pay, contract, 1, on=day(12, 2), kind=PaymentKind.ESTIMATED) == {MoneyRule.OVERPAID}
    assert broken(pay, contract, 1, on=day(8), kind=PaymentKind.ESTIMATED) == {MoneyRule.OVERPAID}
    figures = next(iter(totals(item_ids=[contract.item_id], fiscal_years=[2020]).values()))
    assert (figures.committed, figures.spent) == (372_000, 372_000)


def test_refund_after_the_books_closed_is_income(line):
    contract = money.contract(line)
    pay(contract, 100_000)
    late = {"on": day(6, year=2021)}
    assert broken(pay, contract, 1_000, kind=PaymentKind.REFUND, **late) == {MoneyRule.OUTSIDE_YEAR}
    assert broken(pay, contract, 1_000, kind=PaymentKind.LATE_REFUND, on=day(5, year=2021)) == {MoneyRule.OUTSIDE_YEAR}
    pay(contract, 1_000, kind=PaymentKind.LATE_REFUND, **late)


@pytest.mark.parametrize("kind", [PaymentKind.FINAL, PaymentKind.PARTIAL])
def test_payment_waits_for_a_passed_inspection(line, kind):
    contract = money.contract(line)
    assert broken(pay, contract, 10, kind=kind) == {MoneyRule.BEFORE_INSPECTION}
    inspect = {"contract": contract, "inspector": "検収係", "actor": None, "now": NOW}
    ledger.inspect_contract(inspected_on=day(6, 20), result=InspectionResult.REWORK, **inspect)
    assert broken(pay, contract, 10, kind=kind) == {MoneyRule.BEFORE_INSPECTION}
    ledger.inspect_contract(inspected_on=day(7, 2), **inspect)
    assert broken(pay, contract, 10, kind=kind, on=day(7)) == {MoneyRule.BEFORE_INSPECTION}
    pay(contract, 10, kind=kind, on=day(7, 2))


def test_spending_without_a_contract_needs_no_inspection(line):
    pay(money.contract(line, method=ContractMethod.NO_CONTRACT, title="負担金"), 10, kind=PaymentKind.FINAL)


def test_taking_an_inspection_back_leaves_no_payment_without_one(line):
    contract = money.contract(line)
    inspection = ledger.inspect_contract(contract=contract, inspected_on=day(6, 20), inspector="検収係", actor=None, now=NOW)
    pay(contract, 10, kind=PaymentKind.FINAL)
    assert broken(remove_entry, record=inspection, actor=None, now=NOW, reason="誤り") == {MoneyRule.BEFORE_INSPECTION}
    assert contract.inspections.count() == 1


def test_days_follow_each_other(line):
    contract = money.contract(line)
    inspect = {"contract": contract, "inspector": "検収係", "actor": None, "now": NOW}
    assert broken(ledger.inspect_contract, inspected_on=day(5), **inspect) == {MoneyRule.DATE_ORDER}
    assert broken(ledger.inspect_contract, inspected_on=day(7), completed_on=day(8), **inspect) == {MoneyRule.DATE_ORDER}
    assert broken(pay, contract, 10, on=day(5)) == {MoneyRule.DATE_ORDER}
    assert broken(money.contract, line, amount=1, due_on=day(5)) == {MoneyRule.DATE_ORDER}
    amend = {"contract": contract, "changed_on": day(5), "amount": 1, "reason": "変更", "actor": None, "now": NOW}
    assert broken(ledger.amend_contract, **amend) == {MoneyRule.DATE_ORDER}


@pytest.mark.parametrize("on", [dt.date(2020, 3, 31), dt.date(2021, 6, 1)])
def test_payment_falls_into_the_years_open_books(line, on):
    contract = money.contract(line, contracted_on=day(4))
    assert MoneyRule.OUTSIDE_YEAR in broken(pay, contract, 10, on=on)


def test_payment_of_the_settlement_months_counts_for_the_old_year(line):
    pay(money.contract(line), 10, on=day(5, 31, year=2021))


def test_payment_names_a_line_of_its_contract(item, line):
    other = money.line(line.envelope, code="13")
    with pytest.raises(MoneyError, match="この契約の節か"):
        pay(money.contract(line), 10, line=other)


def test_shares_stay_within_the_contract_and_outside_its_year(item, line):
    contract = money.contract(line, amount=500_000)
    share = {"contract": contract, "actor": None, "now": NOW}
    assert broken(ledger.share_contract, fiscal_year=2021, amount=500_001, **share) == {MoneyRule.OVER_SHARED}
    with pytest.raises(MoneyError, match="契約した年度の分"):
        ledger.share_contract(fiscal_year=2020, amount=1, **share)
    with pytest.raises(MoneyError, match="その年度の予算"):
        ledger.share_contract(fiscal_year=2021, amount=1, line=line, **share)


def test_contracts_stay_within_the_assemblys_limit(item, line):
    obligation = ledger.record_obligation(
        item=item, name="管理業務", first_fiscal_year=2020, last_fiscal_year=2022, limit=800_000, actor=None, now=NOW
    )
    contract = money.contract(line, amount=800_000, debt_obligation=obligation)
    amend = {"contract": contract, "changed_on": day(8), "amount": 1, "reason": "増", "actor": None, "now": NOW}
    assert broken(ledger.amend_contract, **amend) == {MoneyRule.OVER_LIMIT}
    ledger.plan_obligation_year(obligation=obligation, fiscal_year=2021, amount=800_000, actor=None, now=NOW)
    plan = {"obligation": obligation, "fiscal_year": 2022, "amount": 1, "actor": None, "now": NOW}
    assert broken(ledger.plan_obligation_year, **plan) == {MoneyRule.OVER_LIMIT}


def test_closed_year_takes_no_entry(line):
    contract = money.contract(line)
    budgets.close_envelope(envelope=line.envelope, closed_on=day(5, 31, year=2021), actor=None, now=NOW)
    with pytest.raises(MoneyError, match="締め切っています"):
        pay(contract, 1)
    with pytest.raises(MoneyError, match="締め切っています"):
        change_entry(record=contract, values={"amount": 5}, actor=None, now=NOW)
    with pytest.raises(MoneyError, match="締め切っています"):
        remove_entry(record=contract, actor=None, now=NOW, reason="誤り")


def test_year_is_not_closed_before_its_end(line):
    with pytest.raises(MoneyError, match="2021年4月1日以後"):
        budgets.close_envelope(envelope=line.envelope, closed_on=day(3, 31, year=2021), actor=None, now=NOW)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"kind": "initial", "amount": 5}, "もうあります"),
        ({"kind": "carried_in", "amount": -5}, "0円以上"),
        ({"kind": "transfer", "amount": 5, "round": 2}, "補正の回"),
    ],
)
def test_what_the_database_refuses_is_told_in_words(line, values, message):
    with pytest.raises(MoneyError, match=message):
        budgets.record_change(line=line, actor=None, now=NOW, **values)


def test_what_others_hang_on_stays(line):
    money.contract(line)
    with pytest.raises(MoneyError, match="使っている記録がある"):
        remove_entry(record=line, actor=None, now=NOW, reason="誤り")
    pay(Contract.objects.get(), 5)
    with pytest.raises(MoneyError, match="支払のある契約"):
        remove_entry(record=Contract.objects.get(), actor=None, now=NOW, reason="誤り")
    assert Payment.objects.count() == 1


def test_taking_back_keeps_what_was_said(line):
    contract = money.contract(line, amount=600_000)
    remove_entry(record=contract, actor=None, now=NOW, reason="二重の登録")
    event = Event.objects.get(verb="contract.removed")
    assert (event.before["amount"], event.reason, event.program_code) == (600_000, "二重の登録", "A-P1")
    assert "counterparty" not in event.before
    assert event.personal_values.get().before == "株式会社見本印刷（架空）"


def test_carrying_over_writes_both_years(item, line):
    following = money.line(money.envelope(item, fiscal_year=2021), initial=0)
    budgets.carry_over(source=line, target=following, amount=250_000, actor=None, now=NOW)
    assert list(BudgetChange.objects.filter(amount=250_000).order_by("pk").values_list("kind", flat=True)) == ["carried_out", "carried_in"]
    with pytest.raises(MoneyError, match="翌年度"):
        budgets.carry_over(source=following, target=line, amount=1, actor=None, now=NOW)


def test_last_years_budgets_are_copied_without_amounts_once(item, line):
    made = budgets.copy_envelopes(item=item, fiscal_year=2021, actor=None, now=NOW)
    assert [(envelope.name, [row.code for row in envelope.lines.all()]) for envelope in made] == [("企業誘致推進事業(架空)", ["12"])]
    assert BudgetChange.objects.filter(line__envelope__fiscal_year=2021).count() == 0
    assert budgets.copy_envelopes(item=item, fiscal_year=2021, actor=None, now=NOW) == []


def test_each_entry_has_one_event_with_the_code(line):
    contract = money.contract(line)
    pay(contract, 5)
    found = list(Event.objects.filter(object_type__startswith="money.").order_by("pk").values_list("verb", "program_code"))
    verbs = ["envelope.created", "budgetline.created", "budgetchange.created", "contract.created", "payment.created"]
    assert found == [(verb, "A-P1") for verb in verbs]


def test_moving_an_entry_is_checked_where_it_goes(item, line):
    small = money.line(line.envelope, code="13", initial=100_000)
    closed = money.line(money.envelope(item, budget_code="07-09"), code="12")
    budgets.close_envelope(envelope=closed.envelope, closed_on=day(5, 31, year=2021), actor=None, now=NOW)
    contract = money.contract(line, amount=600_000)
    assert broken(change_entry, record=contract, values={"line": small}, actor=None, now=NOW) == {MoneyRule.OVER_BUDGET}
    with pytest.raises(MoneyError, match="締め切っています"):
        change_entry(record=contract, values={"line": closed}, actor=None, now=NOW)
    assert Contract.objects.get().line == line
