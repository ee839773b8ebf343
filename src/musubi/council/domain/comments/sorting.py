"""Sort what came: opinions that say the same go into one group, each group gets one answer of the city."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.text import bigrams, search_key
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import open_issue
from musubi.council.enums import Stance
from musubi.council.models import CommentCall, Issue, Opinion, OpinionGroup

ALIKE = 0.5  # share of common pairs of characters from which two texts are offered as alike


@dataclass(frozen=True)
class GroupAnswer:
    """What a clerk typed for a group that stood at `version` when it was shown."""

    uid: str
    version: int
    summary: str
    stance: str
    answer: str


@dataclass
class Answered:
    """How many groups changed, and what keeps the others from it, by uid."""

    saved: int = 0
    problems: dict[str, CouncilError] = field(default_factory=dict)


def standing_opinions(call: CommentCall) -> QuerySet[Opinion]:
    """The call's opinions that count, in the order of their receipts, with their groups."""
    groups = Prefetch("groups", OpinionGroup.objects.filter(call=call))
    return call.opinions.filter(withdrawn_at__isnull=True).prefetch_related(groups).order_by("number")


def loose(opinions: QuerySet[Opinion]) -> QuerySet[Opinion]:
    """Those that are in no group yet."""
    return opinions.exclude(Exists(OpinionGroup.opinions.through.objects.filter(opinion=OuterRef("pk"))))


def counted_groups(call: CommentCall) -> QuerySet[OpinionGroup]:
    """The call's groups with how many opinions stand in each."""
    return call.groups.annotate(size=Count("opinions", filter=Q(opinions__withdrawn_at__isnull=True))).order_by("number")


def alike(opinion: Opinion, others: Iterable[Opinion]) -> list[tuple[Opinion, int]]:
    """Opinions in nearly the same words, the nearest first, with how much they share in percent; itself leads with 100."""
    own = Counter(bigrams(search_key(opinion.text)))
    found = []
    for other in others:
        theirs = Counter(bigrams(search_key(other.text)))
        total = own.total() + theirs.total()
        share = 2 * (own & theirs).total() / total if total else float(opinion.text == other.text)
        if other.pk == opinion.pk or share >= ALIKE:
            found.append((other, 100 if other.pk == opinion.pk else round(100 * share)))
    return sorted(found, key=lambda pair: (pair[0].pk != opinion.pk, -pair[1], pair[0].number))


@transaction.atomic
def group_opinions(
    *, call: CommentCall, opinions: Sequence[Opinion], actor: Any, now: dt.datetime, group: OpinionGroup | None = None, summary: str = ""
) -> OpinionGroup:
    """Put opinions into a group, a new one where none is given; they stay in their other groups. Raises CouncilError."""
    current: CommentCall = lock(CommentCall.objects.filter(pk=call.pk))[0]
    if group is None:
        if not summary.strip():
            raise CouncilError("summary", _("新しいまとまりの「意見の概要」を書くか、入れるまとまりを選んでください"), "summary")
        number = (current.groups.aggregate(last=Max("number"))["last"] or 0) + 1
        group = OpinionGroup.objects.create(call=current, number=number, summary=summary.strip()[:500])
    if group.call_id != current.pk or any(opinion.comment_call_id != current.pk for opinion in opinions):
        raise CouncilError("other_call", _("ほかの募集の意見は、このまとまりに入れられません"))
    there = set(group.opinions.values_list("pk", flat=True))
    new = [opinion for opinion in opinions if opinion.pk not in there]
    group.opinions.add(*new)
    _moved(new)
    record_event(actor=actor, verb="opinion_group.filled", obj=group, now=now, after={"summary": group.summary, "opinions": [o.code for o in new]})
    return group


@transaction.atomic
def leave_group(*, group: OpinionGroup, opinions: Sequence[Opinion], actor: Any, now: dt.datetime) -> None:
    """Take opinions out of a group."""
    group.opinions.remove(*opinions)
    _moved(opinions)
    record_event(actor=actor, verb="opinion_group.left", obj=group, now=now, before={"opinions": [opinion.code for opinion in opinions]})


def _moved(opinions: Sequence[Opinion]) -> None:
    """A workbook written out before no longer tells how they are sorted."""
    Opinion.objects.filter(pk__in=[opinion.pk for opinion in opinions]).update(version=F("version") + 1)


@transaction.atomic
def drop_group(*, group: OpinionGroup, actor: Any, now: dt.datetime) -> None:
    """Remove a group that holds nothing. Raises CouncilError."""
    if group.opinions.exists():
        raise CouncilError("not_empty", _("意見が入っています。ほかのまとまりへ移してから消してください"))
    record_event(actor=actor, verb="opinion_group.removed", obj=group, now=now, before={"summary": group.summary, "answer": group.answer})
    group.delete()


@transaction.atomic
def answer_groups(*, call: CommentCall, answers: Iterable[GroupAnswer], actor: Any, now: dt.datetime) -> Answered:
    """市の考え方を書く: every changed row is kept; one that cannot be, or that somebody changed meanwhile, is told and left."""
    told = Answered()
    rows: list[OpinionGroup] = lock(OpinionGroup.objects.filter(call=call))
    groups = {group.uid: group for group in rows}
    for given in answers:
        group = groups.get(given.uid)
        if group is None:
            continue
        wanted = {"summary": given.summary.strip(), "stance": given.stance, "answer": given.answer.strip()}
        before = {name: getattr(group, name) for name in wanted}
        if wanted == before:
            continue
        problem = _problem(group, given)
        if problem is not None:
            told.problems[given.uid] = problem
            continue
        for name, value in wanted.items():
            setattr(group, name, value)
        group.version += 1
        group.save()
        record_event(actor=actor, verb="opinion_group.answered", obj=group, now=now, before=before, after=wanted)
        told.saved += 1
    return told


def _problem(group: OpinionGroup, given: GroupAnswer) -> CouncilError | None:
    if group.version != given.version:
        words = {"summary": group.summary, "stance": group.get_stance_display() or "—", "answer": group.answer or "—"}
        message = _("ほかの人が先に直しました。いまは「%(summary)s」「%(stance)s」「%(answer)s」です。比べて、もう一度保存してください")
        return CouncilError("stale", message % words, "answer")
    if not given.summary.strip():
        return CouncilError("summary", _("意見の概要を書いてください"), "summary")
    if len(given.summary.strip()) > 500:
        return CouncilError("summary", _("意見の概要は500字までにしてください"), "summary")
    if given.stance and given.stance not in Stance.values:
        return CouncilError("stance", _("区分を選び直してください"), "stance")
    if given.stance and not given.answer.strip():
        return CouncilError("answer", _("区分には、市の考え方の文が要ります"), "answer")
    return None


@transaction.atomic
def make_issue(*, group: OpinionGroup, actor: Any, now: dt.datetime, today: dt.date) -> Issue:
    """The group's opinions become an issue of the council; the group and its answer stay. Raises CouncilError."""
    opinions = list(group.opinions.filter(withdrawn_at__isnull=True))
    if not opinions:
        raise CouncilError("nothing", _("まとまりに意見がありません"))
    return open_issue(title=group.summary[:200], opinions=opinions, items=group.call.items.all(), actor=actor, now=now, today=today)
