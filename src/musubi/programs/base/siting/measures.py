"""What the program counts: companies designated, and those of them that began to operate."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import certified, count_measure
from musubi.blocks.applications.enums import CallKind, ObligationKind
from musubi.blocks.applications.models import Application, Obligation
from musubi.blocks.indicators.domain.measures import register_measure


def designated(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Designations of the year's calls that stand."""
    return certified(rows).filter(call__kind=CallKind.DESIGNATION)


def operating(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Those of them whose notice of operation came in, whenever it did."""
    begun = Obligation.objects.filter(application=OuterRef("pk"), kind=ObligationKind.START, done_on__isnull=False)
    return designated(rows).filter(Exists(begun))


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        count_measure(key="siting.designated", name=_("指定した企業の数"), unit=_("社"), narrow=designated),
        count_measure(key="siting.operating", name=_("指定した企業のうち操業を始めた数"), unit=_("社"), narrow=operating),
    )
