"""Order work at a sign, report it done, give it up."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.places.domain.photos import add_photo
from musubi.blocks.places.enums import SignCondition
from musubi.blocks.places.models import Sign, SignPhoto
from musubi.programs.brand.inbound.domain.order_tasks import close_order_task, open_order_task
from musubi.programs.brand.inbound.models import WorkOrder


class OrderError(Exception):
    """The step cannot be taken; `field` names the input that is wrong."""

    def __init__(self, code: str, message: str, field: str = "") -> None:
        super().__init__(message)
        self.code, self.field = code, field


@transaction.atomic
def order_work(*, sign: Sign, what: str, worker: str, due_on: dt.date, actor: Any, now: dt.datetime) -> WorkOrder:
    """A new piece of work. Raises OrderError."""
    today = timezone.localtime(now).date()
    if due_on < today:
        raise OrderError("due", _("期限は今日か、その後にしてください"), "due_on")
    order = WorkOrder(sign=sign, what=what.strip(), worker=worker.strip(), ordered_on=today, due_on=due_on, ordered_by=actor)
    order.save(force_insert=True)
    record_event(actor=actor, verb="work_order.ordered", obj=order, now=now, after={"what": order.what, "worker": order.worker, "due_on": due_on})
    open_order_task(order=order, today=today, actor=actor, now=now)
    return order


@transaction.atomic
def finish_work(
    *,
    order: WorkOrder,
    done_on: dt.date,
    actor: Any,
    now: dt.datetime,
    done_text: str = "",
    cost: int | None = None,
    photo: tuple[bytes, str] | None = None,
    condition: str = SignCondition.GOOD,
) -> WorkOrder:
    """The work is done: the sign's condition follows, a photo `(bytes, name)` is kept with the sign. Raises OrderError, PlaceError."""
    current = _open(order)
    if not current.ordered_on <= done_on <= timezone.localtime(now).date():
        raise OrderError("done", _("済んだ日は、指示した日から今日までの日です"), "done_on")
    current.done_on, current.done_text, current.cost = done_on, done_text.strip(), cost
    if photo is not None:
        kept = add_photo(of=current.sign, data=photo[0], name=photo[1], caption=_("作業のあと"), taken_on=done_on, actor=actor, now=now)
        current.photo = kept if isinstance(kept, SignPhoto) else None
    sign: Sign = lock(Sign.objects.filter(pk=current.sign_id))[0]
    sign.condition, sign.condition_text, sign.checked_on = condition, "", max(done_on, sign.checked_on or done_on)
    sign.version += 1
    sign.save(update_fields=["condition", "condition_text", "checked_on", "version", "updated_at"])
    _save(current)
    record_event(actor=actor, verb="work_order.done", obj=current, now=now, after={"done_on": done_on, "cost": cost, "condition": condition})
    close_order_task(order=current, status=TaskStatus.DONE, actor=actor, now=now)
    return current


@transaction.atomic
def give_up_work(*, order: WorkOrder, reason: str, actor: Any, now: dt.datetime) -> WorkOrder:
    """The work is not to be done. Raises OrderError."""
    if not reason.strip():
        raise OrderError("reason", _("取りやめる理由を書いてください"), "reason")
    current = _open(order)
    current.cancelled_on = timezone.localtime(now).date()
    _save(current)
    record_event(actor=actor, verb="work_order.given_up", obj=current, now=now, after={"cancelled_on": current.cancelled_on}, reason=reason.strip())
    close_order_task(order=current, status=TaskStatus.CANCELLED, actor=actor, now=now)
    return current


def _open(order: WorkOrder) -> WorkOrder:
    current: WorkOrder = lock(WorkOrder.objects.filter(pk=order.pk))[0]
    if not current.is_open:
        raise OrderError("ended", _("この作業指示は、もう終わっています"))
    return current


def _save(order: WorkOrder) -> None:
    order.version += 1
    order.save()
