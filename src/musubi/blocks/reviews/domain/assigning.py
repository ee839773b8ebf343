"""割当: propose who scores what, keep the proposal, adjust by hand; what is not covered is told."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.reviews.domain.balancing import Load, Proposal, Wish, balance
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.hints import hints_of
from musubi.blocks.reviews.domain.panels import ask_to_score, hold, require, settle_tasks
from musubi.blocks.reviews.domain.topics import TopicGap, find_gaps
from musubi.blocks.reviews.enums import InterestAnswer, PanelStatus, Ruling, SheetStatus
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, ReviewAssignment, Reviewer


def barred_pairs(panel: Panel) -> set[tuple[int, int]]:
    """(entry, reviewer) that must not be assigned: excluded, or an interest on which nobody ruled yet."""
    found = set(Exclusion.objects.filter(entry__panel=panel, lifted_at__isnull=True).values_list("entry", "reviewer"))
    waiting = InterestDeclaration.objects.filter(entry__panel=panel, answer=InterestAnswer.INTEREST).exclude(ruling=Ruling.ADMITTED)
    return found | set(waiting.values_list("entry", "reviewer"))


def propose(panel: Panel) -> Proposal:
    """A balanced proposal beside what is assigned: exclusions, waiting declarations and hints of the records are left out."""
    entries = list(PanelEntry.objects.filter(panel=panel, removed_at__isnull=True).order_by("number"))
    reviewers = list(Reviewer.objects.filter(panel=panel, left_on__isnull=True).select_related("member").order_by("member__name_kana", "pk"))
    if not entries or not reviewers:
        raise ReviewError("nobody", _("審査委員と審査の対象を、先に加えてください"))
    barred: dict[int, set[int]] = defaultdict(set)
    for entry, reviewer in barred_pairs(panel):
        barred[entry].add(reviewer)
    for hint in hints_of(panel):
        barred[hint.entry.pk].add(hint.reviewer.pk)
    held: dict[int, set[int]] = defaultdict(set)
    for entry, reviewer in ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True).values_list("entry", "reviewer"):
        held[entry].add(reviewer)
    wanted = panel.per_application or len(reviewers)
    wishes = [
        Wish(entry.pk, min(wanted, len(reviewers)), frozenset(entry.topics), frozenset(barred[entry.pk]), frozenset(held[entry.pk]))
        for entry in entries
    ]
    return balance(wishes, [Load(row.pk, row.most, frozenset(row.topics)) for row in reviewers], cover=panel.covers_topics)


def gaps_of(panel: Panel, extra: Iterable[tuple[int, int]] = ()) -> list[TopicGap]:
    """Topics of applications that nobody assigned knows well, with `extra` pairs as if they were assigned; five queries."""
    entries = PanelEntry.objects.filter(panel=panel, removed_at__isnull=True).select_related("application__party").order_by("number")
    reviewers = Reviewer.objects.filter(panel=panel, left_on__isnull=True)
    held = ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True).values_list("entry", "reviewer")
    return find_gaps(entries, reviewers, [*held, *extra], barred_pairs(panel))


@transaction.atomic
def assign_all(*, panel: Panel, actor: Any, now: dt.datetime) -> Proposal:
    """割り当てる as proposed; reviewers hear of it by their tasks. Raises ReviewError where there is nobody or the panel is closed."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    found = propose(current)
    ReviewAssignment.objects.bulk_create(ReviewAssignment(entry_id=entry, reviewer_id=reviewer, assigned_at=now) for entry, reviewer in found.pairs)
    ask_to_score(current, now)
    after = {"assigned": len(found.pairs), "uncovered": sum(found.uncovered.values())}
    if current.covers_topics:
        after["topic_gaps"] = len(gaps_of(current))
    record_event(actor=actor, verb="review.assigned", obj=current, now=now, after=after, program_code=current.call.item.code)
    return found


@transaction.atomic
def assign_by_hand(*, entry: PanelEntry, reviewers: Iterable[Reviewer], reason: str, actor: Any, now: dt.datetime) -> list[ReviewAssignment]:
    """Set who scores one application: others are taken off with the reason. Raises ReviewError for who is excluded or has handed in."""
    current: PanelEntry = lock(PanelEntry.objects.filter(pk=entry.pk).select_related("panel__call__item"))[0]
    panel = hold(current.panel)
    require(panel, PanelStatus.PREPARING, PanelStatus.OPEN)
    wanted = {row.pk: row for row in reviewers}
    if any(row.panel_id != panel.pk or row.left_on is not None for row in wanted.values()):
        raise ReviewError("other_panel", _("この審査の審査委員から選んでください"), "reviewers")
    kept = {row.reviewer_id: row for row in current.assignments.filter(ended_at__isnull=True).select_related("reviewer__member", "sheet")}
    blocked = {reviewer for pair, reviewer in barred_pairs(panel) if pair == current.pk}
    for pk, row in wanted.items():
        if pk in blocked:
            raise ReviewError("excluded", _("%(name)sさんは、除斥・回避か、申告への判断を待っています") % {"name": row}, "reviewers")
    gone = [row for pk, row in kept.items() if pk not in wanted]
    for row in gone:
        if getattr(row, "sheet", None) is not None and row.sheet.status == SheetStatus.SUBMITTED:
            raise ReviewError("scored", _("%(name)sさんの採点表は提出済みです。割当は解けません") % {"name": row.reviewer}, "reviewers")
    if gone and not reason.strip():
        raise ReviewError("reason", _("割当を解く理由を書いてください"), "reason")
    ReviewAssignment.objects.filter(pk__in=[row.pk for row in gone]).update(ended_at=now, ended_reason=reason.strip()[:300])
    made = [
        ReviewAssignment.objects.create(entry=current, reviewer=row, by_hand=True, assigned_at=now) for pk, row in wanted.items() if pk not in kept
    ]
    ask_to_score(panel, now)
    for row in gone:
        settle_tasks(row.reviewer, actor, now)
    record_event(
        actor=actor,
        verb="review.assigned_by_hand",
        obj=current,
        now=now,
        before={"reviewers": sorted(str(row.reviewer) for row in kept.values())},
        after={"reviewers": sorted(str(row) for row in wanted.values())},
        reason=reason.strip(),
        program_code=panel.call.item.code,
    )
    return made
