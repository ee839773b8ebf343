"""受領の委任 (代理受領): the money of a grant is paid to somebody else, only while grantee and payee both agree and the city confirmed it."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent, Application, Claim
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.notifications.domain.tasks import open_task


def payees_of(application: Application, *, day: dt.date) -> QuerySet[Agent]:
    """Who may receive the money of this application instead of the applicant: both agreed, and the agreement holds on `day`."""
    return application.agents.active_on(day).filter(kind=AgentKind.RECEIPT).order_by("pk")


def check_payee(payee: Agent | None, *, application: Application, day: dt.date) -> None:
    """Refuse a payee without the consent of both; the head cannot lift this. Raises ApplicationError at `payee`."""
    if payee is not None and not payees_of(application, day=day).filter(pk=payee.pk).exists():
        raise ApplicationError(
            "payee", _("受領の委任に、申請者と受領者の両方の同意がそろっていません。申請者に払うか、委任を整えてください"), "payee"
        )


def check_payable(claim: Claim | None, *, paid_on: dt.date) -> None:
    """Refuse to record a payment to a payee whose delegation does not hold on that day, or is not confirmed. Raises ApplicationError."""
    if claim is None or claim.payee is None:
        return
    check_payee(claim.payee, application=claim.application, day=paid_on)
    if claim.payee.confirmed_at is None:
        raise ApplicationError("payee", _("受領の委任を、市がまだ確認していません。申請のページの「代理人」で委任状を確かめ、確認を記録してください"))


@transaction.atomic
def change_payee(*, application: Application, payee: Agent | None, actor: Any, now: dt.datetime) -> Claim:
    """受け取る人を変える for the claim that waits; None is the applicant. Raises ApplicationError."""
    claim = application.claims.select_for_update().filter(payment__isnull=True, withdrawn_at__isnull=True).first()
    if claim is None:
        raise ApplicationError("no_claim", _("支払を待つ請求がありません"))
    check_payee(payee, application=application, day=timezone.localtime(now).date())
    before, claim.payee, claim.exported_at = claim.payee, payee, None
    claim.version += 1
    claim.save()
    record_event(actor=actor, verb="claim.payee_changed", obj=claim, now=now, before={"payee": before}, after={"payee": payee})
    return claim


def give_back_claims(*, agent: Agent, actor: Any, now: dt.datetime) -> None:
    """Open claims of a delegation that ended are paid to the applicant again; the office hears of it, since a list may be out already."""
    today = timezone.localtime(now).date()
    for claim in Claim.objects.filter(payee=agent, payment__isnull=True, withdrawn_at__isnull=True).select_related("application__call__organization"):
        was_out = claim.exported_at is not None
        claim.payee, claim.exported_at = None, None
        claim.version += 1
        claim.save()
        record_event(actor=actor, verb="claim.payee_ended", obj=claim, now=now, before={"payee": agent.uid}, after={"payee": None})
        application = claim.application
        detail = _("支出の一覧に出した後です。財務会計システムの支払を止めてください") if was_out else ""
        open_task(
            title=_("受領の委任が終わった請求を確かめる: %(number)s") % {"number": application.number},
            due_on=today,
            today=today,
            now=now,
            actor=actor,
            organization=application.call.organization,
            detail=detail,
            address=reverse("applications:application", args=[application.uid]),
            object_type=claim._meta.label,
            object_id=claim.uid,
        )
