"""Who makes an edition public: the head of the publishing division (課長); where nobody holds that post, the secretariat."""

from __future__ import annotations

import datetime as dt
from typing import Any

import rules
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import closed_days
from musubi.blocks.accounts.domain.roles import has_role, memberships_on
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.business_days import add_business_days
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.domain.editions import confirm_edition
from musubi.blocks.vision.models import Edition, Vision

KIND = "vision.edition"
DAYS = 5  # business days that a head is given


def heads_of(vision: Vision, *, day: dt.date) -> list[Membership]:
    """The posts of the heads of the publishing division, else of the nearest unit above that has one."""
    body = vision.publisher
    while body is not None:
        posts = Membership.objects.active_on(day).filter(organization=body, role=Role.DIVISION_HEAD, user__is_active=True)
        if found := list(posts.select_related("user", "organization").order_by("pk")):
            return found
        body = body.parent
    return []


@rules.predicate
def may_confirm_edition(user: Any, vision: Vision) -> bool:
    """Whether the user is such a head, or stands in for one; the secretariat where there is none."""
    day = clock.today()
    heads = heads_of(vision, day=day)
    if not heads:
        return has_role(user, Role.SECRETARIAT, day=day)
    return not {post.pk for post in heads}.isdisjoint(post.pk for post in memberships_on(user=user, day=day))


def asked_for(vision: Vision) -> Task | None:
    """The open task in which a head is asked to confirm."""
    return Task.objects.filter(object_type=KIND, object_id=vision.uid, status=TaskStatus.OPEN).select_related("assignee").first()


@transaction.atomic
def ask_for_confirmation(*, vision: Vision, actor: Any, today: dt.date, now: dt.datetime) -> Task | None:
    """Ask the head by a task, once; None where there is no head to ask."""
    heads = heads_of(vision, day=today)
    if not heads:
        return None
    return asked_for(vision) or open_task(
        title=_("公表する版を確かめる: %(title)s") % {"title": vision.title[:150]},
        due_on=add_business_days(today, DAYS, extra_holidays=closed_days()),
        today=today,
        now=now,
        actor=actor,
        assignee=heads[0].user,
        organization=heads[0].organization,
        address=reverse("plan:editions"),
        object_type=KIND,
        object_id=vision.uid,
    )


@transaction.atomic
def publish_edition(*, vision: Vision, actor: Any, now: dt.datetime, label: str, note: str = "") -> Edition:
    """Confirm the plan as it stands for the public, and close the task that asked for it."""
    edition = confirm_edition(vision=vision, actor=actor, now=now, label=label, note=note)
    task = asked_for(vision)
    if task is not None:
        close_task(task=task, actor=actor, now=now)
    return edition
