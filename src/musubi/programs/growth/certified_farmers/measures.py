"""What the program counts: certifications of the year, new ones and renewals apart."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import certified, count_measure
from musubi.blocks.applications.models import Application
from musubi.blocks.indicators.domain.measures import register_measure


def first_time(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Certified for the first time, or again after a gap."""
    return certified(rows).filter(certificate__renews__isnull=True)


def renewed(rows: QuerySet[Application]) -> QuerySet[Application]:
    """Certified again, in place of an earlier certificate."""
    return certified(rows).filter(certificate__renews__isnull=False)


def register_measures() -> None:
    """Called once when apps are ready."""
    register_measure(
        count_measure(key="certified_farmers.new", name=_("新規の認定の件数"), unit=_("件"), narrow=first_time),
        count_measure(key="certified_farmers.renewed", name=_("更新の認定の件数"), unit=_("件"), narrow=renewed),
    )
