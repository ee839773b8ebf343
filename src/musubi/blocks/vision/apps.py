"""Registers the block `vision` (産業振興ビジョン)."""

from django.apps import AppConfig


class VisionConfig(AppConfig):
    """産業振興ビジョン."""

    name = "musubi.blocks.vision"
    label = "vision"
    verbose_name = "産業振興ビジョン"

    def ready(self) -> None:
        """Let the plan be found."""
        from musubi.blocks.vision.domain.indexing import register_sources  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.vision.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.vision.permissions import register_permissions  # noqa: PLC0415 - as above

        register_sources()
        register_permissions()
        register_menus()
        register_panels()
