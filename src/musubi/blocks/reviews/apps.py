"""Registers the block `reviews` (審査)."""

from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    """審査."""

    name = "musubi.blocks.reviews"
    label = "reviews"
    verbose_name = "審査"

    def ready(self) -> None:
        """Say who may see what, from what people are kept, and what is counted."""
        from musubi.blocks.reviews import erasing, selection_panels, selection_verbs, turns, verbs  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.reviews.access import register_policies  # noqa: PLC0415 - as above
        from musubi.blocks.reviews.interfaces import paper_sources, selection_papers  # noqa: PLC0415 - as above
        from musubi.blocks.reviews.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.blocks.reviews.panels import register_panels  # noqa: PLC0415 - as above
        from musubi.blocks.reviews.privacy import register_forms  # noqa: PLC0415 - as above
        from musubi.blocks.reviews.registration import register_histories, register_measures  # noqa: PLC0415 - as above

        verbs.register()
        turns.register()
        erasing.register()
        selection_verbs.register()
        register_policies()
        register_menus()
        register_panels()
        selection_panels.register_panels()
        paper_sources.register_sources()
        selection_papers.register_sources()
        register_measures()
        register_histories()
        register_forms()
