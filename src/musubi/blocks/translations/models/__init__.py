"""The tables of translations."""

from musubi.blocks.translations.models.assignment import TranslationAssignment
from musubi.blocks.translations.models.translation import Translation

__all__ = ["Translation", "TranslationAssignment"]
