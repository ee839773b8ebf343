"""What notifications register with the kernel: menus, the start page's panel, who may see what."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.accounts.predicates import is_administrator, is_secretariat, is_signed_in, is_staff_or_partner
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.kernel.panels import Panel, register_panel, signed_in
from musubi.blocks.notifications.domain.barriers import is_about, kept_uids
from musubi.blocks.notifications.domain.queries import grouped, mine, open_tasks, visible_tasks
from musubi.blocks.notifications.enums import MessageStatus
from musubi.blocks.notifications.models import OutboxMessage, Task

SEE_OUTBOX = "notifications.see_outbox"
ADD_TASK = "notifications.add_task"
READ_TEXT = "notifications.read_text"
can_see_outbox = is_administrator | is_secretariat


@rules.predicate
def can_view_task(user: Any, task: Task) -> bool:
    """The person's own, or of an organisation in which the person works today; never one that is kept from the person."""
    if not is_signed_in(user) or is_about(task, kept_uids(user)):
        return False
    bodies = {post.organization_id for post in memberships_on(user=user, day=clock.today())}
    return task.assignee_id == user.pk or task.organization_id in bodies


@rules.predicate
def can_view_message(user: Any, message: OutboxMessage) -> bool:
    """Administrators and the secretariat."""
    return can_see_outbox(user)


@rules.predicate
def can_read_text(user: Any, message: OutboxMessage) -> bool:
    """The text of mail that opens an account is kept from everyone but its recipient.

    Where mail does not go out, administrators hand it over; they can set anyone's password anyway.
    """
    if message.holds_key:
        return message.status == MessageStatus.SHOWN and is_administrator(user)
    return can_see_outbox(user)


def _tasks(user: Any, tasks: QuerySet[Task]) -> QuerySet[Task]:
    return visible_tasks(user, tasks, clock.today()) if is_signed_in(user) else tasks.none()


def _messages(user: Any, messages: QuerySet[OutboxMessage]) -> QuerySet[OutboxMessage]:
    return messages if can_see_outbox(user) else messages.none()


def _today_panel(request: Any, context: Any) -> dict[str, Any]:
    today = clock.today()
    return {"groups": grouped(mine(request.user, open_tasks(), today)[:8], today), "today": today}


def register() -> None:
    """Called once when apps are ready."""
    rules.add_perm(SEE_OUTBOX, can_see_outbox)
    rules.add_perm(ADD_TASK, is_staff_or_partner)
    rules.add_perm(READ_TEXT, can_read_text)
    register_access(AccessPolicy(Task, can_view_task, _tasks))
    register_access(AccessPolicy(OutboxMessage, can_view_message, _messages))
    register_menu(
        MenuEntry("staff", _("今日の仕事"), "web:staff-home", "home", 10, is_signed_in),
        MenuEntry("staff", _("本日の締切"), "notifications:today", "clock", 20, is_signed_in),
        MenuEntry("staff", _("送信箱"), "notifications:outbox", "tray", 900, can_see_outbox, _("管理")),
    )
    register_panel(Panel("staff-home", "today", "notifications/_today_panel.html", _today_panel, signed_in, order=10, query_budget=3))
