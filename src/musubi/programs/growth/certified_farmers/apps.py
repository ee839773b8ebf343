"""Registers the program `certified_farmers` (認定農業者の経営改善)."""

from pathlib import Path

from django.apps import AppConfig


class CertifiedFarmersConfig(AppConfig):
    """認定農業者の経営改善."""

    name = "musubi.programs.growth.certified_farmers"
    label = "certified_farmers"
    verbose_name = "認定農業者の経営改善"

    def ready(self) -> None:
        """Tell which codes it serves, with which calls it begins, and what it counts."""
        from musubi.blocks.applications.domain.office.templates import register_call_templates  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.growth.certified_farmers.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.programs.growth.certified_farmers.program import PROGRAM  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_call_templates(PROGRAM, Path(self.path) / "calls")
        register_measures()
