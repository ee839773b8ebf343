"""課題を会議で取り上げる: an issue becomes an item of a meeting to come."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.agenda import add_item
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.enums import AgendaKind
from musubi.blocks.meetings.models import AgendaItem, Meeting
from musubi.council.domain.errors import CouncilError
from musubi.council.models import Issue


@transaction.atomic
def take_up_issue(*, issue: Issue, meeting: Meeting, actor: Any, now: dt.datetime) -> AgendaItem:
    """A further item of the meeting with the issue's words and programs. Raises CouncilError.

    What comes from a closed body is taken up by that body alone. The issue's state stays as it is.
    """
    current: Issue = lock(Issue.objects.filter(pk=issue.pk).select_related("body"))[0]
    if current.body is not None and not current.body.is_public and meeting.body_id != current.body_id:
        raise CouncilError("closed_body", _("非公開の会議体の課題は、ほかの会議体では取り上げられません"), "meeting")
    if meeting.agenda.filter(issues=current).exists():
        raise CouncilError("twice", _("この会議の議題に、もう入っています"), "meeting")
    words = {"title": current.title, "title_en": current.title_en, "kind": AgendaKind.DISCUSSION}
    try:
        item = add_item(meeting=meeting, items=list(current.items.all()), actor=actor, now=now, **words)
    except MeetingError as error:
        raise CouncilError(error.code, str(error), "meeting") from error
    current.agenda.add(item)
    record_event(actor=actor, verb="issue.taken_up", obj=current, now=now, after={"agenda": item})
    return item
