"""What a recorded decision does to each application, by its result."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import next_number
from musubi.blocks.applications.domain.commitments import commit_award, overpaid, settle_commitment
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up.disposals import decide_disposals
from musubi.blocks.applications.domain.follow_up.returns import order_return
from musubi.blocks.applications.domain.follow_up.taxes import decide_tax_return
from musubi.blocks.applications.domain.moves import move_on
from musubi.blocks.applications.domain.obligations import owe_after_completion, owe_after_decision, owe_each_year, refund_task
from musubi.blocks.applications.domain.settling.partial import RUNNING, check_return_of_part, revoke_part
from musubi.blocks.applications.domain.settling.settlement import check_confirmation
from musubi.blocks.applications.domain.yearly.years import check_award, lay_years
from musubi.blocks.applications.enums import ApplicationStatus, ChangeKind, ChangeStatus, Outcome
from musubi.blocks.applications.models import Application, Certificate, ChangeRequest, DecisionItem, DecisionRecord
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.money import format_yen

Effect = Callable[[DecisionItem, DecisionRecord, Any, dt.datetime], None]

RENEWAL = "更新"  # the answer, not its translation

MOVE_OF = {
    Outcome.SELECTED: "select",
    Outcome.RESERVE: "reserve",
    Outcome.NOT_SELECTED: "not_select",
    Outcome.GRANTED: "grant",
    Outcome.REFUSED: "refuse",
    Outcome.CONFIRMED: "confirm",
    Outcome.REVOKED: "revoke",
    Outcome.REPAYMENT: "order_repayment",
    Outcome.CERTIFIED: "certify",
    Outcome.NOT_CERTIFIED: "not_certify",
}


def _select(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    move = MOVE_OF[Outcome(item.outcome)]
    if move == "select" and item.application.status == ApplicationStatus.RESERVE:
        move = "move_up"
    changes: dict[str, Any] = {"rank": item.rank} if item.rank is not None else {}
    move_on(application=item.application, move=move, actor=actor, now=now, note=item.reason, reason=item.reason, decision=decision, changes=changes)


def _grant(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application = item.application
    move_on(
        application=application,
        move="grant",
        actor=actor,
        now=now,
        decision=decision,
        changes={"decided": item.amount, "decided_on": decision.decided_on},
    )
    check_award(application)
    contract = commit_award(application=application, decided_on=_day(decision), actor=actor, now=now)
    if contract is not None:
        application.contract = contract
        application.save(update_fields=["contract", "updated_at"])
    owe_after_decision(application=application, actor=actor, now=now)


def _refuse(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    move_on(application=item.application, move="refuse", actor=actor, now=now, note=item.reason, reason=item.reason, decision=decision)


def _change(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application = item.application
    request = application.change_requests.get(status=ChangeStatus.SUBMITTED)
    approved = item.outcome == Outcome.APPROVED
    request.status = ChangeStatus.APPROVED if approved else ChangeStatus.NOT_APPROVED
    request.item = item
    request.version += 1
    request.save()
    record_event(actor=actor, verb="change_request.decided", obj=request, now=now, after={"status": request.status}, reason=item.reason)
    if not approved:
        return
    if request.kind == ChangeKind.ABOLITION:
        move_on(application=application, move="abolish", actor=actor, now=now, decision=decision)
    elif item.amount is not None and item.amount != application.decided_now:
        _change_amount(request, item, actor, now)
    settle_commitment(application=application, on=_day(decision), actor=actor, now=now, why=_("変更承認による"))


def _change_amount(request: ChangeRequest, item: DecisionItem, actor: Any, now: dt.datetime) -> None:
    application, amount = request.application, item.amount or 0
    application = item.application
    if amount < application.paid - application.returned:
        words = {"paid": format_yen(application.paid - application.returned)}
        raise ApplicationError("below_paid", _("変更後の額が、すでに支払った%(paid)sを下回ります。先に戻入を記録してください") % words)
    before, application.decided = application.decided, amount + application.revoked
    application.version += 1
    application.save()
    check_award(application)
    record_event(
        actor=actor, verb="application.award_changed", obj=application, now=now, before={"decided": before}, after={"decided": application.decided}
    )


def _confirm(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application = item.application
    if item.amount is None or application.decided_now is None or item.amount > application.decided_now:
        words = {"number": application, "decided": format_yen(application.decided_now or 0)}
        raise ApplicationError("over_decided", _("%(number)s の確定額が、交付決定額%(decided)sを超えています") % words)
    check_confirmation(application=application, amount=item.amount, text=item.conditions or item.reason)
    move_on(application=application, move="confirm", actor=actor, now=now, decision=decision, changes={"confirmed": item.amount})
    settle_commitment(application=application, on=_day(decision), actor=actor, now=now, why=_("額の確定による"))
    owe_after_completion(application=application, actor=actor, now=now)
    if overpaid(application):
        refund_task(application=application, yen=overpaid(application), actor=actor, now=now)


def _revoke(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application = item.application
    certified = application.status == ApplicationStatus.CERTIFIED
    move = "revoke_certificate" if certified else "revoke"
    move_on(application=application, move=move, actor=actor, now=now, note=item.reason, reason=item.reason, decision=decision)
    if certified:
        Certificate.objects.filter(application=application).update(revoked_on=decision.decided_on)
    else:
        settle_commitment(application=application, on=_day(decision), actor=actor, now=now, why=_("決定の取消しによる"))


def _repay(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application = item.application
    check_return_of_part(application, item.amount)
    if not returns_while_running(item.outcome, application):
        move_on(application=application, move="order_repayment", actor=actor, now=now, note=item.reason, decision=decision)
    order_return(item, actor=actor, now=now)


def returns_while_running(outcome: str, application: Application) -> bool:
    """Whether the money of a part that was taken back is ordered to come back while the project goes on."""
    return outcome == Outcome.REPAYMENT and application.status in RUNNING and overpaid(application) > 0


def _certify(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    application, call = item.application, item.application.call
    first = decision.effective_on or _day(decision)
    changes = {"decided_on": decision.decided_on}
    move_on(application=application, move="certify", actor=actor, now=now, decision=decision, changes=changes)
    last = item.due_on
    if last is None and call.certificate_days:
        last = first + dt.timedelta(days=call.certificate_days - 1)
    number = next_number(
        name=f"認定番号 {call.item.code} {call.fiscal_year}年度",
        pattern=f"{call.item.code}認-{call.fiscal_year}-{{number}}",
        fiscal_year=call.fiscal_year,
    )
    certificate = Certificate.objects.create(
        application=application, number=number, valid_from=first, valid_until=last, renews=_renewed_by(application)
    )
    record_event(actor=actor, verb="certificate.given", obj=certificate, now=now, after={"number": number, "valid_until": last})
    owe_after_decision(application=application, actor=actor, now=now)
    owe_each_year(application=application, until=last, actor=actor, now=now)
    lay_years(application=application, now=now)


def _renewed_by(application: Application) -> Certificate | None:
    """The certificate that a renewal continues, if any.

    It is that of the application which this one follows; or, where a question with the key `renewal` is answered so, the
    party's latest one of the same item that nothing continued yet.
    """
    if application.follows_id is not None:
        return Certificate.objects.filter(application=application.follows_id).first()
    if application.answers.get("renewal") != RENEWAL:
        return None
    call = application.call
    same = {"application__party": application.party_id, "application__call__item": call.item_id, "application__call__kind": call.kind}
    return Certificate.objects.filter(**same, revoked_on__isnull=True, renewed_by__isnull=True).order_by("-valid_from", "-pk").first()


def _not_certify(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    move_on(application=item.application, move="not_certify", actor=actor, now=now, note=item.reason, reason=item.reason, decision=decision)


def _day(decision: DecisionRecord) -> dt.date:
    if decision.decided_on is None:
        raise ApplicationError("undecided", _("決裁日と文書番号を記録してから行います"))
    return decision.decided_on


EFFECTS: dict[Outcome, Effect] = {
    Outcome.SELECTED: _select,
    Outcome.RESERVE: _select,
    Outcome.NOT_SELECTED: _select,
    Outcome.GRANTED: _grant,
    Outcome.REFUSED: _refuse,
    Outcome.APPROVED: _change,
    Outcome.NOT_APPROVED: _change,
    Outcome.CONFIRMED: _confirm,
    Outcome.REVOKED: _revoke,
    Outcome.PARTLY_REVOKED: revoke_part,
    Outcome.REPAYMENT: _repay,
    Outcome.CERTIFIED: _certify,
    Outcome.NOT_CERTIFIED: _not_certify,
    Outcome.DISPOSAL_APPROVED: decide_disposals,
    Outcome.DISPOSAL_REFUSED: decide_disposals,
    Outcome.TAX_RETURN: decide_tax_return,
}
