"""Gather opinions into issues, merge and split them; authorship and lineage stay."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.models import Body
from musubi.blocks.vision.models import PlanItem
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.numbering import create_numbered
from musubi.council.enums import IssueStatus, LineageKind
from musubi.council.models import Gathering, Issue, Lineage, Opinion
from musubi.council.workflow import MOVES, Move


def _user(actor: Any) -> Any:
    return actor if getattr(actor, "is_authenticated", False) else None


def _is_closed(body: Body | None) -> bool:
    return body is not None and not body.is_public


def _same_circle(first: Body | None, second: Body | None) -> None:
    """What comes from a closed body stays among its own."""
    if (_is_closed(first) or _is_closed(second)) and first != second:
        raise CouncilError("closed_body", _("非公開の会議体の意見と課題は、ほかの会議体のものと一緒にできません"))


@transaction.atomic
def open_issue(
    *,
    title: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    text: str = "",
    title_en: str = "",
    body: Body | None = None,
    opinions: Iterable[Opinion] = (),
    items: Iterable[PlanItem] = (),
) -> Issue:
    """A new issue from opinions; its plan items are those given and those of the opinions. Raises CouncilError."""
    if not title.strip():
        raise CouncilError("title", _("課題を一文で書いてください"), "title")
    gathered = list(opinions)
    home = body or next((opinion.body for opinion in gathered if opinion.body is not None), None)
    issue: Issue = create_numbered(Issue, title=title.strip(), title_en=title_en, text=text, body=home, opened_on=today, opened_by=_user(actor))
    issue.items.set({*items, *PlanItem.objects.filter(opinions__in=gathered)})
    record_event(actor=actor, verb="issue.opened", obj=issue, now=now, after={"title": title.strip(), "opinions": [each.code for each in gathered]})
    if gathered:
        gather(issue=issue, opinions=gathered, actor=actor, now=now)
    return issue


@transaction.atomic
def gather(*, issue: Issue, opinions: Iterable[Opinion], actor: Any, now: dt.datetime) -> list[Gathering]:
    """Put opinions under an issue; those that are there already stay as they are. No state changes. Raises CouncilError."""
    current: Issue = lock(Issue.objects.filter(pk=issue.pk))[0]
    if current.status == IssueStatus.MERGED:
        raise CouncilError("merged", _("ほかの課題にまとめられています。まとめた先の課題に加えてください"))
    wanted = list(opinions)
    for opinion in wanted:
        if opinion.withdrawn_at is not None:
            raise CouncilError("withdrawn", _("%(code)sは取り下げられています") % {"code": opinion.code})
        _same_circle(opinion.body, current.body)
    there = set(current.gatherings.filter(left_at__isnull=True).values_list("opinion_id", flat=True))
    new = [Gathering(opinion=opinion, issue=current, gathered_at=now, gathered_by=_user(actor)) for opinion in wanted if opinion.pk not in there]
    Gathering.objects.bulk_create(new)
    if new:
        record_event(actor=actor, verb="issue.gathered", obj=current, now=now, after={"opinions": [each.opinion.code for each in new]})
    return new


@transaction.atomic
def merge_issues(*, source: Issue, target: Issue, reason: str, actor: Any, now: dt.datetime) -> Lineage:
    """Put one issue into another: its opinions go along, each keeping its author; the old issue stays and tells where it went."""
    both: list[Issue] = lock(Issue.objects.filter(pk__in=[source.pk, target.pk]))
    found = {each.pk: each for each in both}
    if len(found) < 2:
        raise CouncilError("same", _("別の課題を選んでください"), "target")
    left, kept = found[source.pk], found[target.pk]
    if IssueStatus.MERGED in {left.status, kept.status}:
        raise CouncilError("merged", _("どちらかは、もうほかの課題にまとめられています"), "target")
    if not reason.strip():
        raise CouncilError("reason", _("まとめる理由を書いてください"), "reason")
    _same_circle(left.body, kept.body)
    lineage = Lineage.objects.create(kind=LineageKind.MERGE, source=left, target=kept, reason=reason.strip(), made_at=now, made_by=_user(actor))
    _move(left, kept, [row.opinion_id for row in left.gatherings.filter(left_at__isnull=True)], lineage, now, actor)
    kept.items.add(*left.items.all())
    before = left.status
    left.status, left.status_reason = IssueStatus.MERGED, reason.strip()
    left.version += 1
    left.save()
    record_event(
        actor=actor,
        verb="issue.merged",
        obj=left,
        now=now,
        before={"status": before},
        after={"status": left.status, "into": kept.code},
        reason=reason,
    )
    return lineage


@transaction.atomic
def split_issue(
    *,
    issue: Issue,
    opinions: Iterable[Opinion],
    title: str,
    reason: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    stay: bool = False,
) -> Issue:
    """Take opinions out into an issue of their own; with `stay` they are under both. Raises CouncilError."""
    current: Issue = lock(Issue.objects.filter(pk=issue.pk))[0]
    if current.status == IssueStatus.MERGED:
        raise CouncilError("merged", _("ほかの課題にまとめられています。まとめた先の課題で分けてください"))
    if not reason.strip():
        raise CouncilError("reason", _("分ける理由を書いてください"), "reason")
    here = set(current.gatherings.filter(left_at__isnull=True).values_list("opinion_id", flat=True))
    chosen = [opinion for opinion in opinions if opinion.pk in here]
    if not chosen:
        raise CouncilError("nothing", _("分ける意見を1件以上選んでください"), "opinions")
    if not stay and len(chosen) == len(here):
        raise CouncilError("all", _("すべての意見を移すと、もとの課題に何も残りません。1件以上残すか、両方に残してください"), "opinions")
    made = open_issue(title=title, actor=actor, now=now, today=today, body=current.body, items=list(PlanItem.objects.filter(opinions__in=chosen)))
    lineage = Lineage.objects.create(kind=LineageKind.SPLIT, source=current, target=made, reason=reason.strip(), made_at=now, made_by=_user(actor))
    _move(current, made, [opinion.pk for opinion in chosen], lineage, now, actor, stay=stay)
    record_event(
        actor=actor,
        verb="issue.split",
        obj=current,
        now=now,
        after={"into": made.code, "opinions": [opinion.code for opinion in chosen]},
        reason=reason,
    )
    return made


def _move(source: Issue, target: Issue, opinions: list[int], lineage: Lineage, now: dt.datetime, actor: Any, *, stay: bool = False) -> None:
    there = set(target.gatherings.filter(left_at__isnull=True).values_list("opinion_id", flat=True))
    Gathering.objects.bulk_create(
        Gathering(opinion_id=pk, issue=target, through=lineage, gathered_at=now, gathered_by=_user(actor)) for pk in opinions if pk not in there
    )
    if not stay:
        source.gatherings.filter(opinion__in=opinions, left_at__isnull=True).update(left_at=now)


def allowed_moves(issue: Issue) -> list[Move]:
    """The moves from the issue's present state for which everything stands there."""
    have = {
        "": True,
        "resolution": issue.resolutions.exists(),
        "decision": issue.decisions.filter(decided_on__isnull=False).exists(),
        "response": issue.responses.exists(),
    }
    return [move for move in MOVES.values() if issue.status in move.sources and have[move.needs]]


@transaction.atomic
def move_issue(*, issue: Issue, move: str, actor: Any, now: dt.datetime, reason: str = "") -> Issue:
    """A person moves the issue on. Raises CouncilError."""
    current: Issue = lock(Issue.objects.filter(pk=issue.pk))[0]
    step = MOVES[move]
    if step not in allowed_moves(current):
        raise CouncilError(
            "state", _("いまは「%(state)s」で、この操作はできません。画面を開き直してください") % {"state": current.get_status_display()}
        )
    if step.needs_reason and not reason.strip():
        raise CouncilError("reason", _("理由を書いてください"), "reason")
    before = current.status
    current.status, current.status_reason = step.target, reason.strip()
    current.version += 1
    current.save()
    record_event(
        actor=actor, verb=f"issue.{step.name}", obj=current, now=now, before={"status": before}, after={"status": step.target}, reason=reason
    )
    return current
