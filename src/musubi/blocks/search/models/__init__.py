"""The one index."""

from musubi.blocks.search.models.entry import Entry

__all__ = ["Entry"]
