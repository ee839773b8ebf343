"""What the office has to do about what came in after the payment."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from musubi.blocks.applications.domain.office.tasks import open_office_task

WITHIN = dt.timedelta(days=14)


def open_follow_up_task(*, record: Any, title: str, words: Mapping[str, str], today: dt.date, actor: Any, now: dt.datetime) -> None:
    """A task of the call's division about a record of an application; `title` names `number`."""
    application = record.application
    said = title % {"number": application.number, **words}
    open_office_task(application=application, record=record, title=said, due_on=today + WITHIN, today=today, now=now, actor=actor)
