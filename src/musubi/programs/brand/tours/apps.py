"""Registers the program `tours` (観光ルート・回遊)."""

from django.apps import AppConfig


class ToursConfig(AppConfig):
    """観光ルート・回遊."""

    name = "musubi.programs.brand.tours"
    label = "tours"
    verbose_name = "観光ルート・回遊"

    def ready(self) -> None:
        """Tell which codes it serves, who may do what, and where the planner stands in the menus."""
        from musubi.blocks.places.interfaces.map_frame import register_source  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.access import register_policies  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.domain.planner_travel import rides_attribution, ways_attribution  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.history_words import register_words  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.menus import register_staff_menus  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.program import PROGRAM  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.visitor_courses import register_texts  # noqa: PLC0415 - as above
        from musubi.programs.brand.tours.visitor_menus import register_menus  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_policies()
        register_menus()
        register_staff_menus()
        register_panels()
        register_words()
        register_measures()
        register_texts()
        register_source(ways_attribution)
        register_source(rides_attribution)
