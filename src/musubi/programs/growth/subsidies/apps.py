"""Registers the program `subsidies` (新製品開発・販路拡大の支援)."""

from django.apps import AppConfig


class SubsidiesConfig(AppConfig):
    """新製品開発・販路拡大の支援."""

    name = "musubi.programs.growth.subsidies"
    label = "subsidies"
    verbose_name = "新製品開発・販路拡大の支援"

    def ready(self) -> None:
        """Tell which codes it serves."""
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - models must be loaded first
        from musubi.programs.growth.subsidies.program import PROGRAM  # noqa: PLC0415 - as above

        register_program(PROGRAM)
