"""The office's one queue: who waits for whom, until when, what is late. Every tab is one filter; counts cost one query."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db.models import Case, CharField, Count, DateField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import narrowed_to_figure
from musubi.blocks.applications.domain.office.judging import JUDGED, judged_until_of
from musubi.blocks.applications.domain.rights import of_seen_applications
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.enums import ObligationKind, Outcome, Waits
from musubi.blocks.applications.models import Application, Correction, DecisionItem, Obligation
from musubi.blocks.applications.workflow import STATES
from musubi.blocks.kernel.text import search_key


def statuses_waiting_for(whom: Waits) -> frozenset[str]:
    """The states in which it is this side's turn."""
    return frozenset(status for status, state in STATES.items() if state.waits == whom)


WITH_STAFF = statuses_waiting_for(Waits.STAFF)
WITH_APPLICANT = statuses_waiting_for(Waits.APPLICANT) - {S.DRAFT}
WAITING = WITH_STAFF | WITH_APPLICANT
FOLLOWED = frozenset({S.PAID, S.CERTIFIED})  # decided and paid, and yet a report may be owed
UNREAD = ("answers", "report_answers", "explanation", "call__terms", "call__summary", "call__summary_en", "call__appeal_notice")
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
        "late": Q(status__in=WAITING | FOLLOWED, due_on__lt=today),
        "repaying": Q(status__in=[S.REVOKED, S.PARTLY_REVOKED, S.REPAYING]),
        "ended": Q(status__in=S.ended() | FOLLOWED),
        "all": Q(),
    }


def _due() -> Case:
    """Until when whoever has the turn must act.

    A panel judges by its own day, the city decides by the call's.
    Once results are reported, what is left (確定, 請求, 支払) ends with the year's books on 31 May
    (出納整理期間). An applicant's day is that of the correction, of the grant application, or of what is owed first.
    """
    mine = {"application": OuterRef("pk")}
    correction = Correction.objects.filter(**mine, answered_at__isnull=True).values("due_on")[:1]
    selected = DecisionItem.objects.filter(**mine, outcome=Outcome.SELECTED, applied_at__isnull=False).order_by("-pk").values("due_on")[:1]
    owed = Obligation.objects.filter(**mine, done_on__isnull=True).order_by("due_on")
    books = Cast(Concat(Cast(F("call__fiscal_year") + 1, CharField()), Value("-05-31")), DateField())
    return Case(
        When(status__in=[S.CORRECTION, S.REPORT_CORRECTION], then=Subquery(correction)),
        When(status__in=JUDGED, then=Coalesce(F("judged_until"), F("call__decision_expected_on"))),
        When(status=S.SUBMITTED, then=F("call__decision_expected_on")),
        When(status=S.SELECTED, then=Subquery(selected)),
        When(status__in=[S.REPORTED, S.CONFIRMED, S.CLAIMED], then=books),
        When(status=S.REPAYING, then=Subquery(owed.filter(kind=ObligationKind.REPAYMENT).values("due_on")[:1])),
        When(status__in=[S.GRANTED, *FOLLOWED], then=Subquery(owed.values("due_on")[:1])),
        output_field=DateField(),
    )


def queue_of(user: Any) -> QuerySet[Application]:
    """Everything of the office's queue that this user may see, with the day on which something is due and whether a 決裁 is awaited."""
    drafted = DecisionItem.objects.filter(application=OuterRef("pk"), decision__decided_on__isnull=True, decision__cancelled_at__isnull=True)
    rows = Application.objects.filter(of_seen_applications(user)).exclude(status=S.DRAFT)
    rows = (
        rows.annotate(judged_until=judged_until_of())
        .annotate(due_on=_due(), is_drafted=Exists(drafted))
        .select_related("call__item", "party", "handler")
    )
    return rows.defer(*UNREAD)


def turn_of(row: Application) -> tuple[Waits, Any]:
    """Whose turn it is at a row of the queue, and for what.

    A 起案 waits for its 決裁, a file before an open panel for its scores, one that is paid for what is still owed.
    """
    state = STATES[S(row.status)]
    if row.is_drafted:  # type: ignore[attr-defined]
        return Waits.STAFF, _("決裁")
    if row.status in JUDGED and row.judged_until is not None:  # type: ignore[attr-defined]
        return Waits.PANEL, _("採点")
    if row.status in FOLLOWED:
        owes = row.due_on is not None  # type: ignore[attr-defined]
        return (Waits.APPLICANT, state.task) if owes else (Waits.NOBODY, "")
    return state.waits, state.task


def narrowed(rows: QuerySet[Application], asked: Mapping[str, str]) -> QuerySet[Application]:
    """The filters of the page: call, status, lane, handler, plan codes with commas between, a figure, a grant from above, words."""
    if asked.get("call"):
        rows = rows.filter(call__uid=asked["call"])
    if asked.get("status") in S.values:
        rows = rows.filter(status=asked["status"])
    if asked.get("lane"):
        rows = rows.filter(lane=asked["lane"])
    if asked.get("handler") == "none":
        rows = rows.filter(handler__isnull=True)
    elif asked.get("handler"):
        rows = rows.filter(handler__uid=asked["handler"])
    if asked.get("item"):
        rows = rows.filter(call__item__code__in=[code.strip() for code in asked["item"].split(",")])
    if asked.get("upstream"):
        rows = rows.filter(upstream__uid=asked["upstream"])
    rows = narrowed_to_figure(rows, asked.get("counted", ""), asked.get("year", ""))
    if words := asked.get("q", "").strip():
        key = search_key(words)
        rows = rows.filter(Q(number__icontains=words) | Q(title__icontains=words) | Q(party__key__contains=key) | Q(party__kana_key__contains=key))
    return rows


def counts_and_total(rows: QuerySet[Application], *, today: dt.date, user: Any, face: str = "all") -> tuple[dict[str, int], int]:
    """How many each face holds, and what is asked for on the shown one; one query."""
    faces = tabs(today, user)
    named: dict[str, Any] = {name: Count("pk", filter=condition) if condition else Count("pk") for name, condition in faces.items()}
    found = rows.aggregate(**named, requested=Sum("requested", filter=faces[face]) if faces[face] else Sum("requested"))
    return {name: int(found[name] or 0) for name in faces}, int(found["requested"] or 0)
