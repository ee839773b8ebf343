"""Reports in time (期限内の回答) as figures of the items that were asked about."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal

from django.db.models import Count, QuerySet

from musubi.blocks.reporting.enums import ReplyStatus, SubmissionStatus
from musubi.blocks.reporting.models import ReplyEntry

Figures = dict[tuple[int, int], Decimal]


def answers(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[ReplyEntry]:
    """Answers about the items in calls of the years, by whichever way they came."""
    return ReplyEntry.objects.filter(
        item__in=item_ids, reply__call__fiscal_year__in=fiscal_years, reply__status__in=(ReplyStatus.ANSWERED, ReplyStatus.ACCEPTED)
    )


def answers_in_time(item_ids: Collection[int], fiscal_years: Collection[int]) -> QuerySet[ReplyEntry]:
    """Those of them whose valid submission came by the due day."""
    return answers(item_ids, fiscal_years).filter(reply__submissions__status=SubmissionStatus.CURRENT, reply__submissions__late=False)


def _counted(found: QuerySet[ReplyEntry]) -> Figures:
    rows = found.order_by().values_list("item", "reply__call__fiscal_year").annotate(total=Count("pk", distinct=True))
    return {(item, year): Decimal(total) for item, year, total in rows}


def count_answers(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many calls were answered, by item and the call's fiscal year; one query."""
    return _counted(answers(item_ids, fiscal_years))


def count_answers_in_time(item_ids: Collection[int], fiscal_years: Collection[int]) -> Figures:
    """How many of them by the due day; one query."""
    return _counted(answers_in_time(item_ids, fiscal_years))
