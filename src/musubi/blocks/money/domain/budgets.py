"""Budgets of a desk: envelopes, lines, what moves them, funding, totals typed by hand, the year's closing."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.money.domain.entries import add_entry, change_entry
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.enums import BudgetChangeKind, LineSource
from musubi.blocks.money.models import BudgetChange, BudgetLine, Envelope, FundingSource
from musubi.blocks.money.models.envelope import GENERAL_ACCOUNT
from musubi.blocks.vision.models import PlanItem


def open_envelope(
    *,
    item: PlanItem,
    fiscal_year: int,
    name: str,
    actor: Any,
    now: dt.datetime,
    account: str = GENERAL_ACCOUNT,
    budget_code: str = "",
    note: str = "",
) -> Envelope:
    """A new budget of an item for a year. Raises MoneyError where it stands already."""
    envelope = Envelope(item=item, fiscal_year=fiscal_year, name=name, account=account, budget_code=budget_code, note=note)
    return add_entry(record=envelope, actor=actor, now=now)


def add_line(*, envelope: Envelope, code: str, name: str, actor: Any, now: dt.datetime) -> BudgetLine:
    """A new 節 of a budget."""
    return add_entry(record=BudgetLine(envelope=envelope, code=code, name=name), actor=actor, now=now)


def record_change(
    *,
    line: BudgetLine,
    kind: str,
    amount: int,
    actor: Any,
    now: dt.datetime,
    decided_on: dt.date | None = None,
    round: int | None = None,  # noqa: A002 - the model's own word
    document_number: str = "",
    note: str = "",
    exception_reason: str = "",
) -> BudgetChange:
    """当初, 補正, 流用 … of a line, signed yen. A cut below what is committed needs the head's reason."""
    change = BudgetChange(line=line, kind=kind, amount=amount, decided_on=decided_on, round=round, document_number=document_number, note=note)
    return add_entry(record=change, actor=actor, now=now, exception_reason=exception_reason)


@transaction.atomic
def transfer(
    *,
    source: BudgetLine,
    target: BudgetLine,
    amount: int,
    actor: Any,
    now: dt.datetime,
    decided_on: dt.date | None = None,
    document_number: str = "",
    note: str = "",
    exception_reason: str = "",
) -> tuple[BudgetChange, BudgetChange]:
    """流用: move `amount` yen from a line to another of the same year; both sides or neither."""
    if amount <= 0:
        raise MoneyError("not_positive", _("流用する金額は、1円以上にしてください"), "amount")
    if source.pk == target.pk:
        raise MoneyError("same_line", _("流用元と流用先に、別の節を選んでください"), "target")
    if source.envelope.fiscal_year != target.envelope.fiscal_year:
        raise MoneyError("other_year", _("流用は、同じ年度の節の間だけです"), "target")
    common: dict[str, Any] = {
        "kind": BudgetChangeKind.TRANSFER,
        "actor": actor,
        "now": now,
        "decided_on": decided_on,
        "document_number": document_number,
        "exception_reason": exception_reason,
    }
    told_out, told_in = _("%(line)sへ") % {"line": target}, _("%(line)sから") % {"line": source}
    out = record_change(line=source, amount=-amount, note=f"{told_out} {note}".strip(), **common)
    return out, record_change(line=target, amount=amount, note=f"{told_in} {note}".strip(), **common)


@transaction.atomic
def carry_over(
    *, source: BudgetLine, target: BudgetLine, amount: int, actor: Any, now: dt.datetime, decided_on: dt.date | None = None, note: str = ""
) -> tuple[BudgetChange, BudgetChange]:
    """繰越: what a line hands to the next year's line; out of the one, into the other."""
    if target.envelope.fiscal_year != source.envelope.fiscal_year + 1:
        raise MoneyError("not_next_year", _("繰越先には、翌年度の節を選んでください"), "target")
    common: dict[str, Any] = {"amount": amount, "actor": actor, "now": now, "decided_on": decided_on, "note": note}
    out = record_change(line=source, kind=BudgetChangeKind.CARRIED_OUT, **common)
    return out, record_change(line=target, kind=BudgetChangeKind.CARRIED_IN, **common)


