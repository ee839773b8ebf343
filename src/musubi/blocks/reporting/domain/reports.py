"""Write, submit, return and confirm the progress report of an item and a year."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.locking import lock
from musubi.blocks.reporting.enums import AnswerKind, Progress, ReportStatus
from musubi.blocks.reporting.models import ProgressReport, ReplyEntry
from musubi.blocks.reporting.workflow import EDITABLE, MOVES, Move
from musubi.blocks.vision.domain.desks import may_work_desk, organizations_of
from musubi.blocks.vision.models import PlanItem

TEXTS = ("progress", "done", "problems", "direction")


class ReportStateError(Exception):
    """The report is not in a state that allows this (もうほかの人が進めています)."""

    code = "report_state"


class ReportRightError(Exception):
    """The person may not do this to the report."""

    code = "report_right"


class ReasonMissingError(Exception):
    """A reason is required."""

    code = "reason_missing"


def may_confirm(user: Any, item: PlanItem) -> bool:
    """The head of an organisation that carries the item out; the secretariat for all."""
    day = clock.today()
    posts = memberships_on(user=user, day=day)
    if any(post.role == Role.SECRETARIAT for post in posts):
        return True
    if not any(post.role == Role.DIVISION_HEAD for post in posts):
        return False
    return item.assignments.filter(organization__in=organizations_of(user, day=day)).exists()


def confirmable(user: Any, reports: QuerySet[ProgressReport]) -> QuerySet[ProgressReport]:
    """Of the reports those that wait for a confirmation which this person may give; the list twin of `may_confirm`."""
    day = clock.today()
    waiting = reports.filter(status__in=MOVES["confirm"].sources)
    posts = memberships_on(user=user, day=day)
    if any(post.role == Role.SECRETARIAT for post in posts):
        return waiting
    if not any(post.role == Role.DIVISION_HEAD for post in posts):
        return waiting.none()
    return waiting.filter(item__assignments__organization__in=organizations_of(user, day=day)).distinct()


@transaction.atomic
def confirm_reports(*, reports: Iterable[ProgressReport], actor: Any, now: dt.datetime) -> int:
    """Confirm several at once, each with its own event, all or none; returns how many. Raises as `move_report` does."""
    chosen = list(reports)
    for report in chosen:
        move_report(report=report, move="confirm", actor=actor, now=now)
    return len(chosen)


def allowed_moves(user: Any, report: ProgressReport) -> list[Move]:
    """The moves that this person may make from the report's present state."""
    if report.pk is None:
        return []
    rights = {"desk": may_work_desk(user, report.item), "head": may_confirm(user, report.item)}
    return [move for move in MOVES.values() if report.status in move.sources and rights[move.who]]


def report_of(item: PlanItem, fiscal_year: int) -> ProgressReport:
    """The report of the item and year; not yet stored when there is none."""
    found = ProgressReport.objects.filter(item=item, fiscal_year=fiscal_year).first()
    return found or ProgressReport(item=item, fiscal_year=fiscal_year)


@transaction.atomic
def write_report(
    *,
    item: PlanItem,
    fiscal_year: int,
    values: Mapping[str, Any],
    actor: Any,
    now: dt.datetime,
    unchanged: Callable[[str, Any], bool] = lambda _name, _value: True,
) -> ProgressReport:
    """Save what was typed. Raises FieldConflictError, ReportStateError for a confirmed report."""
    report, _made = ProgressReport.objects.get_or_create(item=item, fiscal_year=fiscal_year)
    if report.status not in EDITABLE:
        raise ReportStateError(_("確認済みの報告です。直すには、課長か事務局が確認を取り消します"))
    changed: ProgressReport = update_record(record=report, values=values, unchanged=unchanged, actor=actor, now=now, verb="report.changed")
    return changed


@transaction.atomic
def move_report(*, report: ProgressReport, move: str, actor: Any, now: dt.datetime, reason: str = "") -> ProgressReport:
    """Submit, confirm, return or reopen. Raises ReportStateError, ReportRightError, ReasonMissingError.

    `actor=None` is the system itself, which may make every move.
    """
    step = MOVES[move]
    current: ProgressReport = lock(ProgressReport.objects.filter(pk=report.pk))[0]
    if current.status not in step.sources:
        raise ReportStateError(_("いまは「%(state)s」です。画面を開き直してください") % {"state": current.get_status_display()})
    if actor is not None and step not in allowed_moves(actor, current):
        raise ReportRightError(_("この操作は、担当する課の人か課長が行います"))
    if step.needs_reason and not reason.strip():
        raise ReasonMissingError(_("理由を書いてください。相手の画面に出ます"))
    before = current.status
    current.status = step.target
    current.return_reason = reason if step.target == ReportStatus.RETURNED else ""
    if step.target == ReportStatus.SUBMITTED:
        current.submitted_at, current.submitted_by = now, actor
    confirmed = step.target == ReportStatus.CONFIRMED
    current.confirmed_at, current.confirmed_by = (now, actor) if confirmed else (None, None)
    current.version += 1
    current.save()
    record_event(
        actor=actor,
        verb=f"report.{step.target}",
        obj=current,
        now=now,
        before={"status": before},
        after={"status": step.target},
        reason=reason,
        program_code=current.item.code,
    )
    return current


def last_report(item: PlanItem, fiscal_year: int) -> ProgressReport | None:
    """The newest report before the year."""
    return ProgressReport.objects.filter(item=item, fiscal_year__lt=fiscal_year).order_by("-fiscal_year").first()


@transaction.atomic
def fill_report(*, entry: ReplyEntry, actor: Any, now: dt.datetime) -> ProgressReport:
    """Take an organisation's answer into the report, as submitted. Raises ReportStateError for a confirmed report."""
    fiscal_year = entry.reply.call.fiscal_year
    report, _made = ProgressReport.objects.get_or_create(item=entry.item, fiscal_year=fiscal_year)
    if report.status not in EDITABLE:
        raise ReportStateError(_("%(code)sの報告は確認済みです。取り込むには、確認を取り消します") % {"code": entry.item.code})
    values: dict[str, Any] = {**_answered(entry, fiscal_year), "as_of": entry.reply.call.as_of, "source": entry}
    changed: ProgressReport = update_record(
        record=report, values=values, unchanged=lambda _name, _value: True, actor=actor, now=now, verb="report.filled"
    )
    if changed.status in MOVES["submit"].sources:
        changed = move_report(report=changed, move="submit", actor=None, now=now)
    return changed


def _answered(entry: ReplyEntry, fiscal_year: int) -> dict[str, Any]:
    if entry.kind == AnswerKind.NOT_APPLICABLE:
        return {"progress": Progress.NOT_STARTED, "done": _("該当なし"), "problems": "", "direction": ""}
    if entry.kind == AnswerKind.SAME_AS_LAST:
        last = last_report(entry.item, fiscal_year)
        if last is not None:
            return {name: getattr(last, name) for name in TEXTS}
    return {name: getattr(entry, name) or (Progress.UNREPORTED if name == "progress" else "") for name in TEXTS}
