"""Registers the block `draws` (抽選)."""

from django.apps import AppConfig


class DrawsConfig(AppConfig):
    """抽選."""

    name = "musubi.blocks.draws"
    label = "draws"
    verbose_name = "抽選"

    def ready(self) -> None:
        """Say who may see what, where it stands in the menus and what the history calls it."""
        from musubi.blocks.draws import receivers  # noqa: F401, PLC0415 - as above
        from musubi.blocks.draws.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.draws.domain.indexing import register_sources  # noqa: PLC0415 - as above
        from musubi.blocks.draws.domain.promotions import remind_of_offers  # noqa: PLC0415 - as above
        from musubi.blocks.draws.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.blocks.draws.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.draws.open_files import register_files  # noqa: PLC0415 - as above
        from musubi.blocks.draws.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.draws.verbs import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.notifications.domain.reminders import register_daily  # noqa: PLC0415 - as above

        register_policies()
        register_sources()
        register_files()
        register_menus()
        register_forms()
        register_words()
        register_measures()
        register_daily(remind_of_offers)
