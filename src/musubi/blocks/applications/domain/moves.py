"""The one place where an application changes its state: the table's sources, kinds and who-may, a line of the timeline, one event."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import Application, StatusChange
from musubi.blocks.applications.workflow import MOVES
from musubi.blocks.audit.domain.trail import label_of, record_event
from musubi.blocks.kernel.locking import lock


def hold(application: Application) -> Application:
    """The application as it is stored, locked until the transaction ends."""
    found: Application = lock(Application.objects.filter(pk=application.pk).select_related("call__item", "call__organization", "party", "terms"))[0]
    return found


def move_on(
    *,
    application: Application,
    move: str,
    actor: Any,
    now: dt.datetime,
    note: str = "",
    reason: str = "",
    decision: Any = None,
    changes: Mapping[str, Any] | None = None,
) -> Application:
    """Take a move on an application that the caller holds, together with other changes of its fields: one event.

    `decision` is the 決裁欄 on which the move rests. Raises ApplicationError where the table forbids it. Must run in a transaction.
    """
    step = MOVES[move]
    if application.status not in step.sources or application.call.kind not in step.kinds:
        words = {"label": step.label, "state": application.get_status_display()}
        raise ApplicationError("wrong_state", _("いまの状態(%(state)s)では、「%(label)s」ことはできません。画面を開き直してください") % words)
    if step.decision and (decision is None or decision.kind != step.decision or decision.decided_on is None):
        raise ApplicationError("undecided", _("決裁日と文書番号を記録してから行います"))
    if step.needs_reason and not (reason or note).strip():
        raise ApplicationError("reason", _("理由を書いてください"), "reason")
    before = application.status
    told = {"status": before, **{name: getattr(application, name) for name in changes or {}}}
    for name, value in (changes or {}).items():
        setattr(application, name, value)
    application.status = step.target
    application.version += 1
    application.save()
    StatusChange.objects.create(
        application=application, move=move, before=before, after=step.target, at=now, by_label=label_of(actor, application, now)[:200], note=note
    )
    record_event(
        actor=actor,
        verb=f"application.{move}",
        obj=application,
        now=now,
        before=told,
        after={"status": step.target, **(changes or {})},
        reason=reason,
        program_code=application.call.item.code,
    )
    return application
