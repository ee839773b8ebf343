"""Registers the block `reviews` (審査)."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """審査."""

    name = "musubi.blocks.reviews"
    label = "reviews"
    verbose_name = "審査"

    def ready(self) -> None:
        """Say who may see what, and from what people are kept."""
        from musubi.blocks.reviews.access import register_policies  # noqa: PLC0415 - models must be loaded first

        register_policies()
