"""Tasks as people see them: mine, my section's, grouped by how near they are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.notifications.domain.barriers import without_kept
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task


@dataclass(frozen=True)
class Group:
    """Tasks of one heading."""

    name: str
    title: str
    tasks: list[Task]


def visible_tasks(user: Any, tasks: QuerySet[Task], day: dt.date) -> QuerySet[Task]:
    """Those of the person and of the organisations in which the person works today."""
    if not getattr(user, "is_authenticated", False):
        return tasks.none()
    bodies = [post.organization_id for post in memberships_on(user=user, day=day)]
    return without_kept(user, tasks.filter(Q(assignee=user) | Q(organization__in=bodies)))


def mine(user: Any, tasks: QuerySet[Task], day: dt.date) -> QuerySet[Task]:
    """Those assigned to the person, and those of the person's organisations that nobody has taken."""
    bodies = [post.organization_id for post in memberships_on(user=user, day=day)]
    return without_kept(user, tasks.filter(Q(assignee=user) | Q(assignee__isnull=True, organization__in=bodies)))


def open_tasks() -> QuerySet[Task]:
    """Open tasks with what lists show."""
    return Task.objects.filter(status=TaskStatus.OPEN).select_related("organization", "assignee").order_by("due_on", "pk")


def grouped(tasks: Iterable[Task], today: dt.date) -> list[Group]:
    """Late, today, within a week, later; empty groups are left out. One query."""
    week = today + dt.timedelta(days=7)
    found = list(tasks)
    groups = [
        Group("late", _("期限を過ぎたもの"), [t for t in found if t.due_on < today]),
        Group("today", _("今日まで"), [t for t in found if t.due_on == today]),
        Group("week", _("7日のうち"), [t for t in found if today < t.due_on <= week]),
        Group("later", _("それより先"), [t for t in found if t.due_on > week]),
    ]
    return [group for group in groups if group.tasks]
