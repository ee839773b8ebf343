"""The applicant hands in what is owed after the decision: the words, a sum where there is one, a paper; all at once or not at all."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import add_file
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.enums import ObligationKind, Stage
from musubi.blocks.applications.models import Obligation
from musubi.blocks.notifications.domain.tasks import open_task

ELSEWHERE = frozenset({ObligationKind.REPORT, ObligationKind.YEARLY, ObligationKind.TAX})  # have a form of their own


@transaction.atomic
def report_obligation(
    *, obligation: Obligation, text: str, amount: int | None, file: tuple[str, bytes] | None, actor: Any, now: dt.datetime, today: dt.date
) -> Obligation:
    """届出・報告を出す. Raises ApplicationError, FileRefusedError."""
    if obligation.kind == ObligationKind.REPAYMENT:
        raise ApplicationError("pay", _("返還金は、市の納付書で納めてください。納付が確かめられると、ここも済みになります"))
    if obligation.kind in ELSEWHERE:
        raise ApplicationError("own_form", _("この報告には専用の様式があります。申請のページの「次にすること」から書いてください"))
    content: dict[str, Any] = {"text": text, "amount": amount}
    if file is not None:
        name, data = file
        kept = add_file(
            application=obligation.application, stage=Stage.FOLLOW_UP, requirement="other", file_name=name, data=data, actor=actor, now=now
        )
        content["file"] = {"name": kept.file_name, "sha256": kept.sha256}
    done = fulfil(obligation=obligation, done_on=today, actor=actor, now=now, content=content)
    application = done.application
    open_task(
        title=_("届出・報告を確かめる: %(number)s %(label)s") % {"number": application.number, "label": done.label},
        due_on=today + dt.timedelta(days=14),
        today=today,
        now=now,
        actor=actor,
        organization=application.call.organization,
        object_type=done._meta.label,
        object_id=done.uid,
        program_code=application.call.item.code,
    )
    return done
