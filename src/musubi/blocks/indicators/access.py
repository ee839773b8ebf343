"""Who may see what of the indicators: their figures as live work stands with those who read the item's desk."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import QuerySet

from musubi.blocks.accounts.predicates import is_staff_or_partner
from musubi.blocks.indicators.models import Indicator, IndicatorActual, IndicatorTarget, RatingRule, RatingScale, RatingStep
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.vision.domain.desks import may_see_desk, of_seen_desks


@rules.predicate
def can_view_indicator(user: Any, indicator: Indicator) -> bool:
    """Readers of the desk of the indicator's item."""
    return may_see_desk(user, indicator.item)


@rules.predicate
def can_view_figure(user: Any, figure: IndicatorTarget | IndicatorActual) -> bool:
    """Readers of the desk of the figure's indicator."""
    return may_see_desk(user, figure.indicator.item)


def _indicators(user: Any, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.filter(of_seen_desks(user))


def _figures(user: Any, found: QuerySet[Any]) -> QuerySet[Any]:
    return found.filter(of_seen_desks(user, "indicator__item"))


def _scales(user: Any, found: QuerySet[Any]) -> QuerySet[Any]:
    return found if is_staff_or_partner(user) else found.none()


@rules.predicate
def can_view_scale(user: Any, _scale: RatingScale | RatingStep | RatingRule) -> bool:
    """The city's staff and partners; the public reads a scale beside the ratings of an edition."""
    return bool(is_staff_or_partner(user))


def register_policies() -> None:
    """Called once when apps are ready."""
    register_access(AccessPolicy(Indicator, can_view_indicator, _indicators))
    register_access(AccessPolicy(IndicatorTarget, can_view_figure, _figures))
    register_access(AccessPolicy(IndicatorActual, can_view_figure, _figures))
    for model in (RatingScale, RatingStep, RatingRule):
        register_access(AccessPolicy(model, can_view_scale, _scales))
