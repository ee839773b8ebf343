"""Tables of the draws."""

from musubi.blocks.draws.models.draw import Draw, DrawGroup, DrawOption, DrawQuota
from musubi.blocks.draws.models.entry import DrawEntry
from musubi.blocks.draws.models.outcome import DrawEvent, DrawOutcome, DrawRun, PromotionOffer, PublicValue

__all__ = [
    "Draw",
    "DrawEntry",
    "DrawEvent",
    "DrawGroup",
    "DrawOption",
    "DrawOutcome",
    "DrawQuota",
    "DrawRun",
    "PromotionOffer",
    "PublicValue",
]
