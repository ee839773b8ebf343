"""The list that the panel decides on: begun from the ranking or a run, changed with reasons, decided, handed over to the city's decision."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.enums import ApplicationStatus, Outcome
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.domain.trail import actor_of, record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.meetings.models import Meeting
from musubi.blocks.reviews.domain.engine import portfolio
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.plain import Beforehand, Rules
from musubi.blocks.reviews.domain.selection.runs import candidates_of, changed_since, check_budget, check_closed, check_whole, reserve_of
from musubi.blocks.reviews.domain.selection.standings import Standing, standings
from musubi.blocks.reviews.enums import SelectionBasis, SelectionStatus
from musubi.blocks.reviews.models import Panel, SelectionList, SelectionRow, SelectionRun

GONE = frozenset({ApplicationStatus.WITHDRAWN, ApplicationStatus.REJECTED, ApplicationStatus.RENOUNCED})


@dataclass(frozen=True)
class Proposal:
    """What a basis proposes: grants, and those in reserve in their order; all others are not selected."""

    awards: dict[str, int]
    reserve: list[str]


def ranking_proposal(*, panel: Panel, rows: Sequence[Standing], budget: int, least_score: int = 0) -> Proposal:
    """Down the ranking until the first that the budget no longer covers; the rest above the least score is in reserve in that order.

    Who has no score is not selected. Raises SelectionError.
    """
    out = tuple(Beforehand(row.number, False, "") for row in rows if row.score is None or not row.asked)
    rules = Rules(budget=budget, least_score=least_score, beforehand=out)
    awards = portfolio.plain_ranking(candidates=candidates_of(panel, rows), rules=rules)
    able = [row.number for row in rows if row.score is not None and row.asked and row.score >= least_score]
    return Proposal(awards, [number for number in able if number not in awards])


def begin_budget(panel: Panel) -> int | None:
    """What a list may select at first: what the call's budget has left; None where the call has none."""
    return budget_of(panel.call).left if panel.call.budget is not None else None


@transaction.atomic
def begin_list(
    *,
    panel: Panel,
    actor: Any,
    now: dt.datetime,
    run: SelectionRun | None = None,
    budget: int = 0,
    least_score: int = 0,
    most_reserves: int | None = None,
) -> SelectionList:
    """選定案を作る from a run, or from the ranking with a budget. Raises SelectionError while something is missing or another list is there.

    `most_reserves` is how many are in reserve (補欠) at most; further ones are not selected.
    """
    check_closed(panel)
    rows = standings(panel)
    if run is None:
        check_budget(panel, budget)
        check_whole(rows, Rules(budget=budget))
        proposal = ranking_proposal(panel=panel, rows=rows, budget=budget, least_score=least_score)
    else:
        budget, proposal = run.rules["budget"], _of_run(run, rows)
        check_budget(panel, budget)
    made = SelectionList(panel=panel, basis=SelectionBasis.RANKING if run is None else SelectionBasis.RUN, run=run, budget=budget)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as error:
        raise SelectionError("another", _("この審査には、作りかけか決まった選定案がもうあります。それを開いてください")) from error
    reserve = {number: order for order, number in enumerate(proposal.reserve[:most_reserves], start=1)}
    SelectionRow.objects.bulk_create([_row(made, row, proposal.awards.get(row.number), reserve.get(row.number)) for row in rows])
    after = {"basis": made.basis, "run": run.number if run is not None else None, "budget": budget}
    record_event(actor=actor, verb="selection_list.begun", obj=made, now=now, after=after, program_code=panel.call.item.code)
    return made


def _of_run(run: SelectionRun, rows: Sequence[Standing]) -> Proposal:
    if run.explained_at is None:
        raise SelectionError("unexplained", _("この計算の理由がまだそろっていません。計算の画面で、そろうまで待ってください"), "basis")
    changed = changed_since(run, rows)
    if changed:
        message = _("この計算の後で、評点か申請額が変わりました(%(numbers)s)。もう一度計算してください")
        raise SelectionError("changed", message % {"numbers": "、".join(changed)}, "basis")
    return Proposal(run.result["awards"], reserve_of(run))


