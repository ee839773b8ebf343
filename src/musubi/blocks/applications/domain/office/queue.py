"""The office's one queue: who waits for whom, until when, what is late. Every tab is one filter; counts cost one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Count, F, Min, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from musubi.blocks.applications.domain.measures import narrowed_to_figure
from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.enums import ApplicationStatus, Waits
from musubi.blocks.applications.models import Application, Correction, Obligation
from musubi.blocks.applications.workflow import STATES
from musubi.blocks.kernel.text import search_key


def statuses_waiting_for(whom: Waits) -> frozenset[str]:
    """The states in which it is this side's turn."""
    return frozenset(status for status, state in STATES.items() if state.waits == whom)


WITH_STAFF = statuses_waiting_for(Waits.STAFF)
WITH_APPLICANT = statuses_waiting_for(Waits.APPLICANT) - {ApplicationStatus.DRAFT}
WAITING = WITH_STAFF | WITH_APPLICANT
SORTS = {
    "due": (F("due_on").asc(nulls_last=True), "submitted_at", "pk"),
    "number": ("number", "pk"),
    "received": ("received_on", "pk"),
    "yen": (F("requested").desc(nulls_last=True), "pk"),
    "party": ("party__kana_key", "party__key", "pk"),
    "status": ("status", "pk"),
}


def tabs(today: dt.date, user: Any) -> dict[str, Q]:
    """The queue's faces by name."""
    return {
        "moving": Q(status__in=WITH_STAFF),
        "mine": Q(status__in=WAITING, handler=user),
        "applicant": Q(status__in=WITH_APPLICANT),
        "late": Q(status__in=WAITING, due_on__lt=today),
        "repaying": Q(status__in=[ApplicationStatus.REVOKED, ApplicationStatus.REPAYING]),
        "ended": Q(status__in=ApplicationStatus.ended() | {ApplicationStatus.PAID, ApplicationStatus.CERTIFIED}),
        "all": Q(),
    }


def queue_of(user: Any) -> QuerySet[Application]:
    """Everything of the office's queue that this user may see, each with the day on which something is due."""
    correction = Correction.objects.filter(application=OuterRef("pk"), answered_at__isnull=True).values("due_on")[:1]
    owed = Obligation.objects.filter(application=OuterRef("pk"), done_on__isnull=True).order_by("due_on").values("due_on")[:1]
    rows = Application.objects.filter(of_seen_applications(user)).exclude(status=ApplicationStatus.DRAFT)
    return rows.annotate(
        due_on=Coalesce(Subquery(correction), Subquery(owed), F("call__decision_expected_on")),
    ).select_related("call__item", "party", "handler")


def narrowed(rows: QuerySet[Application], asked: Mapping[str, str]) -> QuerySet[Application]:
    """The filters of the page: call, status, lane, handler, plan codes with commas between, a figure, words of number, title or applicant."""
    if asked.get("call"):
        rows = rows.filter(call__uid=asked["call"])
    if asked.get("status") in ApplicationStatus.values:
        rows = rows.filter(status=asked["status"])
    if asked.get("lane"):
        rows = rows.filter(lane=asked["lane"])
    if asked.get("handler") == "none":
        rows = rows.filter(handler__isnull=True)
    elif asked.get("handler"):
        rows = rows.filter(handler__uid=asked["handler"])
    if asked.get("item"):
        rows = rows.filter(call__item__code__in=[code.strip() for code in asked["item"].split(",")])
    rows = narrowed_to_figure(rows, asked.get("counted", ""), asked.get("year", ""))
    if words := asked.get("q", "").strip():
        key = search_key(words)
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(party__key__contains=key) | Q(party__kana_key__contains=key))
    return rows


def tab_counts(rows: QuerySet[Application], *, today: dt.date, user: Any) -> dict[str, int]:
    """How many each face holds; one query."""
    named = {name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in tabs(today, user).items()}
    return {name: int(value or 0) for name, value in rows.aggregate(**named).items()}


def totals_of(rows: QuerySet[Application]) -> dict[str, int]:
    """Sum of what was asked for and decided over the rows, and the earliest due day."""
    found = rows.aggregate(requested=Sum("requested"), decided=Sum("decided"), first_due=Min("due_on"))
    return {name: value or 0 for name, value in found.items()}
