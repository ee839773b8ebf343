"""Each piece of work at a sign is somebody's task until it ends, so that its due day stands in 本日の締切 and in the daily digest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import identifier_of, type_of
from musubi.blocks.desks.domain.next_steps import address_of, lead_of
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.programs.brand.inbound.models import WorkOrder
from musubi.programs.brand.inbound.program import PROGRAM

CODE = PROGRAM.codes[-1]


def open_order_task(*, order: WorkOrder, today: dt.date, actor: Any, now: dt.datetime) -> bool:
    """A task for who ordered the work and for who carries the program; False where nobody would be reminded."""
    return _open(order, _carrier(), today, actor, now)


def _carrier() -> Organization | None:
    """Who carries the program in the plan in force."""
    plan = plan_in_force()
    item = plan.items.filter(code=CODE).first() if plan is not None else None
    return lead_of(item) if item is not None else None


def _open(order: WorkOrder, organization: Organization | None, today: dt.date, actor: Any, now: dt.datetime) -> bool:
    assignee = order.ordered_by if order.ordered_by is not None and order.ordered_by.is_active else None
    if assignee is None and organization is None:
        return False
    open_task(
        title=_("%(sign)sの作業: %(what)s") % {"sign": order.sign, "what": order.what[:100]},
        detail=_("作業する人・業者: %(worker)s") % {"worker": order.worker},
        due_on=order.due_on,
        today=today,
        now=now,
        actor=actor,
        assignee=assignee,
        organization=organization,
        address=address_of("inbound:sign", order.sign.uid),
        object_type=type_of(order),
        object_id=identifier_of(order),
        program_code=CODE,
    )
    return True


def close_order_task(*, order: WorkOrder, status: TaskStatus, actor: Any, now: dt.datetime) -> None:
    """The work has ended, done or given up."""
    for task in Task.objects.filter(object_type=type_of(order), object_id=identifier_of(order), status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=status)


@transaction.atomic
def open_missing_tasks(today: dt.date, now: dt.datetime) -> int:
    """Work that came otherwise than by the page (a pack, a time when nobody carried the program) becomes a task too."""
    orders = WorkOrder.objects.filter(done_on=None, cancelled_on=None).select_related("sign", "ordered_by")
    known = set(Task.objects.filter(object_type=WorkOrder._meta.label).values_list("object_id", flat=True))
    missing = [order for order in orders if identifier_of(order) not in known]
    carrier = _carrier() if missing else None
    return sum(_open(order, carrier, today, None, now) for order in missing)