def _row(made: SelectionList, row: Standing, amount: int | None, order: int | None) -> SelectionRow:
    outcome = Outcome.SELECTED if amount is not None else Outcome.RESERVE if order is not None else Outcome.NOT_SELECTED
    return SelectionRow(
        list=made,
        entry=row.entry,
        score=row.score,
        raw_score=row.raw if row.units else None,
        place=row.place,
        proposed_outcome=outcome,
        proposed_amount=amount,
        proposed_order=order,
        outcome=outcome,
        amount=amount,
        reserve_order=order,
    )


def _held(row_of: SelectionList) -> SelectionList:
    current: SelectionList = lock(SelectionList.objects.filter(pk=row_of.pk).select_related("panel__call__item"))[0]
    if current.status != SelectionStatus.DRAFT or current.discarded_at is not None:
        raise SelectionError("fixed", _("この選定案は、もう決まったか、取りやめられています。画面を開き直してください"))
    return current


@transaction.atomic
def change_row(
    *,
    row: SelectionRow,
    outcome: str,
    actor: Any,
    now: dt.datetime,
    amount: int | None = None,
    reserve_order: int | None = None,
    reason: str = "",
    letter_reason: str = "",
    shown_version: int | None = None,
) -> SelectionRow:
    """The panel decides otherwise than proposed, which needs a reason, or goes back to what was proposed. Raises SelectionError.

    `shown_version` is what stood on the page: who writes after somebody else is told what that was.
    """
    held = _held(row.list)
    current: SelectionRow = lock(SelectionRow.objects.filter(pk=row.pk).select_related("entry__application"))[0]
    if shown_version is not None and shown_version != current.version:
        words = {"outcome": current.get_outcome_display(), "reason": current.reason or _("なし")}
        message = _("ほかの人が先に記しました(結果: %(outcome)s、理由: %(reason)s)。画面を開き直し、確かめてから記してください")
        raise SelectionError("meanwhile", message % words)
    before = {"outcome": current.outcome, "amount": current.amount, "reserve_order": current.reserve_order}
    current.outcome, current.amount, current.reserve_order = outcome, None, None
    if outcome == Outcome.SELECTED:
        current.amount = _amount(current, amount)
    elif outcome == Outcome.RESERVE:
        last = held.rows.exclude(pk=current.pk).aggregate(last=Max("reserve_order"))["last"] or 0
        current.reserve_order = reserve_order or (current.proposed_order if current.proposed_outcome == outcome else None) or last + 1
    current.reason, current.letter_reason = reason.strip()[:300] if current.is_exception else "", letter_reason.strip()[:300]
    if current.is_exception and not current.reason:
        raise SelectionError("reason", _("案と違う決定には、理由が必要です。審査会での理由を書いてください"), "reason")
    current.version += 1
    current.save()
    after = {"outcome": current.outcome, "amount": current.amount, "reserve_order": current.reserve_order}
    code = held.panel.call.item.code
    record_event(
        actor=actor, verb="selection_row.changed", obj=current, now=now, before=before, after=after, reason=current.reason, program_code=code
    )
    return current


def _amount(row: SelectionRow, amount: int | None) -> int:
    asked = row.entry.application.requested or 0
    if not amount or amount <= 0:
        raise SelectionError("amount", _("採択の額を1円以上で入れてください"), "amount")
    if amount > asked:
        raise SelectionError("amount", _("採択の額が、申請額%(asked)sを超えています") % {"asked": format_yen(asked)}, "amount")
    return amount


@dataclass(frozen=True)
class Sums:
    """How many and how much a list selects, and what is left of its budget (negative: too much)."""

    selected: int
    reserve: int
    not_selected: int
    yen: int
    left: int
    exceptions: int


def sums_of(rows: Sequence[SelectionRow], budget: int) -> Sums:
    """The sums of a list."""
    chosen = [row for row in rows if row.outcome == Outcome.SELECTED]
    yen = sum(row.amount or 0 for row in chosen)
    reserve = sum(row.outcome == Outcome.RESERVE for row in rows)
    return Sums(len(chosen), reserve, len(rows) - len(chosen) - reserve, yen, budget - yen, sum(row.is_exception for row in rows))


