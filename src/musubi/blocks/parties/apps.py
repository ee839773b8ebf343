"""Registers the block `parties` (事業者台帳)."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """事業者台帳."""

    name = "musubi.blocks.parties"
    label = "parties"
    verbose_name = "事業者台帳"

    def ready(self) -> None:
        """Rights, and whose addresses these are; menus; forms that take personal data."""
        from musubi.blocks.parties.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.parties.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.parties.privacy import register_forms  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_forms()
