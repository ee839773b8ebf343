"""What stands at a desk when it passes to the next person, and the record of its passing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.desks.domain.next_steps import lead_of, tasks_of
from musubi.blocks.desks.models import Activity, ActivityTemplate, Association, Attachment, DeskContact, Handover, Milestone
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.papers.models import Document
from musubi.blocks.vision.models import PlanItem


@dataclass(frozen=True)
class DeskState:
    """Everything that the next person needs, in the order of the paper."""

    lead: str
    milestones: tuple[Milestone, ...]
    steps: tuple[Activity, ...]
    templates: tuple[ActivityTemplate, ...]
    activities: tuple[tuple[dt.date, str], ...]
    contacts: tuple[DeskContact, ...]
    documents: tuple[Attachment, ...]
    associations: tuple[Association, ...]


def desk_state(*, item: PlanItem, fiscal_year: int) -> DeskState:
    """Open milestones and steps of all years up to this one, what recurs, what was done, whom to ask, where things are.

    Eleven queries at any number of rows.
    """
    milestones = Milestone.objects.filter(item=item, done_on__isnull=True, withdrawn_at__isnull=True).select_related("assignee")
    planned = Activity.objects.filter(item=item, withdrawn_at__isnull=True).exclude(next_step="").select_related("author", "next_assignee")
    rows = list(planned.order_by("next_due_on", "pk"))
    tasks = tasks_of(Activity._meta.label, [row.uid for row in rows])
    steps = [row for row in rows if (tasks[row.uid].status == TaskStatus.OPEN if row.uid in tasks else row.fiscal_year == fiscal_year)]
    done = Activity.objects.filter(item=item, fiscal_year=fiscal_year, withdrawn_at__isnull=True).order_by("happened_on", "pk")
    documents = Attachment.objects.filter(item=item, activity__isnull=True, withdrawn_at__isnull=True)
    associations = Association.objects.filter(item=item, dissolved_on__isnull=True).prefetch_related(
        "years", "handovers__giver", "handovers__receiver"
    )
    return DeskState(
        lead=str(lead_of(item) or ""),
        milestones=tuple(milestones.order_by("due_on", "pk")),
        steps=tuple(steps),
        templates=tuple(ActivityTemplate.objects.filter(item=item, removed_at__isnull=True)),
        activities=tuple(done.values_list("happened_on", "title")),
        contacts=tuple(DeskContact.objects.filter(item=item, withdrawn_at__isnull=True)),
        documents=tuple(documents),
        associations=tuple(associations),
    )


def hand_over(
    *,
    item: PlanItem,
    fiscal_year: int,
    giver: str,
    receiver: str,
    handed_on: dt.date,
    issue: Callable[[Handover, DeskState], Document],
    actor: Any,
    now: dt.datetime,
    witness: str = "",
    remarks: str = "",
) -> Handover:
    """The desk passes on: `issue` makes the paper from its state, the record keeps it.

    Raises what `issue` raises (MissingGlyphsError); then nothing is kept. The paper is made before the transaction.
    """
    handover = Handover(
        item=item,
        fiscal_year=fiscal_year,
        giver=giver,
        receiver=receiver,
        witness=witness,
        handed_on=handed_on,
        remarks=remarks,
        recorded_at=now,
        recorded_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    handover.document = issue(handover, desk_state(item=item, fiscal_year=fiscal_year))
    with transaction.atomic():
        handover.save()
        after = {"giver": giver, "receiver": receiver, "handed_on": handed_on, "document": handover.document}
        record_event(actor=actor, verb="handover.created", obj=handover, now=now, after=after, program_code=item.code)
    return handover
