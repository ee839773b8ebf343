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

        register_policies()
