"""Registers the block `visits` (来訪の計測)."""

from django.apps import AppConfig


class VisitsConfig(AppConfig):
    """来訪の計測."""

    name = "musubi.blocks.visits"
    label = "visits"
    verbose_name = "来訪の計測"

    def ready(self) -> None:
        """Rights, menus, measures, words of the history, texts for visitors, the daily erasure."""
        from musubi.blocks.notifications.domain.reminders import register_daily  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.visits.access import register_policies  # noqa: PLC0415 - as above
        from musubi.blocks.visits.domain.rallies import erase_books  # noqa: PLC0415 - as above
        from musubi.blocks.visits.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.visits.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.blocks.visits.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.visits.visitors import register_texts  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_measures()
        register_words()
        register_texts()
        register_daily(erase_books)
