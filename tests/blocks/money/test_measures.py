"""What money counts for indicators is what the records behind it add up to, and what the ledger's page lists."""

import datetime as dt
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.enums import PaymentKind

pytestmark = pytest.mark.django_db
KEYS = ("money.contracts", "money.contracted_yen", "money.spent_yen")
YEARS = (2019, 2020)


@pytest.fixture
def items():
    vision, _document = small_plan(programs=3)
    return list(vision.items.filter(code__startswith="A-P").order_by("code"))


def figures(key, items):
    found = measure(key).compute([item.pk for item in items], YEARS)
    return {pair: value for pair, value in found.items() if value}


def test_the_worked_example(items):
    line = money.line(money.envelope(items[0]))
    contract = money.contract(line, amount=500_000)
    ledger.amend_contract(contract=contract, changed_on=dt.date(2020, 9, 1), amount=-20_000, reason="減", actor=None, now=money.NOW)
    ledger.pay_contract(contract=contract, paid_on=dt.date(2020, 9, 1), amount=90_000, kind=PaymentKind.PREPAID, actor=None, now=money.NOW)
    dues = money.contract(line, amount=30_000, method="no_contract", title="負担金")
    ledger.pay_contract(contract=dues, paid_on=dt.date(2020, 9, 1), amount=30_000, actor=None, now=money.NOW)
    imported = money.line(line.envelope, code="07", name="報償費")
    budgets.type_totals(line=imported, committed=8_000, spent=7_000, totals_on=dt.date(2020, 9, 30), actor=None, now=money.NOW)
    pair = (items[0].pk, 2020)
    assert [figures(key, items) for key in KEYS] == [{pair: Decimal(1)}, {pair: Decimal(480_000)}, {pair: Decimal(127_000)}]


CONTRACT = st.tuples(
    st.integers(0, 2),
    st.sampled_from(YEARS),
    st.integers(1, 900_000),
    st.sampled_from(["open_bid", "no_contract"]),
    st.integers(0, 1),
    st.integers(0, 100_000),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(given_contracts=st.lists(CONTRACT, max_size=8))
def test_every_figure_is_what_its_records_add_up_to(items, given_contracts):
    from django.db import transaction

    with transaction.atomic():
        lines = {(n, year): money.line(money.envelope(items[n], fiscal_year=year), initial=9_000_000) for n in range(3) for year in YEARS}
        for number, year, amount, method, typed, more in given_contracts:
            made = money.contract(lines[number, year], amount=amount, method=method)
            ledger.pay_contract(contract=made, paid_on=dt.date(year, 7, 1), amount=amount, kind=PaymentKind.PREPAID, actor=None, now=money.NOW)
            if more:
                ledger.amend_contract(contract=made, changed_on=dt.date(year, 8, 1), amount=more, reason="増", actor=None, now=money.NOW)
            if typed:
                line = lines[number, year]
                line.refresh_from_db()
                budgets.type_totals(line=line, committed=more, spent=more // 2, totals_on=dt.date(year, 9, 1), actor=None, now=money.NOW)
        for key in KEYS:
            assert disagreements(measure(key), item_ids=[item.pk for item in items], fiscal_years=YEARS) == []
        transaction.set_rollback(True)


@pytest.mark.parametrize("key", KEYS)
def test_two_queries_at_any_size(items, key, django_assert_max_num_queries):
    for item in items:
        for year in YEARS:
            money.contract(money.line(money.envelope(item, fiscal_year=year)))
    with django_assert_max_num_queries(2):
        assert len(measure(key).compute([item.pk for item in items], YEARS)) == 6


def test_the_page_behind_a_figure_lists_its_records(client, items, settings):
    settings.DEMO = True
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    first = money.line(money.envelope(items[0]), initial=9_000_000)
    money.contract(first)
    money.contract(first, method="no_contract")
    before = money.line(money.envelope(items[0], fiscal_year=2019), initial=9_000_000)
    shared = money.contract(before, due_on=dt.date(2021, 3, 31))
    ledger.share_contract(contract=shared, fiscal_year=2020, amount=100, line=first, actor=None, now=money.NOW)
    for year, count in ((2019, 1), (2020, 1)):
        page = client.get(measure("money.contracts").address(items[0], year)).context["page"]
        assert set(page) == set(measure("money.contracts").records(items[0].pk, year))
        assert len(page) == count
    assert client.get(measure("money.spent_yen").address(items[0], 2020)).status_code == 200
