"""Registers the block `parties` (事業者台帳)."""

from django.apps import AppConfig


class PartiesConfig(AppConfig):
    """事業者台帳."""

    name = "musubi.blocks.parties"
    label = "parties"
    verbose_name = "事業者台帳"

    def ready(self) -> None:
        """Rights, and whose addresses these are; what can be searched; menus; forms that take personal data."""
        from musubi.blocks.notifications.domain.addressees import register_addressees  # noqa: PLC0415 - as above
        from musubi.blocks.parties import receivers  # noqa: F401, PLC0415 - models must be loaded first; it listens from here on
        from musubi.blocks.parties.access import register_policies  # noqa: PLC0415 - as above
        from musubi.blocks.parties.domain.addressing import find_party_addressee  # noqa: PLC0415 - as above
        from musubi.blocks.parties.domain.indexing import register_sources  # noqa: PLC0415 - as above
        from musubi.blocks.parties.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.parties.privacy import register_forms  # noqa: PLC0415 - as above

        register_policies()
        register_sources()
        register_menus()
        register_forms()
        register_addressees(find_party_addressee)
