"""The journal of a desk as people read it: filtered, sorted, with the state of each next step."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from musubi.blocks.desks.domain.next_steps import tasks_of
from musubi.blocks.desks.enums import ActivityKind
from musubi.blocks.desks.models import Activity
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.text import search_key
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.models import PlanItem, Succession

SORTS = {
    "new": ("-happened_on", "-recorded_at", "-pk"),
    "old": ("happened_on", "recorded_at", "pk"),
    "kind": ("kind", "-happened_on", "-pk"),
    "people": (F("people").desc(nulls_last=True), "-happened_on", "-pk"),
    "recorded": ("-recorded_at", "-pk"),
}
LONGEST_CHAIN = 10


@dataclass(frozen=True)
class Entry:
    """An activity with the task of its next step and the number of its files."""

    activity: Activity
    task: Task | None


def earlier_items(item: PlanItem) -> frozenset[int]:
    """Ids of the items of earlier plans that passed into this one, however far back; a query a plan."""
    found: set[int] = set()
    last = {item.pk}
    for _step in range(LONGEST_CHAIN):
        last = set(Succession.objects.filter(later__in=last, earlier__isnull=False).values_list("earlier", flat=True)) - found
        if not last:
            break
        found |= last
    return frozenset(found)


def journal_of(user: Any, items: Iterable[int], fiscal_year: int) -> QuerySet[Activity]:
    """What the user may read of the journals of these items in a year, withdrawn rows left out."""
    rows: QuerySet[Activity] = visible_to(user, Activity).filter(item__in=items, fiscal_year=fiscal_year, withdrawn_at__isnull=True)
    return rows


def asked_rows(rows: QuerySet[Activity], asked: Mapping[str, str]) -> QuerySet[Activity]:
    """Filter by `q` and `kind`, order by `sort`; what cannot be understood is left aside."""
    words = [search_key(word) for word in asked.get("q", "").split()]
    for word in filter(None, words):
        rows = rows.filter(search_text__contains=word)
    kind = asked.get("kind", "")
    if kind in ActivityKind.values:
        rows = rows.filter(kind=kind)
    if asked.get("people") == "1":
        rows = rows.filter(people__gt=0)
    return rows.order_by(*SORTS.get(asked.get("sort", ""), SORTS["new"]))


def with_tasks(rows: Iterable[Activity]) -> list[Entry]:
    """The rows with their tasks; one query for all."""
    found = list(rows)
    tasks = tasks_of(Activity._meta.label, [row.uid for row in found if row.next_due_on])
    return [Entry(row, tasks.get(row.uid)) for row in found]


def by_day(entries: Iterable[Entry]) -> list[tuple[dt.date, list[Entry]]]:
    """Entries under their days, in the order in which they come."""
    return [(day, list(group)) for day, group in groupby(entries, key=lambda entry: entry.activity.happened_on)]


def counts_by_kind(rows: QuerySet[Activity]) -> list[tuple[Any, int, int]]:
    """(kind, how many, how many people) of each kind that occurs; one query."""
    found = rows.order_by().values("kind").annotate(rows=Count("pk"), heads=Sum("people", filter=Q(people__gt=0)))
    by_kind = {row["kind"]: row for row in found}
    return [(kind, by_kind[kind]["rows"], by_kind[kind]["heads"] or 0) for kind in ActivityKind if kind in by_kind]
