"""Registers the block `places` (所在地)."""

from django.apps import AppConfig


class PlacesConfig(AppConfig):
    """所在地."""

    name = "musubi.blocks.places"
    label = "places"
    verbose_name = "所在地"

    def ready(self) -> None:
        """Rights; what is told in other languages; menus; words of the history."""
        from musubi.blocks.places import menus  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.places.access import register_policies  # noqa: PLC0415 - as above
        from musubi.blocks.places.datasets import register_datasets  # noqa: PLC0415 - as above
        from musubi.blocks.places.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.places.visitor_menus import register_visitor_menus  # noqa: PLC0415 - as above
        from musubi.blocks.places.visitors import register_texts  # noqa: PLC0415 - as above

        register_policies()
        register_datasets()
        register_texts()
        register_visitor_menus()
        register_words()
        menus.register_menus()
