"""Budgets and contracts of the demo's programs: whole yen, all fictional."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from musubi.blocks.money.domain import budgets, ledger
from musubi.blocks.money.enums import BudgetChangeKind, ContractMethod, FundingKind, PaymentKind
from musubi.blocks.money.models import BudgetLine, Envelope
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.packs.demo.moments import on
from musubi.packs.demo.story import MARK, PARTNERS, STORIES, Story

LINES = (("10", "需用費", 15), ("12", "委託料", 60), ("18", "負担金補助及び交付金", 25))  # code, name, share in percent
FIRST_YEAR = 2018
DELAYED, ADDED, CARRIED = ("C-P1", 2019), 6_000_000, 6_000_000  # obstacles in the ground: a supplementary budget, carried to the next year
SETTLED = ("D-P1", 2019)
FUNDED = {
    "C-P1": (FundingKind.NATIONAL, "地方創生の交付金(架空)", 50),
    "B-P3": (FundingKind.PREFECTURE, "農業の補助金(架空)", 40),
    "D-P2": (FundingKind.PREFECTURE, "就農の補助金(架空)", 60),
    "C-P4": (FundingKind.OTHER, "農場の使用料(架空)", 30),
}


def keep_budgets(*, vision: Vision, fiscal_year: int, until: dt.date, who: dict[str, Any], chance: random.Random) -> None:
    """A budget for each program, with a contract of the 委託料 that is inspected and paid where its day has come."""
    items = {item.code: item for item in vision.items.all()}
    for number, story in enumerate(STORIES):
        if story.code in items:
            _program(items[story.code], number, story, fiscal_year, until, who.get("jimukyoku"), chance)


def _open(item: PlanItem, number: int, total: int, fiscal_year: int, actor: Any) -> tuple[Envelope, dict[str, BudgetLine]]:
    """The year's budget with its lines and first amounts; the one that a carry-over opened already, where it did."""
    opened = on(dt.date(fiscal_year, 4, 2))
    name, code = f"{item.name}(架空)", f"07-01-02-{number + 1:03d}"
    known = Envelope.objects.filter(item=item, fiscal_year=fiscal_year, budget_code=code).first()
    if known is not None:
        return known, {line.code: line for line in known.lines.all()}
    envelope = budgets.open_envelope(item=item, fiscal_year=fiscal_year, name=name, budget_code=code, actor=actor, now=opened)
    lines = {}
    for line_code, line_name, share in LINES:
        lines[line_code] = budgets.add_line(envelope=envelope, code=line_code, name=line_name, actor=actor, now=opened)
        amount, decided_on = total * share // 100, dt.date(fiscal_year, 3, 20)
        budgets.record_change(line=lines[line_code], kind=BudgetChangeKind.INITIAL, amount=amount, decided_on=decided_on, actor=actor, now=opened)
    return envelope, lines


def _program(item: PlanItem, number: int, story: Story, fiscal_year: int, until: dt.date, actor: Any, chance: random.Random) -> None:
    total = story.budgets[fiscal_year - FIRST_YEAR] * 1000
    envelope, lines = _open(item, number, total, fiscal_year, actor)
    current = sum(total * share // 100 for _code, _name, share in LINES)
    if (item.code, fiscal_year) == DELAYED:
        when = dt.date(2019, 12, 18)
        told: dict[str, Any] = {"kind": BudgetChangeKind.SUPPLEMENTARY, "amount": ADDED, "round": 4, "decided_on": when}
        budgets.record_change(line=lines["12"], actor=actor, now=on(when), **told)
        current += ADDED
    elif item.code == DELAYED[0] and fiscal_year == DELAYED[1] + 1:
        current += CARRIED
    elif (item.code, fiscal_year) == ("B-P1", 2018):
        when = dt.date(2018, 11, 20)
        budgets.transfer(
            source=lines["10"], target=lines["12"], amount=50_000, decided_on=when, document_number="財第88号(架空)", actor=actor, now=on(when)
        )
    _fund(envelope, item.code, current, actor, on(dt.date(fiscal_year, 4, 2)))
    _spend(lines, total, fiscal_year, until, actor, chance, settled=(item.code, fiscal_year) == SETTLED)
    closing = dt.date(fiscal_year + 1, 5, 31)
    if closing <= until:
        if (item.code, fiscal_year) == DELAYED:
            _later, following = _open(item, number, story.budgets[fiscal_year + 1 - FIRST_YEAR] * 1000, fiscal_year + 1, actor)
            when = dt.date(2020, 3, 24)
            budgets.carry_over(source=lines["12"], target=following["12"], amount=CARRIED, decided_on=when, actor=actor, now=on(when))
        budgets.close_envelope(envelope=envelope, closed_on=closing, actor=actor, now=on(closing))


def _fund(envelope: Envelope, code: str, current: int, actor: Any, now: dt.datetime) -> None:
    """What pays for it: a share from elsewhere for some programs, the general funds for the rest."""
    kind, name, percent = FUNDED.get(code, (FundingKind.GENERAL, "", 0))
    part = current * percent // 100
    if part:
        budgets.add_funding(envelope=envelope, kind=kind, name=name, amount=part, actor=actor, now=now)
    budgets.add_funding(envelope=envelope, kind=FundingKind.GENERAL, amount=current - part, actor=actor, now=now)


def _settle(line: BudgetLine, actor: Any) -> None:
    """An advance of 400,000 yen that is settled at 372,000: 28,000 come back in the same year (戻入)."""
    paid, back = dt.date(2019, 7, 10), dt.date(2020, 3, 27)
    share = ledger.record_contract(
        line=line,
        title=f"合同説明会の負担金{MARK}",
        counterparty=f"合同説明会の実行委員会{MARK}",
        method=ContractMethod.NO_CONTRACT,
        contracted_on=dt.date(2019, 7, 1),
        amount=400_000,
        actor=actor,
        now=on(dt.date(2019, 7, 1)),
    )
    ledger.pay_contract(contract=share, paid_on=paid, amount=400_000, kind=PaymentKind.ESTIMATED, note="概算払", actor=actor, now=on(paid))
    ledger.pay_contract(contract=share, paid_on=back, amount=28_000, kind=PaymentKind.REFUND, note="精算による戻入", actor=actor, now=on(back))
    ledger.amend_contract(contract=share, changed_on=back, amount=-28_000, reason="2月の説明会の中止による精算(架空)", actor=actor, now=on(back))


def _spend(lines: dict[str, Any], total: int, fiscal_year: int, until: dt.date, actor: Any, chance: random.Random, *, settled: bool) -> None:
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
    share_of = {"10": 15, "18": 25}
    if settled:
        _settle(lines["18"], actor)
        del share_of["18"]
    for code, share in share_of.items():
        counted = min(until, dt.date(fiscal_year + 1, 3, 31))
        part = 96 if counted.month == 3 else 45
        spent = total * share // 100 * (part - chance.randint(0, 9)) // 100
        budgets.type_totals(line=lines[code], committed=spent, spent=spent, totals_on=counted, actor=actor, now=on(counted))
