"""Two clerks at once: a budget is never committed twice, a contract never paid twice."""

import datetime as dt
import threading

import pytest
from django.db import connections
from tests.factories import money
from tests.factories.vision import small_plan

from musubi.blocks.money.domain import ledger
from musubi.blocks.money.domain.accounting import apply_rows
from musubi.blocks.money.domain.errors import MoneyError, RuleBrokenError
from musubi.blocks.money.enums import MoneyRule, PaymentKind
from musubi.blocks.money.interfaces.accounting_file import file_rows, read_table
from musubi.blocks.money.models import BudgetChange, Contract, Payment

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def line():
    vision, _document = small_plan()
    return money.line(money.envelope(vision.items.get(code="A-P1")), initial=1_000_000)


def both(work):
    """Run `work` twice at once; what each run came to."""
    barrier, results = threading.Barrier(2), []

    def run():
        barrier.wait()
        try:
            work()
            results.append("done")
        except RuleBrokenError as error:
            results.append(str(error.violations[0].rule))
        except MoneyError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(results)


def test_two_contracts_at_once_stay_within_the_budget(line):
    assert both(lambda: money.contract(line, amount=600_000)) == ["done", MoneyRule.OVER_BUDGET]
    assert Contract.objects.count() == 1


def test_two_payments_at_once_stay_within_the_contract(line):
    contract = money.contract(line, amount=600_000)
    paid = {"contract": contract, "amount": 400_000, "kind": PaymentKind.PREPAID, "actor": None, "now": money.NOW}
    assert both(lambda: ledger.pay_contract(paid_on=dt.date(2020, 7, 1), **paid)) == ["done", MoneyRule.OVERPAID]
    assert Payment.objects.count() == 1


def test_one_file_applied_twice_at_once_counts_once(line):
    record = money.one_file()
    table = read_table(money.FILE.encode("cp932"), "a.csv")
    rows = file_rows(table, record.layout.mapping, "円")
    taken = {"record": record, "rows": rows, "accepted": {2, 3}, "writable": {line.envelope.item_id}, "actor": None, "now": money.NOW}
    assert both(lambda: apply_rows(**taken)) == ["done", "not_open"]
    assert BudgetChange.objects.filter(kind="initial").count() == 2
