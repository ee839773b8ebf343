"""What the applicant files after the decision: grant application, changes, report, claim; and stepping back (取下げ, 辞退)."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.agents.receiving import check_payee
from musubi.blocks.applications.domain.applicant.faults import faults_of
from musubi.blocks.applications.domain.commitments import payable, settle_commitment
from musubi.blocks.applications.domain.errors import ApplicationError, IncompleteError
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.submission import make_receipt
from musubi.blocks.applications.domain.yearly.years import owe_again
from musubi.blocks.applications.enums import ApplicationStatus, ChangeKind, ChangeStatus, ClaimKind, Stage
from musubi.blocks.applications.models import Agent, Application, ChangeRequest, Claim, Receipt
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import in_turn
from musubi.blocks.kernel.money import format_yen


def _whole(application: Application, stage: str, today: dt.date) -> None:
    faults = faults_of(application=application, today=today, stage=stage)
    if faults:
        raise IncompleteError(_("%(count)d か所を直すと、提出できます") % {"count": len(faults)}, faults)


@in_turn()
@transaction.atomic
def request_grant(*, application: Application, actor: Any, now: dt.datetime, today: dt.date) -> Receipt:
    """交付申請を出す after the selection. Raises IncompleteError, ApplicationError."""
    current = hold(application)
    _whole(current, Stage.GRANT, today)
    move_on(application=current, move="request_grant", actor=actor, now=now)
    return make_receipt(application=current, stage=Stage.GRANT, actor=actor, now=now)


@in_turn()
@transaction.atomic
def report_results(*, application: Application, completed_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> Receipt:
    """実績を報告する: cost lines against evidence. Raises IncompleteError, ApplicationError."""
    current = hold(application)
    if current.decided_on is not None and completed_on < current.decided_on:
        words = {"day": format_date(current.decided_on)}
        raise ApplicationError("completed_on", _("完了日が、交付決定日(%(day)s)より前です。日付を確かめてください") % words, "completed_on")
    if completed_on > today:
        raise ApplicationError("completed_on", _("完了日が先の日付です。事業が終わってから報告してください"), "completed_on")
    _whole(current, Stage.REPORT, today)
    on = current.report_paper_on or today
    if completed_on > on:
        raise ApplicationError("completed_on", _("完了日が、報告の受付日より後です。日付を確かめてください"), "completed_on")
    changes = {"completed_on": completed_on, "reported_on": on}
    move_on(application=current, move="report", actor=actor, now=now, changes=changes)
    for owed in current.obligations.filter(kind="report", done_on__isnull=True):
        owed.done_on = on
        owed.version += 1
        owed.save()
        record_event(actor=actor, verb="obligation.fulfilled", obj=owed, now=now, before={"done_on": None}, after={"done_on": on})
    return make_receipt(application=current, stage=Stage.REPORT, actor=actor, now=now)


@transaction.atomic
def receive_report_on_paper(*, application: Application, received_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> Application:
    """紙の実績報告を受け付ける: from now on the office may type the report in; its day decides. Raises ApplicationError."""
    current = hold(application)
    if current.status != ApplicationStatus.GRANTED:
        raise ApplicationError("wrong_state", _("実績報告を受け付けられるのは、交付決定の後です"))
    if received_on > today or (current.decided_on is not None and received_on < current.decided_on):
        raise ApplicationError("received_on", _("受付日は、交付決定日から今日までの日にしてください"), "received_on")
    before, current.report_paper_on = current.report_paper_on, received_on
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb="application.report_on_paper",
        obj=current,
        now=now,
        before={"report_paper_on": before},
        after={"report_paper_on": received_on},
        program_code=current.call.item.code,
    )
    return current


@transaction.atomic
def request_change(
    *,
    application: Application,
    kind: str,
    reason: str,
    actor: Any,
    now: dt.datetime,
    content: str = "",
    requested: int | None = None,
    completes_on: dt.date | None = None,
    received_on: dt.date | None = None,
) -> ChangeRequest:
    """変更・中止・廃止を申請する; on paper with its 受付日. Raises ApplicationError."""
    current = hold(application)
    if current.status != ApplicationStatus.GRANTED:
        raise ApplicationError("wrong_state", _("変更を申請できるのは、交付決定の後、実績報告の前です"))
    if current.change_requests.filter(status=ChangeStatus.SUBMITTED).exists():
        raise ApplicationError("open_change", _("審査中の変更申請があります。結果を待つか、先に取り下げてください"))
    if not reason.strip():
        raise ApplicationError("reason", _("変更の理由を書いてください"), "reason")
    if kind == ChangeKind.CHANGE and not content.strip():
        raise ApplicationError("content", _("何をどう変えるかを書いてください"), "content")
    request = ChangeRequest.objects.create(
        application=current,
        kind=kind,
        reason=reason.strip(),
        content=content.strip(),
        requested=requested,
        completes_on=completes_on,
        received_on=received_on or timezone.localtime(now).date(),
        submitted_at=now,
        submitted_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    record_event(actor=actor, verb="change_request.submitted", obj=request, now=now, after={"kind": kind, "requested": requested})
    return request


@transaction.atomic
def withdraw_change(*, request: ChangeRequest, actor: Any, now: dt.datetime) -> None:
    """変更申請を取り下げる before it is decided. Raises ApplicationError."""
    hold(request.application)
    if not ChangeRequest.objects.filter(pk=request.pk, status=ChangeStatus.SUBMITTED).update(status=ChangeStatus.WITHDRAWN):
        raise ApplicationError("decided", _("この変更申請は、もう決まったか、取り下げられています"))
    record_event(actor=actor, verb="change_request.withdrawn", obj=request, now=now, before={"status": "submitted"}, after={"status": "withdrawn"})


@transaction.atomic
def withdraw(*, application: Application, reason: str, actor: Any, now: dt.datetime, note: str = "") -> Application:
    """取り下げる before the decision. Raises ApplicationError."""
    moved = move_on(application=hold(application), move="withdraw", actor=actor, now=now, reason=reason.strip(), note=note)
    owe_again(application=moved, actor=actor, now=now)
    return moved


@transaction.atomic
def renounce(*, application: Application, reason: str, actor: Any, now: dt.datetime, today: dt.date, note: str = "") -> Application:
    """辞退する after the selection or the decision; what was committed is set free. Raises ApplicationError."""
    current = hold(application)
    if current.paid > current.returned:
        raise ApplicationError("paid", _("支払いを受けた後は辞退できません。担当課に連絡してください"))
    moved = move_on(application=current, move="renounce", actor=actor, now=now, reason=reason.strip(), note=note)
    settle_commitment(application=moved, on=today, actor=None, now=now, why=_("辞退による"))
    return moved


@transaction.atomic
def claim(
    *,
    application: Application,
    kind: str,
    amount: int,
    claimed_on: dt.date,
    actor: Any,
    now: dt.datetime,
    reason: str = "",
    creditor_number: str = "",
    payee: Agent | None = None,
) -> Claim:
    """請求する: the rest after the confirmation, or an advance before it; to `payee` under a 受領の委任. Raises ApplicationError."""
    current = hold(application)
    check_payee(payee, application=current, day=timezone.localtime(now).date())
    open_claims = current.claims.filter(payment__isnull=True, withdrawn_at__isnull=True)
    if open_claims.exists():
        raise ApplicationError("open_claim", _("支払待ちの請求があります。支払いが済んでから、次を請求してください"))
    if amount <= 0 or amount > payable(current):
        raise ApplicationError("too_much", _("請求できるのは、%(most)sまでです") % {"most": format_yen(payable(current))}, "amount")
    advance = kind == ClaimKind.ADVANCE
    if advance and current.status != ApplicationStatus.GRANTED:
        raise ApplicationError("wrong_state", _("概算払を請求できるのは、交付決定の後、実績報告の前です"))
    if advance and not reason.strip():
        raise ApplicationError("reason", _("概算払が必要な理由を書いてください"), "reason")
    made = Claim.objects.create(application=current, kind=kind, amount=amount, claimed_on=claimed_on, reason=reason.strip(), payee=payee)
    record_event(actor=actor, verb="claim.made", obj=made, now=now, after={"kind": kind, "amount": amount, "payee": payee})
    changes = {"creditor_number": creditor_number} if creditor_number else {}
    if not advance:
        move_on(application=current, move="claim", actor=actor, now=now, changes=changes)
    elif changes:
        current.creditor_number = creditor_number
        current.save(update_fields=["creditor_number", "updated_at"])
    return made
