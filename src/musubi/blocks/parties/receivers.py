"""The search index follows the register, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from musubi.blocks.parties.domain.indexing import index_party
from musubi.blocks.parties.models import Party


@receiver(post_save, sender=Party)
def party_written(instance: Party, **_rest: Any) -> None:
    """A party is found by its names and number."""
    index_party(instance)