def reserve_places(rows: Sequence[SelectionRow]) -> dict[int, int]:
    """Each row in reserve → its place from 1, as letters tell it."""
    waiting = sorted((row for row in rows if row.outcome == Outcome.RESERVE), key=lambda row: (row.reserve_order, row.place))
    return {row.pk: place for place, row in enumerate(waiting, start=1)}


@transaction.atomic
def fix_list(*, made: SelectionList, meeting: Meeting | None, actor: Any, now: dt.datetime) -> SelectionList:
    """審査会が決めたことを記録する. Raises SelectionError where more is selected than the budget, or nobody is."""
    current = _held(made)
    if meeting is not None and meeting.body_id != current.panel.body_id:
        raise SelectionError("meeting", _("この審査会の会議を選んでください"), "meeting")
    check_closed(current.panel)
    rows = list(current.rows.select_related("entry__application"))
    _check_unchanged(current.panel, rows)
    sums = sums_of(rows, current.budget)
    if sums.left < 0:
        message = _("採択の額の合計%(yen)sが、採択に使える額%(budget)sを超えています。額か結果を直してください")
        raise SelectionError("over_budget", message % {"yen": format_yen(sums.yen), "budget": format_yen(current.budget)})
    current.status, current.meeting, current.fixed_at, current.fixed_by = SelectionStatus.FIXED, meeting, now, actor_of(actor)[1][:200]
    current.version += 1
    current.save()
    after = {"status": current.status, "meeting": meeting, "selected": sums.selected, "yen": sums.yen, "exceptions": sums.exceptions}
    record_event(actor=actor, verb="selection_list.fixed", obj=current, now=now, after=after, program_code=current.panel.call.item.code)
    return current


def _check_unchanged(panel: Panel, rows: Sequence[SelectionRow]) -> None:
    """Raises SelectionError naming applications whose score is another by now, or that came or went; who withdrew may be missing."""
    now = {row.number: row.score for row in standings(panel)}
    then = {row.entry.application.number: row.score for row in rows}
    gone = {row.entry.application.number for row in gone_from(rows)}
    differing = (number for number in ({*now, *then} - gone) if now.get(number, -1) != then.get(number, -1))
    changed = sorted(differing, key=portfolio.by_number)
    if changed:
        message = _("選定案を作った後で、評点か審査の対象が変わりました(%(numbers)s)。取りやめて作り直してください")
        raise SelectionError("changed", message % {"numbers": "、".join(changed)})


@transaction.atomic
def discard_list(*, made: SelectionList, reason: str, actor: Any, now: dt.datetime) -> None:
    """選定案を取りやめる: it stays readable, and another may be begun. Raises SelectionError once it was handed over."""
    current: SelectionList = lock(SelectionList.objects.filter(pk=made.pk).select_related("panel__call__item"))[0]
    if current.status == SelectionStatus.HANDED_OVER or current.discarded_at is not None:
        raise SelectionError("handed_over", _("起案した選定案は取りやめられません。先に起案を取りやめてください"))
    if not reason.strip():
        raise SelectionError("reason", _("取りやめる理由を書いてください"), "reason")
    current.discarded_at, current.discard_reason = now, reason.strip()[:300]
    current.version += 1
    current.save()
    code = current.panel.call.item.code
    record_event(actor=actor, verb="selection_list.discarded", obj=current, now=now, reason=reason, program_code=code)


def gone_from(rows: Sequence[SelectionRow]) -> list[SelectionRow]:
    """Rows whose application was withdrawn, rejected or renounced since."""
    return [row for row in rows if row.entry.application.status in GONE]


def next_in_reserve(rows: Sequence[SelectionRow]) -> list[tuple[Application, int, bool]]:
    """Who comes next for the yen that withdrawn grants set free: application, amount asked for, whether it fits; in their order."""
    free = sum(row.amount or 0 for row in gone_from(rows) if row.outcome == Outcome.SELECTED)
    places = reserve_places(rows)
    found = []
    for row in sorted((row for row in rows if row.pk in places), key=lambda row: places[row.pk]):
        application = row.entry.application
        if application.status in GONE or application.status == ApplicationStatus.SELECTED:
            continue
        asked = application.requested or 0
        fits = bool(free) and asked <= free
        free -= asked if fits else 0
        found.append((application, asked, fits))
    return found
