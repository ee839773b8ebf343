"""What the program counts: plans certified in the year, and people who were granted the fund."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import certified, count_measure, granted
from musubi.blocks.applications.enums import CallKind
from musubi.blocks.applications.models import Application
from musubi.blocks.indicators.domain.measures import register_measure


def plans(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Young farmers' plans certified in the year."""
    return certified(rows).filter(call__kind=CallKind.CERTIFICATION)


def funded(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Standing grants of the fund, which rests on a certified plan."""
    return granted(rows).filter(call__kind=CallKind.SUBSIDY)


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        count_measure(key="new_farmers.certified", name=_("青年等就農計画の認定の件数"), unit=_("件"), narrow=plans),
        count_measure(key="new_farmers.funded", name=_("就農の資金の交付の件数"), unit=_("件"), narrow=funded),
    )
