"""一部取消し: part of a decision is taken back; the rest of the award stands, with its claims, reports and restrictions.

The yen taken back lower the standing sum: the confirmed one where there is one, else the decided one. What was paid beyond it has
to come back: before the confirmation as 戻入 or by 返還命令 while the project goes on, afterwards by 返還命令 alone.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.commitments import overpaid, payable, settle_commitment
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import move_on
from musubi.blocks.applications.domain.obligations import refund_task
from musubi.blocks.applications.domain.office.tasks import open_office_task
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import CallKind, Outcome
from musubi.blocks.applications.models import Application, Claim, DecisionItem, DecisionRecord
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.money import format_yen

SOURCES = S.awarded()
RUNNING = frozenset({S.GRANTED, S.REPORTED, S.REPORT_CORRECTION})  # the project goes on, nothing is confirmed yet
OVER = frozenset({S.CONFIRMED, S.CLAIMED, S.PAID, S.CLOSED})


def check_partial(application: Application, yen: int | None) -> None:
    """Whether so many yen can be taken back of what stands. Raises ApplicationError."""
    words: dict[str, Any] = {"number": application}
    if application.call.kind != CallKind.SUBSIDY or application.status not in SOURCES:
        words["state"] = application.get_status_display()
        raise ApplicationError("wrong_state", _("%(number)s は「%(state)s」のため、一部を取り消すことはできません") % words)
    stands = application.stands or 0
    words["stands"] = format_yen(stands)
    if yen is None or yen <= 0:
        raise ApplicationError("no_yen", _("%(number)s の取り消す額を、1円以上で入れてください") % words)
    if yen >= stands:
        message = _("%(number)s の取り消す額が、いまの額%(stands)sの全部以上です。全部を取り消すときは、結果で「取消し」を選んでください")
        raise ApplicationError("whole", message % words)


def check_return_of_part(application: Application, yen: int | None) -> None:
    """After a part of a paid grant was taken back, no less than that part is ordered to come back. Raises ApplicationError."""
    if application.status == S.PARTLY_REVOKED and (yen or 0) < overpaid(application):
        words = {"number": application, "yen": format_yen(overpaid(application))}
        raise ApplicationError("below_revoked", _("%(number)s の返還額は、取り消した分の%(yen)s以上にしてください") % words)


def partial_rows(application: Application, yen: int) -> list[dict[str, Any]]:
    """What the letter and the pack say: before, taken back, what is left, what has to come back, which claim falls away."""
    stands, out = application.stands or 0, application.paid - application.returned
    left = stands - yen
    basis = _("交付決定額") if application.confirmed is None else _("確定額")
    rows = [
        {"key": "stands", "label": _("取消し前の額"), "how": basis, "yen": stands},
        {"key": "revoked", "label": _("取り消す額"), "how": "", "yen": yen},
        {"key": "left", "label": _("取消し後の額"), "how": "", "yen": left},
    ]
    if out:
        rows.append({"key": "paid", "label": _("支払済みの額"), "how": "", "yen": out})
    if out > left:
        rows.append({"key": "back", "label": _("返還の対象となる額"), "how": _("返還は、別に命じます"), "yen": out - left})
    how = _("取消し後に請求できる額を超えるため。改めて請求してください")
    room = max(0, left - out)
    rows += [
        {"key": "claim", "label": _("取り下げたものとする請求"), "how": how, "yen": each.amount} for each in _open(application) if each.amount > room
    ]
    return rows


def revoke_part(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    """What the recorded decision does. Raises ApplicationError where the sum changed since it was drafted."""
    application, yen = item.application, item.amount or 0
    check_partial(application, yen)
    drafted = next((row["yen"] for row in item.explanation if row.get("key") == "stands"), application.stands)
    if drafted != application.stands:
        words = {"number": application, "before": format_yen(drafted or 0), "now": format_yen(application.stands or 0)}
        raise ApplicationError("changed", _("%(number)s の額が、起案のときの%(before)sから%(now)sに変わりました。起案し直してください") % words)
    item.explanation = partial_rows(application, yen)
    item.save(update_fields=["explanation", "updated_at"])
    changes: dict[str, Any] = {"revoked": application.revoked + yen}
    if application.confirmed is not None:
        changes["confirmed"] = application.confirmed - yen
    out = application.paid - application.returned
    if application.status in OVER and out > (application.stands or 0) - yen:
        words = {"note": item.reason, "reason": item.reason, "decision": decision}
        move_on(application=application, move="revoke_part", actor=actor, now=now, changes=changes, **words)
    else:
        _lower(application, changes, item.reason, actor, now)
    _withdraw_claims(application, actor, now)
    if application.status == S.CONFIRMED and out and not payable(application):
        move_on(application=application, move="pay", actor=actor, now=now)  # what was paid in advance is all that stands
    settle_commitment(
        application=application, on=decision.decided_on or timezone.localtime(now).date(), actor=actor, now=now, why=_("決定の一部取消しによる")
    )
    if application.status in RUNNING and overpaid(application):
        refund_task(application=application, yen=overpaid(application), actor=actor, now=now)
    if application.upstream_share > (application.stands or 0):
        _funding_task(application, actor, now)


def _lower(application: Application, changes: dict[str, Any], reason: str, actor: Any, now: dt.datetime) -> None:
    before = {name: getattr(application, name) for name in changes}
    for name, value in changes.items():
        setattr(application, name, value)
    application.version += 1
    application.save()
    code = application.call.item.code
    record_event(
        actor=actor, verb="application.partly_revoked", obj=application, now=now, before=before, after=changes, reason=reason, program_code=code
    )


def _open(application: Application) -> list[Claim]:
    return list(application.claims.filter(payment__isnull=True, withdrawn_at__isnull=True).order_by("pk"))


def _withdraw_claims(application: Application, actor: Any, now: dt.datetime) -> None:
    """Claims beyond what may still be paid fall away; the office stops their payment, the grantee claims anew."""
    for claim in _open(application):
        if claim.amount <= payable(application):
            continue
        claim.withdrawn_at = now
        claim.version += 1
        claim.save()
        record_event(actor=actor, verb="claim.fell_away", obj=claim, now=now, before={"withdrawn_at": None}, after={"withdrawn_at": now})
        if claim.exported_at is not None:
            title = _("一部取消しで取り下げた請求の支払を止める: %(number)s %(yen)s") % {
                "number": application.number,
                "yen": format_yen(claim.amount),
            }
            _task(application, claim, title, actor, now)
        if application.status == S.CLAIMED:
            move_on(application=application, move="claim_anew", actor=actor, now=now)


def _funding_task(application: Application, actor: Any, now: dt.datetime) -> None:
    words = {"number": application.number, "yen": format_yen(application.upstream_share)}
    title = _("一部取消しの後の財源の内訳を見直す: %(number)s 割当%(yen)s") % words
    _task(application, application, title, actor, now)


def _task(application: Application, record: Any, title: str, actor: Any, now: dt.datetime) -> None:
    today = timezone.localtime(now).date()
    open_office_task(application=application, record=record, title=title, due_on=today, today=today, now=now, actor=actor)


def stands_in_part(application: Application) -> bool:
    """Whether the award was taken back in part and not as a whole."""
    return application.revoked > 0 and not application.decision_items.filter(outcome=Outcome.REVOKED, applied_at__isnull=False).exists()
