"""契約・執行台帳: contracts, their changes and shares, what was inspected and paid; 債務負担行為 behind them."""

from __future__ import annotations

import datetime as dt
from typing import Any

from musubi.blocks.money.domain.entries import add_entry
from musubi.blocks.money.enums import InspectionResult, PaymentKind
from musubi.blocks.money.models import (
    BudgetLine,
    Contract,
    ContractChange,
    ContractInspection,
    ContractShare,
    DebtObligation,
    DebtObligationYear,
    Payment,
)
from musubi.blocks.vision.models import PlanItem


def record_contract(
    *,
    line: BudgetLine,
    title: str,
    counterparty: str,
    method: str,
    contracted_on: dt.date,
    amount: int,
    actor: Any,
    now: dt.datetime,
    number: str = "",
    creditor_number: str = "",
    method_reason: str = "",
    starts_on: dt.date | None = None,
    due_on: dt.date | None = None,
    debt_obligation: DebtObligation | None = None,
    note: str = "",
    exception_reason: str = "",
) -> Contract:
    """A contract on a line; its amount is committed there. Raises MoneyError, RuleBrokenError."""
    contract = Contract(
        item=line.envelope.item,
        line=line,
        title=title,
        counterparty=counterparty,
        method=method,
        contracted_on=contracted_on,
        amount=amount,
        number=number,
        creditor_number=creditor_number,
        method_reason=method_reason,
        starts_on=starts_on,
        due_on=due_on,
        debt_obligation=debt_obligation,
        note=note,
    )
    return add_entry(record=contract, actor=actor, now=now, exception_reason=exception_reason)


def amend_contract(
    *,
    contract: Contract,
    changed_on: dt.date,
    reason: str,
    actor: Any,
    now: dt.datetime,
    amount: int = 0,
    due_on: dt.date | None = None,
    exception_reason: str = "",
) -> ContractChange:
    """変更契約: `amount` more (or less, negative), a new last day, or both."""
    change = ContractChange(contract=contract, changed_on=changed_on, amount=amount, due_on=due_on, reason=reason)
    return add_entry(record=change, actor=actor, now=now, exception_reason=exception_reason)


def share_contract(
    *, contract: Contract, fiscal_year: int, amount: int, actor: Any, now: dt.datetime, line: BudgetLine | None = None, exception_reason: str = ""
) -> ContractShare:
    """年割額: the part of the contract that another year pays, on that year's line once it is there."""
    share = ContractShare(contract=contract, fiscal_year=fiscal_year, amount=amount, line=line)
    return add_entry(record=share, actor=actor, now=now, exception_reason=exception_reason)


def inspect_contract(
    *,
    contract: Contract,
    inspected_on: dt.date,
    inspector: str,
    actor: Any,
    now: dt.datetime,
    result: str = InspectionResult.PASSED,
    completed_on: dt.date | None = None,
    note: str = "",
    exception_reason: str = "",
) -> ContractInspection:
    """検収."""
    row = ContractInspection(contract=contract, inspected_on=inspected_on, inspector=inspector, result=result, completed_on=completed_on, note=note)
    return add_entry(record=row, actor=actor, now=now, exception_reason=exception_reason)


def pay_contract(
    *,
    contract: Contract,
    paid_on: dt.date,
    amount: int,
    actor: Any,
    now: dt.datetime,
    kind: str = PaymentKind.FINAL,
    line: BudgetLine | None = None,
    number: str = "",
    note: str = "",
    exception_reason: str = "",
) -> Payment:
    """支払, or money back by its kind; from the contract's own line unless a share's line is named."""
    payment = Payment(contract=contract, line=line or contract.line, kind=kind, paid_on=paid_on, amount=amount, number=number, note=note)
    return add_entry(record=payment, actor=actor, now=now, exception_reason=exception_reason)


def record_obligation(
    *,
    item: PlanItem,
    name: str,
    first_fiscal_year: int,
    last_fiscal_year: int,
    limit: int,
    actor: Any,
    now: dt.datetime,
    resolved_on: dt.date | None = None,
    document_number: str = "",
    note: str = "",
) -> DebtObligation:
    """債務負担行為 as the assembly decided it."""
    obligation = DebtObligation(
        item=item,
        name=name,
        first_fiscal_year=first_fiscal_year,
        last_fiscal_year=last_fiscal_year,
        limit=limit,
        resolved_on=resolved_on,
        document_number=document_number,
        note=note,
    )
    return add_entry(record=obligation, actor=actor, now=now)


def plan_obligation_year(*, obligation: DebtObligation, fiscal_year: int, amount: int, actor: Any, now: dt.datetime) -> DebtObligationYear:
    """What is planned to be paid in one of its years."""
    return add_entry(record=DebtObligationYear(obligation=obligation, fiscal_year=fiscal_year, amount=amount), actor=actor, now=now)
