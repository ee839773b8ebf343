"""Registers the block `places` (所在地)."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """所在地."""

    name = "musubi.blocks.places"
    label = "places"
    verbose_name = "所在地"

    def ready(self) -> None:
        """Rights."""
        from musubi.blocks.places.access import register_policies  # noqa: PLC0415 - models must be loaded first

        register_policies()
