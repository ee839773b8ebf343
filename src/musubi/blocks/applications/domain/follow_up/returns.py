"""Money that has to come back by a decision: one place for 返還命令, 財産処分 and 消費税; reminders follow from the 納期限."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import ObligationKind
from musubi.blocks.applications.models import DecisionItem, Obligation, Repayment
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.money import format_yen


def order_return(item: DecisionItem, *, actor: Any, now: dt.datetime) -> Repayment:
    """What comes back, with its day. Must run in the decision's transaction. Raises ApplicationError beyond what is out."""
    application = item.application
    waiting = sum(application.repayments.filter(paid_on__isnull=True).values_list("principal", flat=True))
    out = application.paid - application.returned - waiting
    if not item.amount or item.amount > out:
        words = {"number": application, "out": format_yen(max(0, out))}
        raise ApplicationError("over_paid", _("%(number)s の返還額は、支払った%(out)sまでです") % words)
    if item.due_on is None:
        raise ApplicationError("due_on", _("%(number)s の納期限を入れてください") % {"number": application})
    repayment = Repayment.objects.create(
        item=item,
        application=application,
        principal=item.amount,
        surcharge=item.surcharge,
        due_on=item.due_on,
        explanation=item.explanation,
    )
    record_event(actor=actor, verb="repayment.ordered", obj=repayment, now=now, after={"principal": item.amount, "surcharge": item.surcharge})
    owed = Obligation.objects.create(
        application=application, kind=ObligationKind.REPAYMENT, key=_key(repayment), label=_("返還金の納付"), due_on=item.due_on
    )
    record_event(actor=actor, verb="obligation.set", obj=owed, now=now, after={"kind": owed.kind, "due_on": owed.due_on})
    return repayment


def met_by(repayment: Repayment) -> Obligation | None:
    """What the payment of a repayment fulfils."""
    return Obligation.objects.filter(application=repayment.application_id, key=_key(repayment), done_on__isnull=True).first()


def _key(repayment: Repayment) -> str:
    return f"repayment-{repayment.uid}"[:40]
