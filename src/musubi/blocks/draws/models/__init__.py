"""Tables of the draws."""

from musubi.blocks.draws.models.draw import Draw, DrawGroup, DrawOption, DrawQuota
from musubi.blocks.draws.models.entry import DrawEntry
from musubi.blocks.draws.models.outcome import DrawEvent, DrawOutcome, DrawRun, PromotionOffer, PublicValue
from musubi.blocks.draws.models.past import CountedDraw, PastEntry

__all__ = [
    "CountedDraw",
    "Draw",
    "DrawEntry",
    "DrawEvent",
    "DrawGroup",
    "DrawOption",
    "DrawOutcome",
    "DrawQuota",
    "DrawRun",
    "PastEntry",
    "PromotionOffer",
    "PublicValue",
]
