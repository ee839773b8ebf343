"""Keep, change and take back entries of budgets and contracts: one transaction, one event, every rule checked at its end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.models import Record
from musubi.blocks.money.domain.checks import contract_violations, line_violations, obligation_violations
from musubi.blocks.money.domain.errors import MoneyError, RuleBrokenError, Violation
from musubi.blocks.money.domain.rights import may_lift_rules
from musubi.blocks.money.models import BudgetException, BudgetLine, Contract, DebtObligation, Envelope
from musubi.blocks.vision.models import PlanItem

RecordT = TypeVar("RecordT", bound=Record)


@dataclass
class Touched:
    """What an entry bears upon: its desk, and the lines, contracts and obligations whose rules it may break."""

    item: PlanItem
    fiscal_year: int
    envelopes: set[int] = field(default_factory=set)
    lines: set[int] = field(default_factory=set)
    contracts: set[int] = field(default_factory=set)
    obligations: set[int] = field(default_factory=set)

    def join(self, other: Touched) -> None:
        """Take in what another state of the entry bears upon."""
        self.envelopes |= other.envelopes
        self.lines |= other.lines
        self.contracts |= other.contracts
        self.obligations |= other.obligations


def touched_by(record: Any) -> Touched:
    """What a record of this app bears upon, found by what it hangs on."""
    if isinstance(record, Envelope):
        return Touched(record.item, record.fiscal_year, {record.pk} if record.pk else set())
    if isinstance(record, DebtObligation):
        return Touched(record.item, record.first_fiscal_year, obligations={record.pk} if record.pk else set())
    if isinstance(record, Contract):
        return _of_contract(record)
    if hasattr(record, "contract_id"):
        found = _of_contract(record.contract)
        line = getattr(record, "line", None)
        if line is not None:
            found.lines.add(line.pk)
            found.envelopes.add(line.envelope_id)
            if hasattr(record, "paid_on"):  # the year whose money moves
                found.envelopes = {line.envelope_id}
        return found
    if hasattr(record, "obligation_id"):
        return Touched(record.obligation.item, record.fiscal_year, obligations={record.obligation_id})
    line = record if isinstance(record, BudgetLine) else getattr(record, "line", None)
    envelope = record.envelope if line is None else line.envelope
    lines = {line.pk} if line is not None and line.pk else set()
    return Touched(envelope.item, envelope.fiscal_year, {envelope.pk}, lines)


def _of_contract(contract: Contract) -> Touched:
    line = contract.line
    obligations = {contract.debt_obligation_id} - {None}
    found = Touched(contract.item, line.envelope.fiscal_year, {line.envelope_id}, {line.pk}, obligations=obligations)
    if contract.pk:
        found.contracts.add(contract.pk)
    return found


@transaction.atomic
def add_entry(*, record: RecordT, actor: Any, now: dt.datetime, exception_reason: str = "") -> RecordT:
    """Keep a new record. Raises MoneyError, RuleBrokenError where it breaks a rule that the head did not lift."""
    touched = touched_by(record)
    _hold(touched)
    _validate(record)
    record.save()
    touched.join(touched_by(record))
    _settle(touched, actor=actor, now=now, reason=exception_reason)
    record_event(
        actor=actor,
        verb=f"{record._meta.model_name}.created",
        obj=record,
        now=now,
        after={entry.name: getattr(record, entry.name) for entry in told_fields(record)},
        reason=exception_reason,
        program_code=touched.item.code,
    )
    return record


@transaction.atomic
def change_entry(
    *,
    record: RecordT,
    values: Mapping[str, Any],
    actor: Any,
    now: dt.datetime,
    unchanged: Callable[[str, Any], bool] | None = None,
    exception_reason: str = "",
) -> RecordT:
    """Change fields of a record; `unchanged` as in `update_record`, whose FieldConflictError passes on. Raises like `add_entry`."""
    stored: Any = type(record)._base_manager.get(pk=record.pk)
    touched = touched_by(stored)
    for name, value in values.items():
        setattr(stored, name, value)
    touched.join(touched_by(stored))
    _hold(touched)
    _validate(stored)
    saved = update_record(
        record=record,
        values=values,
        unchanged=unchanged or (lambda _name, _value: True),
        actor=actor,
        now=now,
        verb=f"{record._meta.model_name}.changed",
        reason=exception_reason,
    )
    _settle(touched, actor=actor, now=now, reason=exception_reason)
    return saved


@transaction.atomic
def remove_entry(*, record: Record, actor: Any, now: dt.datetime, reason: str, exception_reason: str = "") -> None:
    """Take back an entry made by mistake; its event keeps what it said. Raises MoneyError where others hang on it."""
    touched = touched_by(record)
    _hold(touched)
    record_event(
        actor=actor,
        verb=f"{record._meta.model_name}.removed",
        obj=record,
        now=now,
        before={entry.name: getattr(record, entry.name) for entry in told_fields(record)},
        reason=reason,
        program_code=touched.item.code,
    )
    mine = {Envelope: "envelopes", BudgetLine: "lines", Contract: "contracts", DebtObligation: "obligations"}.get(type(record))
    if mine:
        getattr(touched, mine).discard(record.pk)
    if isinstance(record, Contract) and record.payments.exists():
        raise MoneyError("has_payments", _("支払のある契約は取り除けません。先に支払を取り除くか、変更契約で0円にしてください"))
    try:
        record.delete()
    except ProtectedError as error:
        message = _("「%(name)s」を使っている記録があるため、取り除けません。先に、その記録を直してください")
        raise MoneyError("in_use", message % {"name": record}) from error
    _settle(touched, actor=actor, now=now, reason=exception_reason)


def told_fields(record: Record) -> list[Any]:
    """The fields that events tell: all but keys and stamps."""
    silent = {"id", "uid", "version", "created_at", "updated_at"}
    return [entry for entry in record._meta.concrete_fields if entry.name not in silent]


def _hold(touched: Touched) -> None:
    """Lock what the rules count, always in this order, and refuse entries of closed years."""
    if touched.obligations:
        lock(DebtObligation.objects.filter(pk__in=touched.obligations))
    if touched.lines:
        lock(BudgetLine.objects.filter(pk__in=touched.lines))
    if touched.contracts:
        lock(Contract.objects.filter(pk__in=touched.contracts))
    closed = Envelope.objects.filter(pk__in=touched.envelopes, closed_on__isnull=False).first()
    if closed is not None:
        message = _("%(year)d年度の「%(name)s」は締め切っています。直すときは、先に締切を取り消してください")
        raise MoneyError("closed", message % {"year": closed.fiscal_year, "name": closed.name})


def _validate(record: Record) -> None:
    try:
        record.clean_fields()
        record.validate_constraints()
    except ValidationError as error:
        told = error.message_dict if hasattr(error, "error_dict") else {"__all__": error.messages}
        name, messages = next(iter(told.items()))
        raise MoneyError("invalid", " ".join(messages), "" if name == "__all__" else name) from error


def _violations(touched: Touched) -> Iterator[Violation]:
    for contract in Contract.objects.filter(pk__in=touched.contracts).select_related("item", "line__envelope").prefetch_related("changes"):
        yield from contract_violations(contract)
    for line in BudgetLine.objects.filter(pk__in=touched.lines).select_related("envelope"):
        yield from line_violations(line)
    for obligation in DebtObligation.objects.filter(pk__in=touched.obligations):
        yield from obligation_violations(obligation)


def _settle(touched: Touched, *, actor: Any, now: dt.datetime, reason: str) -> None:
    """Raise for broken rules that are not lifted; record what the head lifts with this change."""
    broken = list(_violations(touched))
    if not broken:
        return
    lifted = list(BudgetException.objects.filter(about__in={violation.about for violation in broken}))
    left = [violation for violation in broken if not _is_lifted(violation, lifted)]
    if not left:
        return
    may_lift = may_lift_rules(actor, touched.item)
    if not reason or not may_lift or not all(violation.liftable for violation in left):
        raise RuleBrokenError(left, may_lift=may_lift)
    BudgetException.objects.bulk_create(
        BudgetException(
            item=touched.item,
            fiscal_year=touched.fiscal_year,
            rule=violation.rule,
            about=violation.about,
            about_label=violation.about_label[:300],
            amount=violation.amount,
            reason=reason[:500],
            decided_by=actor_of(actor)[1][:200],
            decided_at=now,
        )
        for violation in left
    )


def _is_lifted(violation: Violation, lifted: list[BudgetException]) -> bool:
    return any(row.about == violation.about and row.rule == violation.rule and row.amount >= violation.amount for row in lifted)
