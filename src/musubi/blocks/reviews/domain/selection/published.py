"""採択結果 as everybody may read it, by the call's rule: named, unnamed, or only how many and how much; scores where the call says so.

A result is published once its decision (決裁) is recorded and the letters are issued. Order and content tell nothing of what is not public.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db.models import Q

from musubi.blocks.applications.domain.applicant.awards import Recipient, least_of, public_title, recipient_of
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.enums import AwardPublicity, DecisionKind, Outcome, ScorePublicity
from musubi.blocks.applications.models import Call, DecisionItem
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.models import SelectionList, SelectionRow


@dataclass(frozen=True)
class SelectedOne:
    """A selected application as the public reads it; `score` in hundredths of a point only where the call publishes scores."""

    title: str
    recipient: Recipient | None
    amount: int | None
    score: int | None


@dataclass(frozen=True)
class PublishedSelection:
    """The result of a call: rows where single ones are public, else totals; None where fewer than `least` are behind them.

    `terms` are those by which the panel scored and selected.
    """

    decided_on: dt.date
    rows: tuple[SelectedOne, ...]
    count: int | None
    yen: int | None
    least: int
    totals_only: bool
    terms: Terms


def published_selection(call: Call) -> PublishedSelection | None:
    """What is public of a call's selection; None before the first letter."""
    items = list(
        DecisionItem.objects.filter(
            Q(outcome=Outcome.SELECTED, decision__kind=DecisionKind.SELECTION)
            | Q(outcome=Outcome.GRANTED, decision__selection_list_of_grants__isnull=False),
            decision__call=call,
            decision__decided_on__isnull=False,
            applied_at__isnull=False,
            notices__isnull=False,
        )
        .select_related("application__party", "application__terms", "decision")
        .distinct()
    )
    if not items:
        return None
    least = least_of({call.item.vision_id})[call.item.vision_id]
    totals_only = call.publicity == AwardPublicity.TOTALS
    told = not totals_only or len(items) >= least
    scores = {} if totals_only else _scores(items)
    rows = [] if totals_only else [_one(call, item, scores) for item in items]
    return PublishedSelection(
        decided_on=min(item.decision.decided_on for item in items if item.decision.decided_on),
        rows=tuple(sorted(rows, key=lambda row: (row.title, row.recipient.name if row.recipient else "", row.amount or 0))),
        count=len(items) if told else None,
        yen=sum(item.amount or 0 for item in items) if told else None,
        least=least,
        totals_only=totals_only,
        terms=_terms(items),
    )


def _one(call: Call, item: DecisionItem, scores: dict[tuple[int, int], int | None]) -> SelectedOne:
    score = scores.get((item.decision_id, item.application_id))
    return SelectedOne(public_title(call, item.application), recipient_of(call, item.application), item.amount, score)


def _terms(items: list[DecisionItem]) -> Terms:
    """Terms of the panel whose list was decided; those of the application where the decision came of none."""
    made = SelectionList.objects.filter(_of_decisions(items, "")).select_related("panel__terms").order_by("pk").first()
    return terms_of(made.panel) if made is not None else read_terms(items[0].application.terms.content)


def _of_decisions(items: list[DecisionItem], prefix: str) -> Q:
    ids = {item.decision_id for item in items}
    return Q(**{f"{prefix}decision__in": ids}) | Q(**{f"{prefix}grant_decision__in": ids})


def _scores(items: list[DecisionItem]) -> dict[tuple[int, int], int | None]:
    """Scores of the panels whose frozen terms publish them."""
    rows = SelectionRow.objects.filter(_of_decisions(items, "list__")).select_related("list__panel__terms", "entry")
    return {
        (decision, row.entry.application_id): row.score
        for row in rows
        for decision in (row.list.decision_id, row.list.grant_decision_id)
        if decision is not None and terms_of(row.list.panel).score_publicity == ScorePublicity.PUBLIC
    }
