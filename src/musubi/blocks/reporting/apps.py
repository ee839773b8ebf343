"""Registers the block `reporting` (進捗管理)."""

from django.apps import AppConfig


class ReportingConfig(AppConfig):
    """進捗管理."""

    name = "musubi.blocks.reporting"
    label = "reporting"
    verbose_name = "進捗管理"

    def ready(self) -> None:
        """Say who may see what and where it stands in the menus."""
        from musubi.blocks.reporting.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.reporting.domain.confirmed import register_figures  # noqa: PLC0415 - as above
        from musubi.blocks.reporting.interfaces.meeting_papers import register_sources  # noqa: PLC0415 - as above
        from musubi.blocks.reporting.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.blocks.reporting.menus import register_menus  # noqa: PLC0415 - as above

        register_policies()
        register_figures()
        register_measures()
        register_menus()
        register_sources()
