"""Registers the block `desks` (各事業の机)."""

from django.apps import AppConfig


class DesksConfig(AppConfig):
    """各事業の机."""

    name = "musubi.blocks.desks"
    label = "desks"
    verbose_name = "各事業の机"

    def ready(self) -> None:
        """Rights, tabs, menu, the parts of the desk's first page."""
        from musubi.blocks.desks import receivers  # noqa: F401, PLC0415 - models must be loaded first; it listens from here on
        from musubi.blocks.desks.access import register_policies  # noqa: PLC0415 - as above
        from musubi.blocks.desks.domain.overview import roadmap_steps  # noqa: PLC0415 - as above
        from musubi.blocks.desks.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.blocks.desks.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.blocks.desks.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.desks.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.desks.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.vision.domain.desks import register_steps  # noqa: PLC0415 - as above

        register_steps(roadmap_steps)
        register_policies()
        register_forms()
        register_words()
        register_measures()
        register_menus()
        register_panels()
