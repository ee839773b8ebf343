"""Registers the block `applications` (募集と申請)."""

from django.apps import AppConfig


class ApplicationsConfig(AppConfig):
    """募集と申請."""

    name = "musubi.blocks.applications"
    label = "applications"
    verbose_name = "募集と申請"

    def ready(self) -> None:
        """Say who may see what."""
        from musubi.blocks.applications.access import register_policies  # noqa: PLC0415 - models must be loaded first

        register_policies()
