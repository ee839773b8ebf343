"""The money of a call at a glance: its budget, what is decided, confirmed, paid and back, what is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, Q, Sum

from musubi.blocks.applications.domain.measures import stands
from musubi.blocks.applications.enums import ApplicationStatus as S
from musubi.blocks.applications.models import Application, Call

UNDER_REVIEW = frozenset({S.SUBMITTED, S.CORRECTION, S.SCREENING, S.SELECTED, S.GRANT_REQUESTED})


@dataclass(frozen=True)
class CallBudget:
    """All sums of one call in whole yen.

    `decided` is what the standing awards were granted, less what was taken back in part;
    `bound` what they bind now: the confirmed sum, where there is one.
    """

    budget: int
    decided: int
    bound: int
    confirmed: int
    paid: int
    returned: int
    under_review: int

    @property
    def left(self) -> int:
        """What no award binds."""
        return self.budget - self.bound

    @property
    def left_if_all(self) -> int:
        """What would be left if everything under review were granted in full."""
        return self.left - self.under_review

    @property
    def whole(self) -> int:
        """The length of the bar: the budget, or what is asked for beyond it."""
        return max(self.budget, self.bound + self.under_review, 1)


def budgets_of(calls: Collection[Call]) -> dict[int, CallBudget]:
    """The sums of many calls; one query."""
    awarded = stands()
    rows = (
        Application.objects.filter(call__in=[call.pk for call in calls])
        .values("call")
        .order_by("call")
        .annotate(
            all_decided=Sum(F("decided") - F("revoked"), filter=awarded),
            open_decided=Sum(F("decided") - F("revoked"), filter=awarded & Q(confirmed__isnull=True)),
            all_confirmed=Sum("confirmed", filter=awarded),
            all_paid=Sum("paid"),
            all_returned=Sum("returned"),
            asked=Sum("requested", filter=Q(status__in=UNDER_REVIEW)),
        )
    )
    found = {row["call"]: row for row in rows}
    made = {}
    for call in calls:
        row = found.get(call.pk, {})
        confirmed = int(row.get("all_confirmed") or 0)
        made[call.pk] = CallBudget(
            budget=call.budget or 0,
            decided=int(row.get("all_decided") or 0),
            bound=int(row.get("open_decided") or 0) + confirmed,
            confirmed=confirmed,
            paid=int(row.get("all_paid") or 0),
            returned=int(row.get("all_returned") or 0),
            under_review=int(row.get("asked") or 0),
        )
    return made


def budget_of(call: Call) -> CallBudget:
    """The sums of one call."""
    return budgets_of([call])[call.pk]
