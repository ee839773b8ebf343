"""An award in the city's books: 支出負担行為 when it is granted, payments, money back, and the commitment settled at the end.

The ledger of `money` keeps the sums under its own locks; the application's columns say the same and the database holds
paid ≤ decided, confirmed ≤ decided, and after the confirmation paid − returned ≤ confirmed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.agents.receiving import check_payable
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.yearly.years import debt_obligation_of
from musubi.blocks.applications.enums import ApplicationStatus, ClaimKind
from musubi.blocks.applications.models import Application, Claim
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.money.domain.checks import books_open, contract_total
from musubi.blocks.money.domain.entries import add_entry
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.enums import ContractMethod, PaymentKind
from musubi.blocks.money.models import BudgetLine, Contract, ContractChange, Payment


def _keep(record: Any, *, actor: Any, now: dt.datetime, reason: str = "") -> Any:
    try:
        return add_entry(record=record, actor=actor, now=now, exception_reason=reason)
    except MoneyError as error:
        raise ApplicationError(error.code, str(error), error.field) from error


def commit_award(*, application: Application, decided_on: dt.date, actor: Any, now: dt.datetime, reason: str = "") -> Contract | None:
    """支出負担行為: the award in the ledger of its line. A grant of 0 yen commits nothing. Raises ApplicationError over budget."""
    line = application.call.line
    if not application.decided or line is None:
        return None
    contract = Contract(
        item=application.call.item,
        line=line,
        number=application.number,
        title=f"{application.call} {application.number}"[:200],
        counterparty=str(application.party)[:200],
        creditor_number=application.creditor_number,
        method=ContractMethod.NO_CONTRACT,
        contracted_on=decided_on,
        amount=application.decided,
        debt_obligation=debt_obligation_of(application),
    )
    kept: Contract = _keep(contract, actor=actor, now=now, reason=reason)
    return kept


NOTHING_MORE = frozenset(  # no more will be paid: what is out is what the award binds
    {
        ApplicationStatus.ABOLISHED,
        ApplicationStatus.RENOUNCED,
        ApplicationStatus.REVOKED,
        ApplicationStatus.PARTLY_REVOKED,
        ApplicationStatus.REPAYING,
        ApplicationStatus.PAID,
        ApplicationStatus.CLOSED,
    }
)
PAYABLE = frozenset(
    {
        ApplicationStatus.GRANTED,
        ApplicationStatus.REPORTED,
        ApplicationStatus.REPORT_CORRECTION,
        ApplicationStatus.CONFIRMED,
        ApplicationStatus.CLAIMED,
    }
)


def settle_commitment(*, application: Application, on: dt.date, actor: Any, now: dt.datetime, why: str) -> None:
    """Bring the commitment to what the award binds now, never below what is out."""
    contract = application.contract
    if contract is None:
        return
    out = application.paid - application.returned
    wanted = out if application.status in NOTHING_MORE else max(out, application.stands or 0)
    difference = wanted - contract_total(Contract.objects.prefetch_related("changes").get(pk=contract.pk))
    if difference:
        _keep(ContractChange(contract=contract, changed_on=on, amount=difference, reason=why[:300]), actor=actor, now=now)


def payable(application: Application) -> int:
    """What may still be paid: up to the confirmed sum, before it up to the decided one (概算払), less what is out."""
    return max(0, (application.stands or 0) - (application.paid - application.returned))


def overpaid(application: Application) -> int:
    """What was paid beyond the sum that stands and has to come back (戻入, 返還)."""
    return 0 if application.stands is None else max(0, application.paid - application.returned - application.stands)


@transaction.atomic
def record_payment(
    *,
    application: Application,
    amount: int,
    paid_on: dt.date,
    actor: Any,
    now: dt.datetime,
    claim: Claim | None = None,
    line: BudgetLine | None = None,
    number: str = "",
    exception_reason: str = "",
) -> Payment:
    """支払を記録する: an advance (概算払) before the confirmation, the rest after it; the last payment ends the file's payments.

    Raises ApplicationError beyond what may be paid, and where the ledger's own rules are broken.
    """
    current = hold(application)
    check_payable(claim, paid_on=paid_on)
    if current.contract is None:
        raise ApplicationError("no_commitment", _("交付決定の支出負担行為がないため、支払を記録できません"))
    if current.status not in PAYABLE:
        words = {"state": current.get_status_display()}
        raise ApplicationError("wrong_state", _("いまの状態(%(state)s)では、支払を記録できません") % words)
    if amount <= 0 or amount > payable(current):
        words = {"most": format_yen(payable(current))}
        raise ApplicationError("too_much", _("支払えるのは、あと%(most)sまでです。金額を確かめてください") % words, "amount")
    advance = current.confirmed is None
    if advance and (claim is None or claim.kind != ClaimKind.ADVANCE):
        raise ApplicationError("not_confirmed", _("額の確定の前に払えるのは、概算払の請求があるときだけです"), "amount")
    kind = PaymentKind.ESTIMATED if advance else PaymentKind.FINAL
    payment: Payment = _keep(
        Payment(contract=current.contract, line=line or current.contract.line, kind=kind, paid_on=paid_on, amount=amount, number=number),
        actor=actor,
        now=now,
        reason=exception_reason,
    )
    if claim is not None:
        claim.payment = payment
        claim.version += 1
        claim.save()
    paid = current.paid + amount
    if not advance and current.confirmed is not None and paid - current.returned == current.confirmed:
        move_on(application=current, move="pay", actor=actor, now=now, changes={"paid": paid})
    else:
        _change(current, {"paid": paid}, verb="application.paid_partly", actor=actor, now=now)
    return payment


@transaction.atomic
def record_refund(*, application: Application, amount: int, paid_on: dt.date, actor: Any, now: dt.datetime, number: str = "") -> Payment:
    """戻入・返還: money that came back; in the year whose books are open it lowers the spending, later it is income (雑入).

    Raises ApplicationError beyond what was paid.
    """
    current = hold(application)
    if current.contract is None or amount <= 0 or amount > current.paid - current.returned:
        words = {"most": format_yen(current.paid - current.returned)}
        raise ApplicationError("too_much", _("戻せるのは、支払った%(most)sまでです。金額を確かめてください") % words, "amount")
    last = books_open(current.contract.line.envelope.fiscal_year)[1]
    kind = PaymentKind.REFUND if paid_on <= last else PaymentKind.LATE_REFUND
    payment: Payment = _keep(
        Payment(contract=current.contract, line=current.contract.line, kind=kind, paid_on=paid_on, amount=amount, number=number), actor=actor, now=now
    )
    returned = current.returned + amount
    settled = current.status == ApplicationStatus.CONFIRMED and current.paid - returned == current.confirmed
    if settled:  # the advance was more than the confirmed sum: with the refund nothing is left to pay
        move_on(application=current, move="pay", actor=actor, now=now, changes={"returned": returned})
    elif current.status == ApplicationStatus.PARTLY_REVOKED and current.paid - returned <= (current.stands or 0):
        move_on(application=current, move="repaid_part", actor=actor, now=now, changes={"returned": returned})
    else:
        _change(current, {"returned": returned}, verb="application.refunded", actor=actor, now=now)
    if kind == PaymentKind.REFUND:
        settle_commitment(application=current, on=paid_on, actor=actor, now=now, why=_("戻入による減額"))
    return payment


def _change(application: Application, changes: dict[str, Any], *, verb: str, actor: Any, now: dt.datetime) -> None:
    before = {name: getattr(application, name) for name in changes}
    for name, value in changes.items():
        setattr(application, name, value)
    application.version += 1
    application.save()
    record_event(actor=actor, verb=verb, obj=application, now=now, before=before, after=changes, program_code=application.call.item.code)
