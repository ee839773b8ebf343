"""Registers the block `indicators` (指標)."""

from django.apps import AppConfig


class IndicatorsConfig(AppConfig):
    """指標."""

    name = "musubi.blocks.indicators"
    label = "indicators"
    verbose_name = "指標"

    def ready(self) -> None:
        """Join the plan's document with the indicators' tables."""
        from musubi.blocks.indicators.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.indicators.domain.published import register_public  # noqa: PLC0415 - as above
        from musubi.blocks.indicators.domain.tables import register_tables  # noqa: PLC0415 - as above
        from musubi.blocks.indicators.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.indicators.registration import register_menus  # noqa: PLC0415 - as above

        register_tables()
        register_policies()
        register_public()
        register_panels()
        register_menus()
