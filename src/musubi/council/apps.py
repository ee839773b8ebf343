"""Registers the app `council` (推進会議の意見と対応)."""

from django.apps import AppConfig


class CouncilConfig(AppConfig):
    """推進会議の意見と対応."""

    name = "musubi.council"
    label = "council"
    verbose_name = "推進会議の意見と対応"

    def ready(self) -> None:
        """Say who may see what and where it stands."""
        from musubi.blocks.vision.domain.basis import register_decisions  # noqa: PLC0415 - as above
        from musubi.council import receivers  # noqa: F401, PLC0415 - models must be loaded first; it listens from here on
        from musubi.council.access import register_policies  # noqa: PLC0415 - as above
        from musubi.council.domain.decisions import grounds_of  # noqa: PLC0415 - as above
        from musubi.council.domain.indexing import register_sources as register_search  # noqa: PLC0415 - as above
        from musubi.council.interfaces.opinions_paper import register_sources  # noqa: PLC0415 - as above
        from musubi.council.interfaces.shortfalls_paper import register_sources as register_shortfalls  # noqa: PLC0415 - as above
        from musubi.council.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.council.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.council.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.council.verbs import register_words  # noqa: PLC0415 - as above

        register_policies()
        register_forms()
        register_menus()
        register_panels()
        register_sources()
        register_shortfalls()
        register_search()
        register_decisions(grounds_of)
        register_words()
