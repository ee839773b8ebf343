"""分野: the office's own words for what applications are about and what reviewers know well; typed once for a call, never the city's list.

An assignment takes them into account after even loads, or before them where the office aims at a skilled reviewer for each topic.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.text import normalise
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.panels import hold, require, terms_of
from musubi.blocks.reviews.domain.suggestions import suggested_topics
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.models import Panel, PanelEntry, Reviewer

MOST_TOPICS, LONGEST = 20, 30


def read_topics(lines: Iterable[str]) -> list[str]:
    """The words typed, each once, in their order. Raises ReviewError for too many or too long ones."""
    found = list(dict.fromkeys(word for line in lines if (word := normalise(line).strip())))
    if len(found) > MOST_TOPICS:
        raise ReviewError("topics", _("分野は%(most)d個までにしてください") % {"most": MOST_TOPICS}, "topics")
    if long := next((word for word in found if len(word) > LONGEST), None):
        raise ReviewError("topics", _("「%(word)s」は長すぎます。%(most)d字までにしてください") % {"word": long, "most": LONGEST}, "topics")
    return found


@transaction.atomic
def change_topics(*, panel: Panel, topics: Sequence[str], covers: bool, actor: Any, now: dt.datetime, drop: bool = False) -> Panel:
    """分野を決める. One word changed in its place renames it everywhere; one in use goes only with `drop`, which unticks it, else ReviewError."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    wanted = read_topics(topics)
    before = {"topics": current.topics, "covers_topics": current.covers_topics}
    renamed = _renamed(current.topics, wanted)
    rows = [*current.entries.all(), *current.reviewers.all()]
    gone = [topic for topic in current.topics if topic not in wanted and topic not in renamed]
    used = sum(not set(gone).isdisjoint(row.topics) for row in rows)
    if used and not drop:
        message = _("「%(topics)s」は、申請と審査委員の%(count)d件に付いています。それも外すときは、「消した分野の印も外す」に印を付けてください")
        raise ReviewError("used", message % {"topics": "、".join(gone), "count": used}, "topics")
    for row in rows if renamed or used else ():
        _keep(row, [renamed.get(topic, topic) for topic in row.topics if topic not in gone])
    current.topics, current.covers_topics = wanted, covers
    current.version += 1
    current.save()
    after = {"topics": wanted, "covers_topics": covers}
    record_event(actor=actor, verb="panel.topics_changed", obj=current, now=now, before=before, after=after, program_code=current.call.item.code)
    return current


def _renamed(old: Sequence[str], new: Sequence[str]) -> dict[str, str]:
    """The one word that was changed in its place."""
    if len(old) != len(new):
        return {}
    other = [(one, two) for one, two in zip(old, new, strict=True) if one != two]
    return dict(other) if len(other) == 1 and other[0][1] not in old else {}


def _keep(row: PanelEntry | Reviewer, topics: Sequence[str]) -> bool:
    if list(topics) == row.topics:
        return False
    row.topics = list(topics)
    row.version += 1
    row.save(update_fields=["topics", "version", "updated_at"])
    return True


@dataclass(frozen=True)
class Ticked:
    """A row of the table: the application or reviewer by its key, the version that was shown, the topics ticked."""

    key: str
    version: int
    topics: tuple[str, ...]


class TopicsConflictError(Exception):
    """Rows that somebody else changed meanwhile: key → what stands there now; nothing was saved."""

    code = "conflict"

    def __init__(self, current: Mapping[str, list[str]]) -> None:
        super().__init__(", ".join(sorted(current)))
        self.current = dict(current)


@transaction.atomic
def tick_topics(*, panel: Panel, rows: Iterable[Ticked], actor: Any, now: dt.datetime) -> int:
    """Set the topics of applications and reviewers at once; how many changed. Raises TopicsConflictError, ReviewError."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    known: dict[str, PanelEntry | Reviewer] = {row.uid: row for row in current.entries.all()}
    known |= {row.uid: row for row in current.reviewers.select_related("member")}
    changed: list[PanelEntry | Reviewer] = []
    conflicts = {}
    for ticked in rows:
        row = known.get(ticked.key)
        if row is None or not set(ticked.topics) <= set(current.topics):
            raise ReviewError("topics", _("分野が、ほかの人に直されました。画面を開き直してください"))
        topics = [topic for topic in current.topics if topic in ticked.topics]
        if topics == row.topics:
            continue
        if row.version != ticked.version:
            conflicts[ticked.key] = row.topics
        elif _keep(row, topics):
            changed.append(row)
    if conflicts:
        raise TopicsConflictError(conflicts)
    _tell(current, changed, "panel.topics_ticked", actor, now)
    return len(changed)


@transaction.atomic
def fill_topics(*, panel: Panel, actor: Any, now: dt.datetime) -> int:
    """Applications without a topic get those of their 区分 and answers; how many did."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    terms = terms_of(current)
    empty = [row for row in current.entries.filter(removed_at__isnull=True).select_related("application") if not row.topics]
    changed = [row for row in empty if _keep(row, suggested_topics(row.application, current.topics, terms))]
    _tell(current, changed, "panel.topics_filled", actor, now)
    return len(changed)


def _tell(panel: Panel, changed: Sequence[PanelEntry | Reviewer], verb: str, actor: Any, now: dt.datetime) -> None:
    """One event by the panel's own numbers: what an application is about is kept from the excluded."""
    if changed:
        numbers = sorted(row.number for row in changed if isinstance(row, PanelEntry))
        people = sorted(str(row) for row in changed if isinstance(row, Reviewer))
        after = {**({"numbers": numbers} if numbers else {}), **({"reviewers": people} if people else {})}
        record_event(actor=actor, verb=verb, obj=panel, now=now, after=after, program_code=panel.call.item.code)


@dataclass(frozen=True)
class TopicGap:
    """A topic of an application that none of its reviewers knows well, and why: `nobody` of the panel, all `barred`, or just not `assigned`."""

    entry: PanelEntry
    topic: str
    why: str

    @property
    def words(self) -> str:
        """As a sentence, with what to do."""
        told = {
            "nobody": _("%(topic)sに詳しい委員が割り当てられていません(この審査に、%(topic)sに詳しい委員がいません。委員を加えてください)"),
            "barred": _("%(topic)sに詳しい委員が割り当てられていません(詳しい委員は、除斥・回避か、判断待ちです)"),
            "assigned": _("%(topic)sに詳しい委員が割り当てられていません(詳しい委員は、ほかの申請を受け持っています。手で割り当てられます)"),
        }
        return told[self.why] % {"topic": self.topic}


def find_gaps(
    entries: Iterable[PanelEntry], reviewers: Iterable[Reviewer], pairs: Iterable[tuple[int, int]], barred: Collection[tuple[int, int]]
) -> list[TopicGap]:
    """What is not covered by skill among (application, reviewer) pairs; applications without reviewers are told elsewhere."""
    skilled = {row.pk: frozenset(row.topics) for row in reviewers if row.left_on is None}
    assigned: dict[int, set[int]] = defaultdict(set)
    for entry, reviewer in pairs:
        assigned[entry].add(reviewer)
    found = []
    for row in entries:
        covered = frozenset[str]().union(*(skilled.get(key, frozenset()) for key in assigned[row.pk]))
        for topic in row.topics if assigned[row.pk] else ():
            if topic not in covered:
                experts = [key for key, topics in skilled.items() if topic in topics]
                free = [key for key in experts if (row.pk, key) not in barred]
                found.append(TopicGap(row, topic, "assigned" if free else "barred" if experts else "nobody"))
    return found
