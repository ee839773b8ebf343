"""起案して、決裁を記録する: one 起案 for one or many applications; what it says takes effect once 決裁日 and 文書番号 are there."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.effects import EFFECTS, MOVE_OF, returns_while_running
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up.disposals import waiting_disposals
from musubi.blocks.applications.domain.follow_up.taxes import waiting_report
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.office.acting import check_acting
from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.domain.settling.partial import check_partial, check_return_of_part, partial_rows
from musubi.blocks.applications.domain.settling.settlement import check_confirmation
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, Call, DecisionItem, DecisionRecord
from musubi.blocks.applications.workflow import MOVES
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen

OUTCOMES = {
    DecisionKind.SELECTION: (Outcome.SELECTED, Outcome.RESERVE, Outcome.NOT_SELECTED),
    DecisionKind.GRANT: (Outcome.GRANTED,),
    DecisionKind.REFUSAL: (Outcome.REFUSED,),
    DecisionKind.CHANGE: (Outcome.APPROVED, Outcome.NOT_APPROVED),
    DecisionKind.CONFIRMATION: (Outcome.CONFIRMED,),
    DecisionKind.REVOCATION: (Outcome.REVOKED, Outcome.PARTLY_REVOKED),
    DecisionKind.REPAYMENT: (Outcome.REPAYMENT,),
    DecisionKind.CERTIFICATION: (Outcome.CERTIFIED, Outcome.NOT_CERTIFIED),
    DecisionKind.DISPOSAL: (Outcome.DISPOSAL_APPROVED, Outcome.DISPOSAL_REFUSED),
    DecisionKind.TAX: (Outcome.TAX_RETURN,),
}


@dataclass(frozen=True)
class Proposed:
    """What a 起案 proposes for one application."""

    application: Application
    outcome: str
    amount: int | None = None
    rank: int | None = None
    conditions: str = ""
    reason: str = ""
    due_on: dt.date | None = None
    surcharge: int = 0
    explanation: list[dict[str, Any]] = field(default_factory=list)


@transaction.atomic
def prepare_decision(
    *,
    call: Call,
    kind: str,
    title: str,
    proposed: Iterable[Proposed],
    drafted_on: dt.date,
    actor: Any,
    now: dt.datetime,
    note: str = "",
    seal: str = "",
    exception_reason: str = "",
) -> DecisionRecord:
    """起案する. Raises ApplicationError where an application is not at the state from which this is decided, or is in another open 起案.

    What gives something waits until the city confirmed who acts for the applicant; the head may lift that with `exception_reason`.
    """
    rows = list(proposed)
    if not rows:
        raise ApplicationError("nobody", _("決定する申請に印を付けてください"))
    given = [(row.application, row.outcome) for row in rows]
    check_acting(call=call, kind=kind, given=given, reason=exception_reason, actor=actor, now=now)
    decision = DecisionRecord.objects.create(call=call, kind=kind, title=title.strip()[:200], drafted_on=drafted_on, note=note, seal=seal)
    for row in rows:
        current = hold(row.application)
        _check_row(call, kind, row, current)
        item = DecisionItem(
            decision=decision,
            application=current,
            outcome=row.outcome,
            amount=row.amount,
            rank=row.rank,
            conditions=row.conditions,
            reason=row.reason,
            due_on=row.due_on,
            surcharge=row.surcharge,
            explanation=partial_rows(current, row.amount or 0) if row.outcome == Outcome.PARTLY_REVOKED else row.explanation,
        )
        _validated(item, str(current))
        item.save()
    record_event(
        actor=actor,
        verb="decision.drafted",
        obj=decision,
        now=now,
        after={"kind": kind, "applications": [row.application.number for row in rows]},
        reason=exception_reason[:300],
        program_code=call.item.code,
    )
    return decision


def _check_row(call: Call, kind: str, row: Proposed, current: Application) -> None:
    if current.call_id != call.pk:
        raise ApplicationError("other_call", _("%(number)s は、この募集の申請ではありません") % {"number": current})
    if row.outcome not in OUTCOMES[DecisionKind(kind)]:
        raise ApplicationError("outcome", _("%(number)s の結果が、決定の種類と合いません") % {"number": current})
    move = "" if returns_while_running(row.outcome, current) else MOVE_OF.get(Outcome(row.outcome), "")
    move = "revoke_certificate" if move == "revoke" and current.status == ApplicationStatus.CERTIFIED else move
    move = "move_up" if move == "select" and current.status == ApplicationStatus.RESERVE else move
    if move and current.status not in MOVES[move].sources:
        words = {"number": current, "state": current.get_status_display(), "label": MOVES[move].label}
        raise ApplicationError("wrong_state", _("%(number)s は「%(state)s」のため、「%(label)s」ことはできません") % words)
    _check_what_it_rests_on(kind, row, current)
    if current.decision_items.filter(decision__decided_on__isnull=True, decision__cancelled_at__isnull=True).exists():
        raise ApplicationError(
            "in_other", _("%(number)s は、決裁待ちの別の起案に入っています。先にそちらを記録するか、取りやめてください") % {"number": current}
        )


def _check_what_it_rests_on(kind: str, row: Proposed, current: Application) -> None:
    if kind == DecisionKind.CONFIRMATION:
        check_confirmation(application=current, amount=row.amount, text=row.conditions or row.reason)
    if row.outcome == Outcome.PARTLY_REVOKED:
        check_partial(current, row.amount)
    if row.outcome == Outcome.REPAYMENT:
        check_return_of_part(current, row.amount)
    if kind == DecisionKind.CHANGE and not current.change_requests.filter(status="submitted").exists():
        raise ApplicationError("no_request", _("%(number)s には、審査中の変更申請がありません") % {"number": current})
    if kind == DecisionKind.DISPOSAL and not waiting_disposals(current):
        raise ApplicationError("no_request", _("%(number)s には、審査中の財産処分の申請がありません") % {"number": current})
    if kind == DecisionKind.TAX and waiting_report(current) is None:
        raise ApplicationError("no_report", _("%(number)s には、確認中の消費税の報告がありません") % {"number": current})


def _validated(item: DecisionItem, label: str) -> None:
    try:
        item.clean_fields(exclude=["explanation"])
        item.validate_constraints()
    except ValidationError as error:
        raise ApplicationError("invalid", f"{label}: {' '.join(error.messages)}") from error


@transaction.atomic
def cancel_decision(*, decision: DecisionRecord, actor: Any, now: dt.datetime, reason: str) -> None:
    """起案を取りやめる before it is decided. Raises ApplicationError."""
    current: DecisionRecord = lock(DecisionRecord.objects.filter(pk=decision.pk))[0]
    if current.decided_on is not None or current.cancelled_at is not None:
        raise ApplicationError("decided", _("決裁が済んだか、取りやめた起案です"))
    current.cancelled_at = now
    current.version += 1
    current.save()
    record_event(actor=actor, verb="decision.cancelled", obj=current, now=now, reason=reason, program_code=current.call.item.code)


@transaction.atomic
def record_decision(
    *,
    decision: DecisionRecord,
    decided_on: dt.date,
    decided_by: str,
    document_number: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    consulted: str = "",
    effective_on: dt.date | None = None,
    exception_reason: str = "",
) -> DecisionRecord:
    """決裁欄を記録する: every item takes effect in this one transaction. Raises ApplicationError; then nothing took effect.

    A day before an application came in, and somebody whose right to act nobody confirmed, need the head and a reason; sums of
    money are never lifted.
    """
    current: DecisionRecord = lock(DecisionRecord.objects.filter(pk=decision.pk).select_related("call__item", "call__line"))[0]
    if current.decided_on is not None or current.cancelled_at is not None:
        raise ApplicationError("decided", _("この起案の決裁は、もう記録されているか、取りやめられています"))
    _check_record(current, decided_on, decided_by, document_number, today)
    items = list(current.items.select_related("application").order_by("rank", "pk"))
    _check_days(current, items, decided_on, actor, exception_reason)
    given = [(item.application, item.outcome) for item in items]
    check_acting(call=current.call, kind=current.kind, given=given, reason=exception_reason, actor=actor, now=now)
    current.decided_on, current.decided_by, current.document_number = decided_on, decided_by.strip(), document_number.strip()
    current.consulted, current.effective_on, current.exception_reason = consulted, effective_on, exception_reason[:300]
    current.version += 1
    current.save()
    lock(Call.objects.filter(pk=current.call_id))
    for item in items:
        item.application = hold(item.application)
        EFFECTS[Outcome(item.outcome)](item, current, actor, now)
        item.applied_at = now
        item.save(update_fields=["applied_at", "updated_at"])
    if current.kind in {DecisionKind.GRANT, DecisionKind.CHANGE}:
        check_call_budget(current.call)
    record_event(
        actor=actor,
        verb="decision.recorded",
        obj=current,
        now=now,
        before={"decided_on": None},
        after={"decided_on": decided_on, "decided_by": decided_by, "document_number": document_number},
        reason=exception_reason,
        program_code=current.call.item.code,
    )
    return current


def _check_record(decision: DecisionRecord, decided_on: dt.date, decided_by: str, document_number: str, today: dt.date) -> None:
    if decided_on > today:
        raise ApplicationError("future", _("決裁日が先の日付です。決裁が済んでから記録してください"), "decided_on")
    if decided_on < decision.drafted_on:
        raise ApplicationError("days", _("決裁日が起案日(%(day)s)より前です") % {"day": format_date(decision.drafted_on)}, "decided_on")
    if not decided_by.strip():
        raise ApplicationError("decided_by", _("決裁区分(市長・部長・課長など)を入力してください"), "decided_by")
    if not document_number.strip():
        raise ApplicationError("document_number", _("文書番号を入力してください"), "document_number")


def _check_days(decision: DecisionRecord, items: list[DecisionItem], decided_on: dt.date, actor: Any, reason: str) -> None:
    early = [item for item in items if item.application.received_on is not None and decided_on < item.application.received_on]
    if decision.kind == DecisionKind.CONFIRMATION:
        early += [item for item in items if item.application.reported_on is not None and decided_on < item.application.reported_on]
    if not early:
        return
    if not reason.strip() or (actor is not None and not lifts_rules(actor, decision.call)):
        words = {"numbers": "、".join(str(item.application) for item in early)}
        message = _("決裁日が、受付日・報告日より前の申請があります(%(numbers)s)。日付を直すか、課長が例外の理由を書いてください")
        raise ApplicationError("days", message % words, "exception_reason")


def check_call_budget(call: Call) -> None:
    """Σ 交付決定 ≤ 募集の予算額, where a confirmed award counts with its confirmed sum; never lifted. Raises ApplicationError."""
    if call.budget is None:
        return
    total = budget_of(call).bound
    if total > call.budget:
        words = {"total": format_yen(total), "budget": format_yen(call.budget), "over": format_yen(total - call.budget)}
        raise ApplicationError("over_budget", _("交付決定額の合計%(total)sが、募集の予算額%(budget)sを%(over)s超えます") % words)
