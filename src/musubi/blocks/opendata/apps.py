"""Registers the block `opendata` (オープンデータ)."""

from django.apps import AppConfig


class OpenDataConfig(AppConfig):
    """オープンデータ."""

    name = "musubi.blocks.opendata"
    label = "opendata"
    verbose_name = "オープンデータ"

    def ready(self) -> None:
        """Rights, menus, words of the history."""
        from musubi.blocks.opendata.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.opendata.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.opendata.menus import register_menus  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_words()
