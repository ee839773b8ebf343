"""From the panel's list to the city's decision: one 起案 for 採択, 補欠 and 不採択, from which the letters follow."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.enums import CallKind, DecisionKind, Outcome, Procedure
from musubi.blocks.applications.models import DecisionRecord
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.lists import GONE, reserve_places, sums_of
from musubi.blocks.reviews.enums import SelectionStatus
from musubi.blocks.reviews.models import SelectionList, SelectionRow


@transaction.atomic
def hand_over(*, made: SelectionList, drafted_on: dt.date, actor: Any, now: dt.datetime) -> list[DecisionRecord]:
    """起案する what the panel decided; who withdrew meanwhile is left out.

    One draft of 採択, 補欠 and 不採択; where the call has no grant application of its own (応募と交付申請が一つ), the selected ones go
    into a draft of their 交付決定 instead. Raises SelectionError while the panel has not decided, and where an application is not at
    the state in which it is selected.
    """
    current: SelectionList = lock(SelectionList.objects.filter(pk=made.pk).select_related("panel__call__item", "panel__body", "run", "meeting"))[0]
    if current.status == SelectionStatus.HANDED_OVER:
        raise SelectionError("handed_over", _("もう起案してあります。選定案の画面から起案を開いてください"))
    if current.status != SelectionStatus.FIXED or current.discarded_at is not None:
        raise SelectionError("not_fixed", _("審査会が決めたことを記録してから起案します"))
    call = current.panel.call
    if call.kind != CallKind.SUBSIDY:
        raise SelectionError("kind", _("採択・補欠・不採択は補助金の募集で決めます。認定・指定は、申請の一覧から起案してください"))
    rows = [row for row in current.rows.select_related("entry__application__call") if row.entry.application.status not in GONE]
    merged = call.procedure == Procedure.MERGED
    grants = [row for row in rows if merged and row.outcome == Outcome.SELECTED]
    others = [row for row in rows if row not in grants]
    draft = partial(_draft, current, rows, drafted_on=drafted_on, actor=actor, now=now)
    current.decision = draft(DecisionKind.SELECTION, others, _("%(call)sの採択について") % {"call": call})
    current.grant_decision = draft(DecisionKind.GRANT, grants, _("%(call)sの交付決定について") % {"call": call})
    if not current.decisions:
        raise SelectionError("nobody", _("起案する申請がありません。すべて取り下げられています"))
    current.status = SelectionStatus.HANDED_OVER
    current.version += 1
    current.save()
    after = {"decisions": [str(each) for each in current.decisions]}
    record_event(actor=actor, verb="selection_list.handed_over", obj=current, now=now, after=after, program_code=call.item.code)
    return current.decisions


def _draft(
    made: SelectionList, rows: list[SelectionRow], kind: DecisionKind, own: list[SelectionRow], title: str, **when: Any
) -> DecisionRecord | None:
    """A draft of some rows of the list; None for none."""
    if not own:
        return None
    places = reserve_places(rows)
    chosen = [row for row in rows if row.outcome == Outcome.SELECTED]
    ranks = {row.pk: rank for rank, row in enumerate(chosen, start=1)}
    proposed = [_proposed(row, kind, ranks.get(row.pk, places.get(row.pk))) for row in own]
    try:
        return prepare_decision(call=made.panel.call, kind=kind, title=title, proposed=proposed, note=_note(made, rows), **when)
    except ApplicationError as error:
        raise SelectionError(error.code, str(error)) from error


def _proposed(row: SelectionRow, kind: DecisionKind, rank: int | None) -> Proposed:
    application = row.entry.application
    if kind == DecisionKind.GRANT:
        return Proposed(application=application, outcome=Outcome.GRANTED, amount=row.amount, rank=rank, reason=row.letter_reason)
    reason = letter_reason_of(row) if row.outcome == Outcome.NOT_SELECTED else row.letter_reason
    return Proposed(application=application, outcome=row.outcome, amount=row.amount, rank=rank, reason=reason)


def letter_reason_of(row: SelectionRow) -> str:
    """What the letter says of why: what the office wrote, else the usual sentence. The panel's own reason stays inside."""
    return row.letter_reason or _("審査会での評点の順位と募集の予算を踏まえ、採択に至らなかったため")


def _note(made: SelectionList, rows: list[SelectionRow]) -> str:
    sums = sums_of(rows, made.budget)
    lines = [_("%(body)sの選定案による。案と違う決定%(count)d件(理由は選定案にある)") % {"body": made.panel.body, "count": sums.exceptions}]
    if made.meeting is not None and made.meeting.starts_at is not None:
        day = format_date(timezone.localdate(made.meeting.starts_at))
        lines.append(_("決めた会議: %(meeting)s(%(day)s)") % {"meeting": made.meeting, "day": day})
    if made.run is not None:
        lines.append(_("選定の計算 第%(number)d回 SHA-256 %(sha)s") % {"number": made.run.number, "sha": made.run.inputs_sha256})
    return "\n".join(lines)


@transaction.atomic
def take_back(*, made: SelectionList, actor: Any, now: dt.datetime) -> SelectionList:
    """起案を取りやめた後で、選定案に戻る. Raises SelectionError while a draft is open or was decided."""
    rows = SelectionList.objects.filter(pk=made.pk).select_related("panel__call__item", "decision", "grant_decision")
    current: SelectionList = lock(rows)[0]
    if current.status != SelectionStatus.HANDED_OVER or any(each.cancelled_at is None for each in current.decisions):
        raise SelectionError("open", _("起案を取りやめてから、選定案に戻ります"))
    current.decision = current.grant_decision = None
    current.status, current.fixed_at, current.fixed_by, current.meeting = SelectionStatus.DRAFT, None, "", None
    current.version += 1
    current.save()
    code = current.panel.call.item.code
    record_event(actor=actor, verb="selection_list.reopened", obj=current, now=now, after={"status": current.status}, program_code=code)
    return current
