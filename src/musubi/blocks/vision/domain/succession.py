"""次期計画への引継ぎ: what becomes of each item of a plan in the next one, saved in part and shown to the public."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.vision.domain.published import Published, published
from musubi.blocks.vision.domain.tree import Node
from musubi.blocks.vision.enums import SuccessionKind, VisionStatus
from musubi.blocks.vision.models import PlanItem, Succession, Vision

PUBLIC = (VisionStatus.IN_FORCE, VisionStatus.SUPERSEDED)
LONGEST_CHAIN = 20
LONGEST_NOTE = 500


# --- the mapping as the secretariat works on it ---------------------------------------------------------------------


@dataclass(frozen=True)
class Entry:
    """What becomes of one item: a kind ("" while undecided), the codes that follow it, a note."""

    kind: str = ""
    targets: tuple[str, ...] = ()
    note: str = ""

    @property
    def state(self) -> str:
        """The entry as one text, to tell whether it changed."""
        return "|".join([self.kind, " ".join(sorted(self.targets)), self.note])


@dataclass(frozen=True)
class CarryOver:
    """The items of both plans with what is decided; new items that nothing leads to are 新規 once said so."""

    old_items: tuple[PlanItem, ...]
    new_items: tuple[PlanItem, ...]
    entries: Mapping[str, Entry] = field(default_factory=dict)
    news: frozenset[str] = frozenset()

    @property
    def reached(self) -> frozenset[str]:
        """Codes of the new plan that an old item leads to."""
        return frozenset(code for entry in self.entries.values() for code in entry.targets)

    @property
    def unreached(self) -> tuple[PlanItem, ...]:
        """New items that no old item leads to."""
        reached = self.reached
        return tuple(item for item in self.new_items if item.code not in reached)

    @property
    def decided(self) -> int:
        """How many items of both plans are accounted for."""
        return len(self.entries) + len(self.new_items) - sum(item.code not in self.news for item in self.unreached)

    @property
    def total(self) -> int:
        """How many items there are in both plans."""
        return len(self.old_items) + len(self.new_items)


def earlier_plan(vision: Vision) -> Vision | None:
    """The plan that a plan follows: for a draft the one in force."""
    if vision.status == VisionStatus.DRAFT:
        return Vision.objects.filter(status=VisionStatus.IN_FORCE).first()
    return vision.supersedes


def carry_over(*, old: Vision, new: Vision) -> CarryOver:
    """What is decided so far. Three queries."""
    items = PlanItem.objects.select_related("level").order_by("level__number", "order", "code")
    found: dict[str, list[Succession]] = defaultdict(list)
    news = set()
    for link in _links(old, new).select_related("earlier", "later").order_by("pk"):
        if link.earlier is not None:
            found[link.earlier.code].append(link)
        elif link.later is not None:
            news.add(link.later.code)
    entries = {code: Entry(links[0].kind, tuple(link.later.code for link in links if link.later), links[0].note) for code, links in found.items()}
    return CarryOver(tuple(items.filter(vision=old)), tuple(items.filter(vision=new)), entries, frozenset(news))


def _links(old: Vision, new: Vision) -> QuerySet[Succession]:
    """Links from one plan into the other, those of new items included."""
    into = Q(into=new) | Q(later__vision=new)
    found: QuerySet[Succession] = Succession.objects.filter(into & (Q(earlier__vision=old) | Q(earlier=None)))
    return found


def entry_problem(entry: Entry, known: Iterable[str]) -> tuple[str, dict[str, str]]:
    """What is wrong with an entry: a translatable sentence and its values; ("", {}) for a sound one."""
    needs = entry.kind in {SuccessionKind.CONTINUED, SuccessionKind.MERGED}
    missing = [code for code in entry.targets if code not in set(known)]
    if entry.kind not in {"", SuccessionKind.CONTINUED, SuccessionKind.MERGED, SuccessionKind.ENDED}:
        return gettext_noop("「継続」「統合」「終了」から選んでください。"), {}
    if missing:
        return gettext_noop("「%(codes)s」は次の計画にありません。番号を直してください。"), {"codes": "、".join(missing)}
    if needs and not entry.targets:
        return gettext_noop("次の計画の番号を入力してください。"), {}
    if entry.targets and not needs:
        return gettext_noop("番号を入力したときは「継続」か「統合」を選んでください。終了のときは番号を空にしてください。"), {}
    if len(entry.note) > LONGEST_NOTE:
        return gettext_noop("備考は500文字までにしてください。"), {}
    return "", {}


@transaction.atomic
def save_carry_over(
    *,
    old: Vision,
    new: Vision,
    entries: Mapping[str, Entry],
    shown: Mapping[str, str],
    news: frozenset[str] | None,
    actor: Any,
    now: dt.datetime,
) -> dict[str, Entry]:
    """Save the entries that differ from what was shown, complete or not; one audit event tells all of them.

    `shown` holds by code the `state` that the person saw. Returns the entries of codes that someone else changed
    meanwhile: those are left as they stand. `news` are the codes marked as new; None leaves them. Entries must be sound.
    """
    lock(Vision.objects.filter(pk=new.pk))
    current = carry_over(old=old, new=new)
    changed = {c: e for c, e in entries.items() if e.state != shown.get(c, Entry().state)}
    stands = {code: current.entries.get(code, Entry()) for code in changed}
    newer = {c: e for c, e in stands.items() if e.state not in {shown.get(c, Entry().state), changed[c].state}}
    wanted = {c: e for c, e in changed.items() if c not in newer and e.state != stands[c].state}
    by_code = {item.code: item for item in current.new_items}
    _replace(old, new, current, wanted, by_code)
    marked = current.news if news is None else news & by_code.keys()
    # An item that an old one leads to is no longer new.
    marked -= frozenset(code for entry in {**current.entries, **wanted}.values() for code in entry.targets)
    _replace_news(new, current.news, marked, by_code)
    if wanted or marked != current.news:
        record_event(
            actor=actor,
            verb="vision.carried_over",
            obj=new,
            now=now,
            before={**{code: stands[code].state for code in wanted}, "new": sorted(current.news)},
            after={**{code: entry.state for code, entry in wanted.items()}, "new": sorted(marked)},
        )
    return newer


def _replace(old: Vision, new: Vision, current: CarryOver, wanted: Mapping[str, Entry], by_code: Mapping[str, PlanItem]) -> None:
    items = {item.code: item for item in current.old_items}
    _links(old, new).filter(earlier__in=[items[code] for code in wanted]).delete()
    Succession.objects.bulk_create(
        [
            Succession(earlier=items[code], later=by_code.get(target), into=new, kind=entry.kind, note=entry.note)
            for code, entry in wanted.items()
            if entry.kind
            for target in (entry.targets or ("",))
        ],
        batch_size=500,
    )


def _replace_news(new: Vision, before: frozenset[str], after: frozenset[str], by_code: Mapping[str, PlanItem]) -> None:
    gone = [by_code[code] for code in before - after]
    Succession.objects.filter(earlier=None, later__in=gone).delete()
    Succession.objects.bulk_create(Succession(later=by_code[code], into=new, kind=SuccessionKind.NEW) for code in sorted(after - before))


def same_codes(found: CarryOver) -> dict[str, Entry]:
    """Undecided items whose code and name the new plan holds unchanged: continued."""
    names = {item.code: item.name for item in found.new_items}
    return {
        item.code: Entry(str(SuccessionKind.CONTINUED), (item.code,))
        for item in found.old_items
        if item.code not in found.entries and names.get(item.code) == item.name
    }


# --- what the public reads -------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Passing:
    """A step between two published plans: where the item stands on the other side; `node` is None where it ended."""

    before: bool
    kind: str
    label: str
    plan: Published
    node: Node | None

    @property
    def plan_slug(self) -> str:
        """The address name under which the other item's page stands; "" for the plan in force."""
        return "" if self.plan.in_force else self.plan.vision.slug


