"""Take a workbook of a call in: new groups, answers, how opinions are sorted, and opinions that came elsewhere. All or none."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.council.domain.comments.receiving import Comment, type_in
from musubi.council.domain.comments.sorting import GroupAnswer, answer_groups, group_opinions, leave_group
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import classify_opinion
from musubi.council.models import CommentCall, Opinion, OpinionGroup


@dataclass(frozen=True)
class NewGroup:
    """A group that the workbook brings, under the number that the clerk gave it."""

    number: int
    summary: str
    stance: str = ""
    answer: str = ""


@dataclass(frozen=True)
class OpinionChange:
    """How an opinion that stood at `version` is to be shown and sorted; `groups` are numbers."""

    uid: str
    version: int
    publicity: str
    public_text: str
    groups: tuple[int, ...]


@dataclass(frozen=True)
class NewComment:
    """An opinion that came elsewhere, with the numbers of its groups."""

    comment: Comment
    groups: tuple[int, ...] = ()


@dataclass
class Intake:
    """Everything that a workbook would change."""

    new_groups: list[NewGroup] = field(default_factory=list)
    answers: list[GroupAnswer] = field(default_factory=list)
    changes: list[OpinionChange] = field(default_factory=list)
    new_comments: list[NewComment] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows change something."""
        return len(self.new_groups) + len(self.answers) + len(self.changes) + len(self.new_comments)


Moves = dict[int, list[Opinion]]  # by a group's number


@transaction.atomic
def take_in(*, call: CommentCall, intake: Intake, actor: Any, now: dt.datetime) -> int:
    """Apply the rows; returns how many. Raises CouncilError where others changed one of them since it was read."""
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    taken = set(current.groups.values_list("number", flat=True))
    if any(new.number in taken for new in intake.new_groups):
        raise _changed()
    for new in intake.new_groups:
        group = OpinionGroup.objects.create(call=current, number=new.number, summary=new.summary, stance=new.stance, answer=new.answer)
        record_event(actor=actor, verb="opinion_group.opened", obj=group, now=now, after={"summary": new.summary, "answer": new.answer})
    if answer_groups(call=current, answers=intake.answers, actor=actor, now=now).problems:
        raise _changed()
    into, out_of = _reclassified(current, intake, actor, now)
    made = type_in(call=current, comments=[came.comment for came in intake.new_comments], actor=actor, now=now)
    for came, opinion in zip(intake.new_comments, made, strict=True):
        for number in came.groups:
            into[number].append(opinion)
    groups = {group.number: group for group in current.groups.all()}
    if not {*into, *out_of} <= set(groups):
        raise _changed()
    for number, moved in sorted(into.items()):
        group_opinions(call=current, group=groups[number], opinions=moved, actor=actor, now=now)
    for number, moved in sorted(out_of.items()):
        leave_group(group=groups[number], opinions=moved, actor=actor, now=now)
    return intake.count


def _reclassified(call: CommentCall, intake: Intake, actor: Any, now: dt.datetime) -> tuple[Moves, Moves]:
    """Set what may stand outside; which opinions are to go into and out of which groups."""
    into: Moves = defaultdict(list)
    out_of: Moves = defaultdict(list)
    wanted = call.opinions.filter(uid__in=[change.uid for change in intake.changes]).prefetch_related("items", "groups")
    opinions = {each.uid: each for each in wanted}
    for change in intake.changes:
        opinion = opinions.get(change.uid)
        if opinion is None or opinion.version != change.version:
            raise _changed()
        before = {group.number for group in opinion.groups.all()}
        items = list(opinion.items.all())
        classify_opinion(opinion=opinion, publicity=change.publicity, public_text=change.public_text, items=items, actor=actor, now=now)
        for number in set(change.groups) - before:
            into[number].append(opinion)
        for number in before - set(change.groups):
            out_of[number].append(opinion)
    return into, out_of


def _changed() -> CouncilError:
    return CouncilError("changed", _("確かめている間に、ほかの人が直しました。書き出し直してから、もう一度選んでください"))
