"""Rate a report's indicators by the rules of scales, for people to see beside their own choice. Nothing is decided here."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from musubi.blocks.indicators.domain.figures import Figure
from musubi.blocks.indicators.domain.scales import Rated, Scale, rate, scales
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.enums import RuleKind
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.reporting.models import ProgressReport


@dataclass(frozen=True)
class Mechanical:
    """What a scale's rules say of each indicator of a report."""

    scale: Scale
    rated: tuple[tuple[Figure, Rated], ...]

    @property
    def mark(self) -> str:
        """The lowest step of the indicators that can be rated; the mark for what cannot be rated where none can; else ""."""
        unknown = {rule.step.mark for rule in self.scale.rules if rule.kind is RuleKind.UNKNOWN}
        given = {each.step.mark for _figure, each in self.rated if each.step is not None}
        for step in reversed(self.scale.steps):
            if step.mark in given - unknown:
                return step.mark
        return next(iter(given & unknown), "")


def mechanical_ratings(*, report: ProgressReport, today: dt.date, among: list[Scale] | None = None) -> list[Mechanical]:
    """One for each scale with rules; [] for an item without indicators. The scales' three queries, and those of the figures."""
    indicators = list(Indicator.objects.filter(item=report.item_id).order_by("order", "code"))
    if not indicators:
        return []
    found = values(indicators=indicators, fiscal_years=[report.fiscal_year], today=today)
    figures = [found[indicator.uid, report.fiscal_year] for indicator in indicators]
    known = scales() if among is None else among
    return [Mechanical(scale, tuple((figure, rate(scale, figure)) for figure in figures)) for scale in known if scale.is_mechanical]
