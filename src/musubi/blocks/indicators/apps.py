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
        from musubi.blocks.indicators.domain.tables import register_tables  # noqa: PLC0415 - as above
        from musubi.blocks.indicators.registration import register_tab  # noqa: PLC0415 - as above

        register_tab()
        register_tables()
        register_policies()
