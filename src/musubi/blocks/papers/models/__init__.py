"""Tables of the papers block."""

from musubi.blocks.papers.models.document import Document

__all__ = ["Document"]
