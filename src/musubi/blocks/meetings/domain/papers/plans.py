"""資料の予定: which papers a meeting has, in which order."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.sources import source_of, sources
from musubi.blocks.meetings.enums import PaperKind
from musubi.blocks.meetings.models import Meeting, PaperPlan

APART = 1000  # orders are moved there and back, since (meeting, order) is unique at every moment


@transaction.atomic
def usual_plan(*, meeting: Meeting, actor: Any, now: dt.datetime) -> list[PaperPlan]:
    """The meeting's plan; the usual papers where there is none yet."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
    found = list(current.paper_plans.order_by("order"))
    if found:
        return found
    made = [
        PaperPlan(meeting=current, order=order, kind=source.kind, title=str(source.title), source=source.code)
        for order, source in enumerate((source for source in sources() if source.usual), 1)
    ]
    PaperPlan.objects.bulk_create(made)
    record_event(actor=actor, verb="papers.planned", obj=current, now=now, after={"papers": [plan.title for plan in made]})
    return made


@transaction.atomic
def add_paper(*, meeting: Meeting, source: str, title: str, confidential: bool, actor: Any, now: dt.datetime) -> PaperPlan:
    """A further paper at the end of its kind. Raises MeetingError for an unknown source."""
    current: Meeting = lock(Meeting.objects.filter(pk=meeting.pk))[0]
    known = source_of(source)
    if known is None:
        raise MeetingError("source", _("資料の作り方を選んでください"), "source")
    last = current.paper_plans.aggregate(last=Max("order"))["last"] or 0
    values = {"title": title.strip() or str(known.title), "source": source, "kind": known.kind, "confidential": confidential}
    made = PaperPlan.objects.create(meeting=current, order=last + 1, **values)
    record_event(actor=actor, verb="papers.added", obj=current, now=now, after={"title": made.title, "source": source})
    return made


@transaction.atomic
def move_paper(*, plan: PaperPlan, up: bool, actor: Any, now: dt.datetime) -> None:
    """One place up or down."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=plan.meeting_id))[0]
    rows = list(meeting.paper_plans.order_by("order"))
    place = next(index for index, row in enumerate(rows) if row.pk == plan.pk)
    other = place - 1 if up else place + 1
    if 0 <= other < len(rows):
        rows[place], rows[other] = rows[other], rows[place]
        _order(rows)
        record_event(actor=actor, verb="papers.moved", obj=meeting, now=now, after={"title": plan.title, "order": other + 1})


@transaction.atomic
def remove_paper(*, plan: PaperPlan, actor: Any, now: dt.datetime) -> None:
    """Take a paper out of the plan; issued sets keep it."""
    meeting: Meeting = lock(Meeting.objects.filter(pk=plan.meeting_id))[0]
    record_event(actor=actor, verb="papers.removed", obj=meeting, now=now, before={"title": plan.title})
    plan.delete()
    _order(list(meeting.paper_plans.order_by("order")))


@transaction.atomic
def set_confidential(*, plan: PaperPlan, confidential: bool, actor: Any, now: dt.datetime) -> None:
    """Whether a paper is for members only."""
    current: PaperPlan = lock(PaperPlan.objects.filter(pk=plan.pk))[0]
    current.confidential = confidential
    current.version += 1
    current.save()
    record_event(actor=actor, verb="papers.confidential", obj=current.meeting, now=now, after={"title": current.title, "confidential": confidential})


def label_of(kind: str, number: int) -> str:
    """資料1, 参考資料1; agenda, roster and blank minutes carry no number."""
    if kind == PaperKind.NUMBERED:
        return _("資料%(number)d") % {"number": number}
    return _("参考資料%(number)d") % {"number": number} if kind == PaperKind.REFERENCE else ""


def _order(rows: list[PaperPlan]) -> None:
    for shift in (APART, 0):
        for order, row in enumerate(rows, 1):
            PaperPlan.objects.filter(pk=row.pk).update(order=order + shift)
