"""What the program counts: standing grants by lane of its calls."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.measures import Narrowed, count_measure, granted
from musubi.blocks.applications.models import Application
from musubi.blocks.indicators.domain.measures import register_measure

LANES = {"products": ("product", _("新製品開発の補助の件数")), "markets": ("market", _("販路拡大の補助の件数"))}


def _in_lane(lane: str) -> Narrowed:
    def narrow(rows: QuerySet[Application]) -> QuerySet[Application]:
        return granted(rows).filter(lane=lane)

    return narrow


def register_measures() -> None:
    """Called once when apps are ready. The lanes' keys are those of the program's template."""
    for name, (lane, label) in LANES.items():
        register_measure(count_measure(key=f"subsidies.{name}", name=label, unit=_("件"), narrow=_in_lane(lane)))
