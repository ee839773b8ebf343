"""Registers the block `money` (予算・執行)."""

from django.apps import AppConfig


class MoneyConfig(AppConfig):
    """予算・執行."""

    name = "musubi.blocks.money"
    label = "money"
    verbose_name = "予算・執行"

    def ready(self) -> None:
        """Rights, tabs, menu, panel of the desk, measures."""
        from musubi.blocks.money.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.money.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.money.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.money.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.money.registration import register_measures  # noqa: PLC0415 - as above

        register_policies()
        register_menus()
        register_panels()
        register_measures()
        register_forms()