def add_funding(
    *, envelope: Envelope, kind: str, amount: int, actor: Any, now: dt.datetime, name: str = "", line: BudgetLine | None = None
) -> FundingSource:
    """One source of a budget's money, or of one 節 of it."""
    return add_entry(record=FundingSource(envelope=envelope, line=line, kind=kind, name=name, amount=amount), actor=actor, now=now)


def type_totals(*, line: BudgetLine, committed: int, spent: int, totals_on: dt.date, actor: Any, now: dt.datetime) -> BudgetLine:
    """Take a line's committed and spent yen from here on from typed totals; its contracts no longer count."""
    values = {"source": LineSource.TYPED, "committed_total": committed, "spent_total": spent, "totals_on": totals_on, "imported_by": None}
    return change_entry(record=line, values=values, actor=actor, now=now)


def use_ledger(*, line: BudgetLine, actor: Any, now: dt.datetime, exception_reason: str = "") -> BudgetLine:
    """Take a line's committed and spent yen from the ledger of contracts; typed or imported totals go."""
    values = {"source": LineSource.LEDGER, "committed_total": None, "spent_total": None, "totals_on": None, "imported_by": None}
    return change_entry(record=line, values=values, actor=actor, now=now, exception_reason=exception_reason)


@transaction.atomic
def close_envelope(*, envelope: Envelope, closed_on: dt.date, actor: Any, now: dt.datetime) -> Envelope:
    """締切: the year's books are closed; 不用額 follows, and nothing of it changes until it is opened again."""
    stored: Envelope = lock(Envelope.objects.filter(pk=envelope.pk))[0]
    if closed_on <= dt.date(stored.fiscal_year + 1, 3, 31):
        message = _("締切日は、年度が終わってから(%(year)d年4月1日以後)にしてください")
        raise MoneyError("too_early", message % {"year": stored.fiscal_year + 1}, "closed_on")
    return _set_closed(stored, closed_on, actor, now, "envelope.closed", "")


@transaction.atomic
def reopen_envelope(*, envelope: Envelope, reason: str, actor: Any, now: dt.datetime) -> Envelope:
    """締切の取消し, with the reason."""
    stored: Envelope = lock(Envelope.objects.filter(pk=envelope.pk))[0]
    return _set_closed(stored, None, actor, now, "envelope.reopened", reason)


def _set_closed(envelope: Envelope, day: dt.date | None, actor: Any, now: dt.datetime, verb: str, reason: str) -> Envelope:
    before = envelope.closed_on
    envelope.closed_on = day
    envelope.version += 1
    envelope.save()
    told: dict[str, Any] = {"before": {"closed_on": before}, "after": {"closed_on": day}}
    record_event(actor=actor, verb=verb, obj=envelope, now=now, reason=reason, program_code=envelope.item.code, **told)
    return envelope


@transaction.atomic
def copy_envelopes(*, item: PlanItem, fiscal_year: int, actor: Any, now: dt.datetime) -> list[Envelope]:
    """「前年度の科目を写す」: last year's budgets and lines without their amounts, where they do not stand yet."""
    known = set(Envelope.objects.filter(item=item, fiscal_year=fiscal_year).values_list("account", "budget_code", "name"))
    made = []
    for before in Envelope.objects.filter(item=item, fiscal_year=fiscal_year - 1).prefetch_related("lines"):
        if (before.account, before.budget_code, before.name) in known:
            continue
        same: dict[str, Any] = {"account": before.account, "budget_code": before.budget_code, "name": before.name}
        envelope = open_envelope(item=item, fiscal_year=fiscal_year, actor=actor, now=now, **same)
        for line in before.lines.all():
            add_line(envelope=envelope, code=line.code, name=line.name, actor=actor, now=now)
        made.append(envelope)
    return made
