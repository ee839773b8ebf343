"""採点する: open the file once declared, keep the sheet, hand it in (then it is locked), type in from paper, unlock by the head."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.domain.terms import Criterion
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.reviews.domain.errors import ReviewError, RowsError
from musubi.blocks.reviews.domain.panels import ask_to_score, criteria_of, hold, require, settle_tasks
from musubi.blocks.reviews.domain.rights import CLEARED
from musubi.blocks.reviews.enums import PanelStatus, SheetChannel, SheetStatus
from musubi.blocks.reviews.models import ReviewAssignment, Score, ScoreSheet

NOTE_LIMIT, COMMENT_LIMIT = 500, 4000


@dataclass(frozen=True)
class SheetContent:
    """What a sheet says: levels and their reasons by criterion, and the two comments."""

    levels: Mapping[str, int | None]
    notes: Mapping[str, str] = field(default_factory=dict)
    applicant_comment: str = ""
    internal_comment: str = ""


def hold_assignment(assignment: ReviewAssignment) -> ReviewAssignment:
    """The assignment as stored, locked. Raises ReviewError where it ended, nothing was declared, or the reviewer is kept from the file."""
    found: ReviewAssignment = lock(
        ReviewAssignment.objects.filter(pk=assignment.pk).select_related(
            "reviewer__member", "reviewer__panel__call__item", "reviewer__panel__terms", "entry__application"
        )
    )[0]
    if found.ended_at is not None or found.reviewer.left_on is not None or found.entry.removed_at is not None:
        raise ReviewError("ended", _("この申請の割当は終わっています。一覧を開き直してください"))
    if found.reviewer.exclusions.filter(entry=found.entry, lifted_at__isnull=True).exists():
        raise ReviewError("excluded", _("この申請の審査からは外れています"))
    if not found.reviewer.declarations.filter(CLEARED, entry=found.entry).exists():
        raise ReviewError("undeclared", _("先に、利害関係を申告してください"))
    return found


def sheet_criteria(assignment: ReviewAssignment) -> list[Criterion]:
    """The rows by which this application is scored."""
    return criteria_of(assignment.reviewer.panel, lane=assignment.entry.application.lane)


@transaction.atomic
def open_file(*, assignment: ReviewAssignment, actor: Any, now: dt.datetime) -> ReviewAssignment:
    """The reviewer opens the file; the first time is kept with its event. Raises ReviewError before the declaration."""
    current = hold_assignment(assignment)
    require(current.reviewer.panel, PanelStatus.OPEN, PanelStatus.CLOSED)
    if current.opened_at is None:
        current.opened_at = now
        current.version += 1
        current.save()
        record_event(
            actor=actor,
            verb="review.file_opened",
            obj=current,
            now=now,
            after={"entry_number": current.entry.number},
            program_code=current.reviewer.panel.call.item.code,
        )
    return current


def faults_of(criteria: Iterable[Criterion], content: SheetContent, *, whole: bool) -> dict[str, str]:
    """What is wrong with a sheet, by criterion; `whole` also asks for every row."""
    rows = {criterion.key: criterion for criterion in criteria}
    found = {key: _("この採点表にない審査項目です") for key in content.levels if key not in rows}
    for key, criterion in rows.items():
        level = content.levels.get(key)
        bounds = {"lowest": criterion.lowest, "highest": criterion.highest}
        if level is None:
            if whole:
                found[key] = _("%(lowest)dから%(highest)dまでの段階を選んでください") % bounds
        elif not criterion.lowest <= level <= criterion.highest:
            found[key] = _("%(lowest)dから%(highest)dまでの数にしてください") % bounds
    for key, note in content.notes.items():
        if len(note) > NOTE_LIMIT:
            found[key] = _("理由は%(limit)d文字までです。短くしてください") % {"limit": NOTE_LIMIT}
    for name in ("applicant_comment", "internal_comment"):
        if len(getattr(content, name)) > COMMENT_LIMIT:
            found[name] = _("意見は%(limit)d文字までです。短くしてください") % {"limit": COMMENT_LIMIT}
    return found


def _keep(current: ReviewAssignment, content: SheetContent, now: dt.datetime, **fields: Any) -> ScoreSheet:
    sheet = ScoreSheet.objects.filter(assignment=current).first() or ScoreSheet(assignment=current, saved_at=now)
    if sheet.status == SheetStatus.SUBMITTED:
        raise ReviewError("locked", _("提出した採点表は変えられません。直す必要があるときは、担当課に申し出てください"))
    values = {"applicant_comment": content.applicant_comment, "internal_comment": content.internal_comment, "saved_at": now, **fields}
    for name, value in values.items():
        setattr(sheet, name, value)
    sheet.version += 1
    sheet.save()
    sheet.scores.all().delete()
    Score.objects.bulk_create(
        Score(sheet=sheet, criterion=key, level=level, note=content.notes.get(key, "").strip())
        for key, level in content.levels.items()
        if level is not None
    )
    return sheet


@transaction.atomic
def save_sheet(*, assignment: ReviewAssignment, content: SheetContent, now: dt.datetime) -> ScoreSheet:
    """Keep a sheet in work; it may be incomplete, and like any draft leaves no event.

    Raises RowsError for values out of the scale, ReviewError where it is locked.
    """
    current = hold_assignment(assignment)
    require(current.reviewer.panel, PanelStatus.OPEN)
    faults = faults_of(sheet_criteria(current), content, whole=False)
    if faults:
        raise RowsError(_("保存できない値があります"), faults)
    return _keep(current, content, now, channel=SheetChannel.SCREEN, typed_by="", written_on=None)


@transaction.atomic
def submit_sheet(
    *,
    assignment: ReviewAssignment,
    content: SheetContent,
    actor: Any,
    now: dt.datetime,
    channel: str = SheetChannel.SCREEN,
    written_on: dt.date | None = None,
) -> ScoreSheet:
    """提出する: every row is needed; from now on the sheet is locked and, as the panel says, others' sheets show.

    From paper or a workbook the office hands in, and its name and the sheet's day are kept. Raises RowsError, ReviewError.
    """
    current = hold_assignment(assignment)
    panel = hold(current.reviewer.panel)
    require(panel, PanelStatus.OPEN)
    if written_on is not None and written_on > timezone.localdate(now):
        raise ReviewError("future", _("採点表の日付が今日より後です。元号や年を確かめてください"), "written_on")
    faults = faults_of(sheet_criteria(current), content, whole=True)
    if faults:
        raise RowsError(_("採点していない項目か、範囲にない値があります"), faults)
    typed_by = "" if channel == SheetChannel.SCREEN else actor_of(actor)[1][:200]
    kept = _keep(current, content, now, status=SheetStatus.SUBMITTED, submitted_at=now, channel=channel, typed_by=typed_by, written_on=written_on)
    settle_tasks(current.reviewer, actor, now)
    record_event(
        actor=actor,
        verb="sheet.submitted",
        obj=kept,
        now=now,
        after={"entry_number": current.entry.number, "levels": dict(content.levels), "channel": channel},
        program_code=panel.call.item.code,
    )
    return kept


@transaction.atomic
def unlock_sheet(*, sheet: ScoreSheet, reason: str, actor: Any, now: dt.datetime) -> ScoreSheet:
    """差し戻す: the head alone, with a reason; the reviewer hands it in again. Raises ReviewError."""
    current: ScoreSheet = lock(
        ScoreSheet.objects.filter(pk=sheet.pk).select_related("assignment__reviewer__member", "assignment__reviewer__panel__call__item")
    )[0]
    panel = hold(current.assignment.reviewer.panel)
    require(panel, PanelStatus.OPEN)
    if current.status != SheetStatus.SUBMITTED:
        raise ReviewError("not_locked", _("提出された採点表ではありません。画面を開き直してください"))
    if not reason.strip():
        raise ReviewError("reason", _("差し戻す理由を書いてください"), "reason")
    if actor is not None and (not lifts_rules(actor, panel.call) or current.assignment.reviewer.member.user_id == actor.pk):
        raise ReviewError("head", _("採点表を差し戻せるのは、本人ではない課長です"))
    before = {score.criterion: score.level for score in current.scores.all()}
    current.status, current.submitted_at = SheetStatus.DRAFT, None
    current.unlocked_at, current.unlock_reason = now, reason.strip()[:300]
    current.unlocked_by = actor if getattr(actor, "is_authenticated", False) else None
    current.version += 1
    current.save()
    ask_to_score(panel, now)
    record_event(
        actor=actor,
        verb="sheet.unlocked",
        obj=current,
        now=now,
        before={"levels": before},
        after={"status": current.status},
        reason=reason.strip(),
        program_code=panel.call.item.code,
    )
    return current
