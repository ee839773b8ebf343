"""Registers the program `shopping_streets` (商店街の取組の支援)."""

from pathlib import Path

from django.apps import AppConfig


class ShoppingStreetsConfig(AppConfig):
    """商店街の取組の支援."""

    name = "musubi.programs.brand.shopping_streets"
    label = "shopping_streets"
    verbose_name = "商店街の取組の支援"

    def ready(self) -> None:
        """Tell which codes it serves, with which calls it begins, and what it counts."""
        from musubi.blocks.applications.domain.office.templates import register_call_templates  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.brand.shopping_streets.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.programs.brand.shopping_streets.program import PROGRAM  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_call_templates(PROGRAM, Path(self.path) / "calls")
        register_measures()
