"""What the office has to do about what came in after the payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.urls import reverse

from musubi.blocks.notifications.domain.tasks import open_task

WITHIN = dt.timedelta(days=14)


def open_follow_up_task(*, record: Any, title: str, words: Mapping[str, str], today: dt.date, actor: Any, now: dt.datetime) -> None:
    """A task of the call's division about a record of an application; `title` names `number`."""
    application = record.application
    open_task(
        title=title % {"number": application.number, **words},
        due_on=today + WITHIN,
        today=today,
        now=now,
        actor=actor,
        organization=application.call.organization,
        address=reverse("applications:application", args=[application.uid]),
        object_type=record._meta.label,
        object_id=record.uid,
        program_code=application.call.item.code,
    )
