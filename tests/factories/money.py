"""Budgets and contracts for tests, made by the same functions as the pages."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.domain.accounting import keep_file, save_layout
from musubi.blocks.money.enums import BudgetChangeKind, ContractMethod, FundingKind
from musubi.blocks.money.interfaces.accounting_file import guess, read_table

NOW = dt.datetime(2020, 10, 14, 9, tzinfo=timezone.get_default_timezone())
DAY = dt.date(2020, 9, 1)


def envelope(item, *, fiscal_year=2020, name="企業誘致推進事業(架空)", budget_code="07-01-02-010", **fields):
    """An envelope without lines."""
    return budgets.open_envelope(item=item, fiscal_year=fiscal_year, name=name, budget_code=budget_code, actor=None, now=NOW, **fields)


def line(of, *, initial=1_000_000, code="12", name="委託料"):
    """A line with a first budget."""
    made = budgets.add_line(envelope=of, code=code, name=name, actor=None, now=NOW)
    budgets.record_change(line=made, kind=BudgetChangeKind.INITIAL, amount=initial, actor=None, now=NOW)
    return made


def contract(on, *, amount=600_000, contracted_on=None, **fields):
    """A contract on a line, in its year."""
    values = {"title": "誘致パンフレット作成業務(架空)", "counterparty": "株式会社見本印刷（架空）", "method": ContractMethod.SMALL_DIRECT, **fields}
    day = contracted_on or dt.date(on.envelope.fiscal_year, 6, 1)
    return ledger.record_contract(line=on, amount=amount, contracted_on=day, actor=None, now=NOW, **values)


def one_of_each(item):
    """One record of every kind of the block."""
    on = line(envelope(item))
    budgets.add_funding(envelope=on.envelope, kind=FundingKind.GENERAL, amount=1_000_000, actor=None, now=NOW)
    obligation = ledger.record_obligation(
        item=item, name="管理業務(架空)", first_fiscal_year=2020, last_fiscal_year=2021, limit=5_000_000, resolved_on=DAY, actor=None, now=NOW
    )
    ledger.plan_obligation_year(obligation=obligation, fiscal_year=2021, amount=500_000, actor=None, now=NOW)
    made = contract(on, amount=1_200_000, debt_obligation=obligation, exception_reason="補正の議決を待てない(架空)")
    ledger.amend_contract(contract=made, changed_on=DAY, amount=-10_000, reason="部数の減", actor=None, now=NOW)
    ledger.share_contract(contract=made, fiscal_year=2021, amount=400_000, actor=None, now=NOW)
    ledger.inspect_contract(contract=made, inspected_on=DAY, inspector="検収係（架空）", actor=None, now=NOW)
    ledger.pay_contract(contract=made, paid_on=DAY, amount=300_000, actor=None, now=NOW)
    one_file()
    return made


FILE = """予算科目コード,節,節名,当初予算額,補正予算額,支出負担行為済額,支出済額
07-01-02-010,12,委託料,"1,300,000",△1,"800,000","300,000"
07-01-02-010,07,報償費,"300,000",0,0,0
07-01-02-999,12,委託料,12,34,5,6
"""


def one_file():
    """A file of the accounting system with its layout, not taken in yet."""
    data = FILE.encode("cp932")
    record = keep_file(data=data, file_name="執行状況(架空).csv", fiscal_year=2020, as_of=DAY, actor=None, now=NOW)
    table = read_table(data, record.file_name)
    mapping = guess(table.headings)
    save_layout(
        record=record, name="様式(架空)", headings=table.headings, fingerprint=table.fingerprint, mapping=mapping, unit="円", actor=None, now=NOW
    )
    return record
