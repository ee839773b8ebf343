"""Tasks of the division whose call it is, about an application or a record of one."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.urls import reverse

from musubi.blocks.applications.models import Application
from musubi.blocks.notifications.domain.tasks import open_task


def open_office_task(
    *, application: Application, record: Any, title: str, due_on: dt.date, today: dt.date, now: dt.datetime, actor: Any = None
) -> None:
    """A task that leads to the application's page; `record` is what it is about."""
    open_task(
        title=title,
        due_on=due_on,
        today=today,
        now=now,
        actor=actor,
        organization=application.call.organization,
        address=reverse("applications:application", args=[application.uid]),
        object_type=record._meta.label,
        object_id=record.uid,
        program_code=application.call.item.code,
    )
