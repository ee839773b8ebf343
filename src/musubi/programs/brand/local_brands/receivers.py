"""The search index follows certified products, in the same transaction."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from django.dispatch import receiver

from musubi.programs.brand.local_brands.domain.indexing import index_product
from musubi.programs.brand.local_brands.models import BrandProduct


@receiver(post_save, sender=BrandProduct)
def product_written(instance: BrandProduct, **_rest: Any) -> None:
    """A product is found by what its public page says."""
    index_product(instance)
