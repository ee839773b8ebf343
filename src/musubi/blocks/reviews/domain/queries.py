"""Lists of the office: applications before a panel with who scores them and who is kept from them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.text import normalise
from musubi.blocks.reviews.domain.assigning import gaps_of
from musubi.blocks.reviews.enums import InterestAnswer, SheetStatus
from musubi.blocks.reviews.models import Exclusion, Panel, PanelEntry, ReviewAssignment

SORTS = {"number": ("number",), "party": ("application__party__key", "number"), "scored": ("scored", "number")}


def entries_of(user: Any, panel: Panel, asked: Mapping[str, str]) -> QuerySet[PanelEntry]:
    """The entries that the user may see, narrowed by `q` and `show`, in the order asked; by number, never by points."""
    rows = visible_to(user, PanelEntry).filter(panel=panel).select_related("application__party")
    words = normalise(asked.get("q", "")).split()
    for word in words:
        by_number = Q(number=int(word)) if word.isascii() and word.isdigit() and len(word) < 5 else Q()
        text = Q(application__title__icontains=word) | Q(application__number__icontains=word) | Q(application__party__name__icontains=word)
        rows = rows.filter(text | by_number) if by_number else rows.filter(text)
    live = Q(assignments__ended_at__isnull=True, assignments__isnull=False)
    rows = rows.annotate(
        assigned=Count("assignments", filter=live, distinct=True),
        scored=Count("assignments", filter=live & Q(assignments__sheet__status=SheetStatus.SUBMITTED), distinct=True),
        waiting=Count("declarations", filter=Q(declarations__answer=InterestAnswer.INTEREST, declarations__ruling=""), distinct=True),
    )
    show = asked.get("show", "")
    if show == "waiting":
        rows = rows.filter(waiting__gt=0)
    elif show == "excluded":
        rows = rows.filter(exclusions__isnull=False, exclusions__lifted_at__isnull=True).distinct()
    elif show == "unskilled":
        rows = rows.filter(pk__in={gap.entry.pk for gap in gaps_of(panel)})
    elif show == "unscored":
        rows = rows.filter(removed_at__isnull=True, scored__lt=panel.per_application or 1)
    current = (
        ReviewAssignment.objects.filter(ended_at__isnull=True).select_related("reviewer__member", "sheet").order_by("reviewer__member__name_kana")
    )
    gone = Exclusion.objects.filter(lifted_at__isnull=True).select_related("reviewer__member").order_by("reviewer__member__name_kana")
    return rows.prefetch_related(Prefetch("assignments", current, to_attr="current"), Prefetch("exclusions", gone, to_attr="gone")).order_by(
        *SORTS.get(asked.get("sort", ""), SORTS["number"])
    )
