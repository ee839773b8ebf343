"""The search index follows draws, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from musubi.blocks.draws.domain.indexing import index_draw
from musubi.blocks.draws.models import Draw


@receiver(post_save, sender=Draw)
def draw_written(instance: Draw, **_rest: Any) -> None:
    """A draw is found by its title, summary and item."""
    index_draw(instance)
