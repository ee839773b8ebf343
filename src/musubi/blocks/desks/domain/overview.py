"""All desks at once: whose they are, what is late, what is open; and whether a desk is in use."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, QuerySet

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.models import Activity, DeskSetting, Milestone
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.text import search_key
from musubi.blocks.notifications.domain.queries import open_tasks, visible_tasks
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.domain.desks import desks_seen_by, organizations_of
from musubi.blocks.vision.domain.roadmap import Step
from musubi.blocks.vision.enums import LevelKind
from musubi.blocks.vision.models import Assignment, PlanItem, Vision

WORKED_LEVELS = (LevelKind.INITIATIVE, LevelKind.PROGRAM)


@dataclass(frozen=True)
class DeskRow:
    """A desk in the list."""

    item: PlanItem
    lead: Any
    mine: bool
    in_use: bool
    activities: int
    last_on: dt.date | None
    late: int
    tasks: int

    @property
    def letter(self) -> str:
        """The lead project's letter in lower case, which gives the code its colour."""
        return self.item.code[:1].lower()


def desk_rows(*, user: Any, vision: Vision, fiscal_year: int, today: dt.date, words: str = "") -> list[DeskRow]:
    """The desks that the user may see, in the plan's order; eight queries at any number of desks."""
    items = desks_seen_by(user).filter(vision=vision, level__kind__in=WORKED_LEVELS).select_related("level")
    found = [item for item in items.order_by("level__number", "order", "code") if _matches(item, words)]
    mine = set(desks_of_posts(user, today).filter(vision=vision).values_list("pk", flat=True))
    unused = set(DeskSetting.objects.filter(item__vision=vision, in_use=False).values_list("item", flat=True))
    leads = {owner.item_id: owner.organization for owner in Assignment.objects.filter(vision=vision, primary=True).select_related("organization")}
    rows = visible_to(user, Activity).filter(item__vision=vision, fiscal_year=fiscal_year, withdrawn_at__isnull=True).order_by()
    counts = {row["item"]: row for row in rows.values("item").annotate(number=Count("pk"), last=Max("happened_on"))}
    late = dict(late_milestones(user, today).filter(item__vision=vision).order_by().values_list("item").annotate(number=Count("pk")))
    tasks = dict(visible_tasks(user, open_tasks(), today).order_by().values_list("program_code").annotate(number=Count("pk")))
    return [
        DeskRow(
            item=item,
            lead=leads.get(item.pk),
            mine=item.pk in mine,
            in_use=item.pk not in unused,
            activities=counts.get(item.pk, {}).get("number", 0),
            last_on=counts.get(item.pk, {}).get("last"),
            late=late.get(item.pk, 0),
            tasks=tasks.get(item.code, 0),
        )
        for item in found
    ]


def _matches(item: PlanItem, words: str) -> bool:
    key = search_key(f"{item.code} {item.display_name} {item.name_kana} {item.name_en}")
    return all(word in key for word in filter(None, map(search_key, words.split())))


def desks_of_posts(user: Any, today: dt.date) -> QuerySet[PlanItem]:
    """The desks of the organisations in which the user works today; the secretariat's right to all does not count."""
    found: QuerySet[PlanItem] = PlanItem.objects.filter(assignments__organization__in=organizations_of(user, day=today)).distinct()
    return found


def late_milestones(user: Any, today: dt.date) -> QuerySet[Milestone]:
    """Milestones that are not reached though their day is past."""
    rows: QuerySet[Milestone] = visible_to(user, Milestone).filter(done_on__isnull=True, withdrawn_at__isnull=True, due_on__lt=today)
    return rows


def roadmap_steps(user: Any, items: Mapping[str, str], today: dt.date) -> dict[str, list[Step]]:
    """The milestones and other open tasks of the items that the user may see, for the live roadmap; two queries. `items`: uid → code."""
    found: dict[str, list[Step]] = defaultdict(list)
    rows = visible_to(user, Milestone).filter(item__uid__in=items, withdrawn_at__isnull=True).order_by("due_on", "pk")
    for uid, title, due_on, done_on in rows.values_list("item__uid", "title", "due_on", "done_on"):
        found[uid].append(Step(done_on or due_on, title, "done" if done_on is not None else _state(due_on, today)))
    by_code = {code: uid for uid, code in items.items()}
    tasks = visible_to(user, Task).filter(status=TaskStatus.OPEN, program_code__in=by_code).exclude(object_type=Milestone._meta.label)
    for code, title, due_on in tasks.order_by("due_on", "pk").values_list("program_code", "title", "due_on"):
        found[by_code[code]].append(Step(due_on, title, _state(due_on, today)))
    return found


def _state(due_on: dt.date, today: dt.date) -> str:
    return "late" if due_on < today else "ahead"


@transaction.atomic
def set_in_use(*, item: PlanItem, in_use: bool, actor: Any, now: dt.datetime, note: str = "") -> DeskSetting:
    """Say whether the desk of an item is in use; one that is not is left out of the list."""
    setting, _made = DeskSetting.objects.get_or_create(item=item)
    before = {"in_use": setting.in_use, "note": setting.note}
    after = {"in_use": in_use, "note": note}
    if before != after:
        setting.in_use, setting.note = in_use, note
        setting.version += 1
        setting.save()
        record_event(actor=actor, verb="desk.changed", obj=setting, now=now, before=before, after=after, program_code=item.code)
    return setting
