"""Registers the program `site_reuse` (拠点整備)."""

from django.apps import AppConfig


class SiteReuseConfig(AppConfig):
    """拠点整備."""

    name = "musubi.programs.brand.site_reuse"
    label = "site_reuse"
    verbose_name = "拠点整備"

    def ready(self) -> None:
        """Tell which codes it serves; its desk offers a place with phases from the start."""
        from musubi.blocks.desks.domain.sites import register_site_codes  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.brand.site_reuse.program import PROGRAM  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_site_codes("C-P1", "C-P2")