def passings(uids: Sequence[str]) -> list[Passing]:
    """What these items were before and what became of them, as far as published plans tell, earlier steps first."""
    ended = Q(earlier__uid__in=uids, later=None, into__status__in=PUBLIC)
    later = Q(earlier__uid__in=uids, later__vision__status__in=PUBLIC)
    earlier = Q(later__uid__in=uids, earlier__vision__status=VisionStatus.SUPERSEDED)
    found = Succession.objects.filter(ended | later | earlier).order_by("pk")
    plans: dict[int, Published | None] = {}
    steps = []
    for link in found.select_related("earlier__vision", "later__vision", "into"):
        before = bool(link.later and link.later.uid in uids)
        other = link.earlier if before else link.later
        vision = other.vision if other else link.into
        if vision.pk not in plans:
            plans[vision.pk] = published(vision)
        plan = plans[vision.pk]
        node = plan.tree.nodes.get(other.code) if plan and other else None
        if plan and (node is not None or other is None):
            steps.append(Passing(before, link.kind, str(link.get_kind_display()), plan, node))
    return sorted(steps, key=lambda step: not step.before)


@dataclass(frozen=True)
class Outcome:
    """What became of an item in the plan in force: the items that follow it, or that it ended, or that nobody said."""

    successors: tuple[Node, ...]
    ended: bool


def outcome(uid: str) -> Outcome:
    """Follow an item of an ended plan through the plans since. A query or two for each plan on the way."""
    successors: dict[str, Node] = {}
    ended, level = False, [uid]
    for _generation in range(LONGEST_CHAIN):
        steps = [step for step in passings(level) if not step.before] if level else []
        ended = ended or any(step.node is None for step in steps)
        successors |= {step.node.code: step.node for step in steps if step.node and step.plan.in_force}
        level = [step.node.uid for step in steps if step.node and not step.plan.in_force]
    return Outcome(tuple(successors.values()), ended and not successors)


@dataclass(frozen=True)
class OtherItem:
    """An item of the plan before that had the same code and passed elsewhere."""

    plan_slug: str
    node: Node


def same_code_before(found: Published, node: Node) -> OtherItem | None:
    """The item that had this code in the plan before, where it is recorded to have become something else."""
    if found.vision.supersedes_id is None:
        return None
    earlier = published(found.vision.supersedes)
    other = earlier.tree.nodes.get(node.code) if earlier else None
    if earlier is None or other is None:
        return None
    into = Q(into=found.vision) | Q(later__vision=found.vision)
    later = list(Succession.objects.filter(into, earlier__uid=other.uid).values_list("later__uid", flat=True))
    return OtherItem(earlier.vision.slug, other) if later and node.uid not in later else None
