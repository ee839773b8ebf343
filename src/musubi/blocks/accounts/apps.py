"""Registers the block `accounts` (利用者と組織)."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """利用者と組織."""

    name = "musubi.blocks.accounts"
    label = "accounts"
    verbose_name = "利用者と組織"

    def ready(self) -> None:
        """In a demo, business time stands where the office set it."""
        from musubi.blocks.accounts.domain.office import demo_offset  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above

        clock.use_offset(demo_offset)
