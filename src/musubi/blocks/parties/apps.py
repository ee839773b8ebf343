"""Registers the block `parties` (事業者台帳)."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """事業者台帳."""

    name = "musubi.blocks.parties"
    label = "parties"
    verbose_name = "事業者台帳"

    def ready(self) -> None:
        """Rights, and whose addresses these are."""
        from musubi.blocks.parties.access import register_policies  # noqa: PLC0415 - models must be loaded first

        register_policies()
