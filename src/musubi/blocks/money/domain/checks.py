"""The rules of contracts and lines, checked on what is stored at the end of each change, inside its transaction."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from musubi.blocks.kernel.dates import fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.money.domain.errors import MoneyError, Violation
from musubi.blocks.money.domain.totals import envelope_lines
from musubi.blocks.money.enums import ContractMethod, InspectionResult, LineSource, MoneyRule, PaymentKind
from musubi.blocks.money.models import BudgetLine, Contract, ContractInspection, DebtObligation, Payment

R = MoneyRule


def books_open(fiscal_year: int) -> tuple[dt.date, dt.date]:
    """First and last day on which a year's money moves: 1 April to 31 May of the next year (地方自治法 第235条の5)."""
    return fiscal_year_starts_on(fiscal_year), dt.date(fiscal_year + 1, 5, 31)


def contract_total(contract: Contract) -> int:
    """The amount with all changes."""
    return contract.amount + sum(change.amount for change in contract.changes.all())


def _total_on(contract: Contract, day: dt.date) -> int:
    """The amount with the changes made up to a day."""
    return contract.amount + sum(change.amount for change in contract.changes.all() if change.changed_on <= day)


def due_day(contract: Contract) -> dt.date | None:
    """The last day of performance after all changes."""
    days = [change.due_on for change in contract.changes.all() if change.due_on]
    return days[-1] if days else contract.due_on


def line_violations(line: BudgetLine) -> Iterator[Violation]:
    """負担行為済額 within 予算現額, for lines that the ledger feeds."""
    if line.source != LineSource.LEDGER:
        return
    found = next(row.totals for row in envelope_lines([line.envelope_id]) if row.line_id == line.pk)
    over = found.committed - found.current
    if over > 0:
        message = _("「%(line)s」の負担行為済額が予算現額を%(over)s超えます(予算現額 %(current)s、負担行為済額 %(committed)s)")
        words = {"line": line, "over": format_yen(over), "current": format_yen(found.current), "committed": format_yen(found.committed)}
        yield Violation(R.OVER_BUDGET, line.uid, f"{line.envelope} {line}", message % words, "amount", over)


def contract_violations(contract: Contract) -> Iterator[Violation]:
    """Everything that the rows of a contract must keep. Raises MoneyError where rows do not belong together."""
    if contract.line.envelope.item_id != contract.item_id:
        raise MoneyError("other_item", _("節は、この事業の予算から選んでください"), "line")
    payments = list(contract.payments.select_related("line__envelope"))
    inspections = list(contract.inspections.all())
    yield from _sums(contract, payments)
    yield from _days(contract, inspections, payments)
    yield from _years(contract, payments)
    if contract.method != ContractMethod.NO_CONTRACT:
        yield from _uninspected(contract, inspections, payments)


def obligation_violations(obligation: DebtObligation) -> Iterator[Violation]:
    """Planned amounts and contracts within the limit that the assembly set."""
    planned = sum(year.amount for year in obligation.years.all())
    bound = sum(contract_total(contract) for contract in obligation.contracts.prefetch_related("changes"))
    for sum_of, message in (
        (planned, _("年割額の合計%(sum)sが限度額%(limit)sを超えます")),
        (bound, _("この債務負担行為による契約額の合計%(sum)sが限度額%(limit)sを超えます")),
    ):
        if sum_of > obligation.limit:
            words = {"sum": format_yen(sum_of), "limit": format_yen(obligation.limit)}
            yield Violation(R.OVER_LIMIT, obligation.uid, obligation.name, message % words, "amount", sum_of - obligation.limit)


def _sums(contract: Contract, payments: list[Payment]) -> Iterator[Violation]:
    total = contract_total(contract)
    if total < 0:
        raise MoneyError("below_zero", _("変更後の契約額が0円を下回ります。増減額を確かめてください"), "amount")
    shares = list(contract.shares.select_related("line__envelope"))
    shared = sum(share.amount for share in shares)
    if shared > total:
        message = _("年割額の合計%(shared)sが契約額%(total)sを超えます") % {"shared": format_yen(shared), "total": format_yen(total)}
        yield Violation(R.OVER_SHARED, contract.uid, contract.title, message, "amount", shared - total)
        return
    may_pay: dict[int, int] = defaultdict(int, {contract.line_id: total - shared})
    for share in shares:
        if share.fiscal_year == contract.line.envelope.fiscal_year:
            raise MoneyError("own_year", _("契約した年度の分は、年割額に入れません。ほかの年度の分だけを入れてください"), "fiscal_year")
        if share.line is not None:
            if (share.line.envelope.fiscal_year, share.line.envelope.item_id) != (share.fiscal_year, contract.item_id):
                raise MoneyError("other_year", _("年割額の節は、同じ事業の、その年度の予算から選んでください"), "line")
            may_pay[share.line_id] += share.amount
    yield from _paid(contract, payments, may_pay)


