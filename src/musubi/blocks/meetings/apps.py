"""Registers the block `meetings` (会議体と会議)."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """会議体と会議."""

    name = "musubi.blocks.meetings"
    label = "meetings"
    verbose_name = "会議体と会議"

    def ready(self) -> None:
        """Say who may see what and where it stands in the menus."""
        from musubi.blocks.meetings.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.meetings.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.meetings.interfaces.paper_sources import register_sources  # noqa: PLC0415 - as above
        from musubi.blocks.meetings.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.meetings.privacy import register_forms  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_forms()
        register_sources()
        register_words()
