"""Budgets and contracts of the demo's programs: whole yen, all fictional."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.enums import BudgetChangeKind, ContractMethod, FundingKind
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import on
from musubi.packs.demo.story import MARK, PARTNERS, STORIES

LINES = (("10", "需用費", 15), ("12", "委託料", 60), ("18", "負担金補助及び交付金", 25))  # code, name, share in percent
FIRST_YEAR = 2018


def keep_budgets(*, vision: Vision, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> None:
    """A budget for each program, with a contract of the 委託料 that is inspected and paid where its day has come."""
    items = {item.code: item for item in vision.items.all()}
    for number, story in enumerate(STORIES):
        if story.code in items:
            total = story.budgets[fiscal_year - FIRST_YEAR] * 1000
            _program(items[story.code], number, total, fiscal_year, until, who.get("jimukyoku"), chance)


def _program(item: PlanItem, number: int, total: int, fiscal_year: int, until: dt.date, actor: Any, chance: random.Random) -> None:
    opened = on(dt.date(fiscal_year, 4, 2))
    name, code = f"{item.name}(架空)", f"07-01-02-{number + 1:03d}"
    envelope = budgets.open_envelope(item=item, fiscal_year=fiscal_year, name=name, budget_code=code, actor=actor, now=opened)
    lines = {}
    for line_code, line_name, share in LINES:
        lines[line_code] = budgets.add_line(envelope=envelope, code=line_code, name=line_name, actor=actor, now=opened)
        amount = total * share // 100
        budgets.record_change(
            line=lines[line_code], kind=BudgetChangeKind.INITIAL, amount=amount, decided_on=dt.date(fiscal_year, 3, 20), actor=actor, now=opened
        )
    current = sum(total * share // 100 for _code, _name, share in LINES)
    if item.code == "C-P1" and fiscal_year == 2019:
        added, when = 6_000_000, dt.date(2019, 12, 18)
        budgets.record_change(
            line=lines["12"], kind=BudgetChangeKind.SUPPLEMENTARY, amount=added, round=4, decided_on=when, actor=actor, now=on(when)
        )
        current += added
    budgets.add_funding(envelope=envelope, kind=FundingKind.GENERAL, amount=current, actor=actor, now=opened)
    _spend(lines, total, fiscal_year, until, actor, chance)
    closing = dt.date(fiscal_year + 1, 5, 31)
    if closing <= until:
        budgets.close_envelope(envelope=envelope, closed_on=closing, actor=actor, now=on(closing))


def _spend(lines: dict[str, Any], total: int, fiscal_year: int, until: dt.date, actor: Any, chance: random.Random) -> None:
    signed = dt.date(fiscal_year, 6, chance.randint(3, 14))
    amount = total * 60 // 100 * chance.randint(86, 98) // 100 // 1000 * 1000
    contract = ledger.record_contract(
        line=lines["12"],
        title=f"運営業務{MARK}",
        counterparty=f"{chance.choice(PARTNERS)}{MARK}",
        method=ContractMethod.INVITED_BID,
        contracted_on=signed,
        due_on=dt.date(fiscal_year + 1, 3, 20),
        amount=amount,
        actor=actor,
        now=on(signed),
    )
    finished = dt.date(fiscal_year + 1, 3, 23)
    if finished <= until:
        ledger.inspect_contract(contract=contract, inspected_on=finished, inspector=f"検収係{MARK}", actor=actor, now=on(finished))
        paid = dt.date(fiscal_year + 1, 4, 15)
        ledger.pay_contract(contract=contract, paid_on=paid, amount=amount, actor=actor, now=on(paid))
    for code, share in (("10", 15), ("18", 25)):
        counted = min(until, dt.date(fiscal_year + 1, 3, 31))
        part = 96 if counted.month == 3 else 45
        spent = total * share // 100 * (part - chance.randint(0, 9)) // 100
        budgets.type_totals(line=lines[code], committed=spent, spent=spent, totals_on=counted, actor=actor, now=on(counted))