def _paid(contract: Contract, payments: list[Payment], may_pay: dict[int, int]) -> Iterator[Violation]:
    out: dict[int, int] = defaultdict(int)
    back = paid = 0
    total = contract_total(contract)
    ordered = sorted(payments, key=lambda row: (row.paid_on, row.kind in PaymentKind.money_back(), row.pk))
    last_of = {payment.line_id: payment for payment in ordered}
    for payment in ordered:
        if payment.line_id not in may_pay:
            raise MoneyError("other_line", _("支払の節は、この契約の節か、年割額の節から選んでください"), "line")
        if payment.kind in PaymentKind.money_back():
            back += payment.amount
            out[payment.line_id] -= payment.amount
        else:
            paid += payment.amount
            out[payment.line_id] += payment.amount
        limit = may_pay[payment.line_id]
        if payment.line_id == contract.line_id:  # an advance was within what was bound on its day, though the rest came back later
            limit = max(limit, limit - total + _total_on(contract, payment.paid_on))
        over = max(out[payment.line_id] - limit, 0 if payment is not last_of[payment.line_id] else out[payment.line_id] - may_pay[payment.line_id])
        if over > 0:
            words = {"over": format_yen(over), "line": payment.line, "most": format_yen(may_pay[payment.line_id])}
            message = _("支払額が、「%(line)s」で支払える額%(most)sを%(over)s超えます。変更契約か金額を確かめてください") % words
            yield Violation(R.OVERPAID, payment.uid, contract.title, message, "amount", over)
        if back > paid:
            message = _("戻入・返還の合計%(back)sが、それまでの支払額%(paid)sを超えます") % {"back": format_yen(back), "paid": format_yen(paid)}
            yield Violation(R.OVER_RETURNED, payment.uid, contract.title, message, "amount", back - paid)


def _days(contract: Contract, inspections: Iterable[ContractInspection], payments: Iterable[Payment]) -> Iterator[Violation]:
    """Nothing of a contract happens before it was made."""
    since = contract.contracted_on
    rows = [
        (contract.uid, _("履行期限"), contract.due_on, "due_on"),
        (contract.uid, _("履行開始日"), contract.starts_on, "starts_on"),
        *((change.uid, _("変更契約日"), change.changed_on, "changed_on") for change in contract.changes.all()),
        *((row.uid, _("検収日"), row.inspected_on, "inspected_on") for row in inspections),
        *((row.uid, _("支払日"), row.paid_on, "paid_on") for row in payments),
    ]
    for uid, what, day, field in rows:
        if day is not None and day < since:
            words = {"what": what, "day": format_date(day), "since": format_date(since)}
            yield Violation(R.DATE_ORDER, uid, contract.title, _("%(what)s(%(day)s)が契約日(%(since)s)より前です") % words, field)
    for row in inspections:
        if row.completed_on and row.completed_on > row.inspected_on:
            words = {"day": format_date(row.inspected_on), "done": format_date(row.completed_on)}
            message = _("検収日(%(day)s)が完了日(%(done)s)より前です") % words
            yield Violation(R.DATE_ORDER, row.uid, contract.title, message, "inspected_on")


def _years(contract: Contract, payments: Iterable[Payment]) -> Iterator[Violation]:
    """A contract is made in its line's year; money moves while that year's books are open."""
    year = contract.line.envelope.fiscal_year
    if fiscal_year_of(contract.contracted_on) != year and contract.debt_obligation_id is None:
        words = {"day": format_date(contract.contracted_on), "year": year}
        message = _("契約日(%(day)s)が%(year)d年度の外です。債務負担行為による契約なら、それを選んでください") % words
        yield Violation(R.OUTSIDE_YEAR, contract.uid, contract.title, message, "contracted_on")
    for payment in payments:
        first, last = books_open(payment.line.envelope.fiscal_year)
        words = {"day": format_date(payment.paid_on), "year": payment.line.envelope.fiscal_year, "last": format_date(last)}
        if payment.kind == PaymentKind.LATE_REFUND:
            if payment.paid_on <= last:
                message = _("%(last)sまでに戻ったものは「戻入」にしてください。「返還金(雑入)」は、その後のものです") % words
                yield Violation(R.OUTSIDE_YEAR, payment.uid, contract.title, message, "kind")
        elif not first <= payment.paid_on <= last:
            message = _("支払日(%(day)s)が、%(year)d年度の出納の期間(%(last)sまで)の外です") % words
            yield Violation(R.OUTSIDE_YEAR, payment.uid, contract.title, message, "paid_on")


def _uninspected(contract: Contract, inspections: Iterable[ContractInspection], payments: Iterable[Payment]) -> Iterator[Violation]:
    passed = sorted(row.inspected_on for row in inspections if row.result == InspectionResult.PASSED)
    free = PaymentKind.advances() | PaymentKind.money_back()
    for payment in payments:
        if payment.kind not in free and (not passed or passed[0] > payment.paid_on):
            message = _("%(day)sの支払より前に、合格した検収がありません。先に検収を記録するか、前金払・概算払なら種類を直してください")
            words = {"day": format_date(payment.paid_on)}
            yield Violation(R.BEFORE_INSPECTION, payment.uid, contract.title, message % words, "kind")
