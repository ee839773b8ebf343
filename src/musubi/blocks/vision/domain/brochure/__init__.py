"""Reads the text of a vision's brochure (概要版) into a draft of the plan, with every doubtful item told.

Nothing is guessed silently: what the text does not tell stands in ``unknowns``, what a person should look at in ``doubts``.
"""

from musubi.blocks.vision.domain.brochure.contract import as_contract
from musubi.blocks.vision.domain.brochure.draft import BrochureDraft, NotAVision
from musubi.blocks.vision.domain.brochure.reader import read_brochure_file, read_brochure_text

__all__ = ["BrochureDraft", "NotAVision", "as_contract", "read_brochure_file", "read_brochure_text"]
