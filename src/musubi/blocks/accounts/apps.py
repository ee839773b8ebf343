"""Registers the block `accounts` (利用者と組織)."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """利用者と組織."""

    name = "musubi.blocks.accounts"
    label = "accounts"
    verbose_name = "利用者と組織"

    def ready(self) -> None:
        """Rights, menus and personal data forms; what allauth does goes to the audit trail; a demo has its own day."""
        from musubi.blocks.accounts.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.accounts.domain.office import demo_offset  # noqa: PLC0415 - as above
        from musubi.blocks.accounts.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.accounts.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.accounts.receivers import connect  # noqa: PLC0415 - as above
        from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_forms()
        connect()
        clock.use_offset(demo_offset)
