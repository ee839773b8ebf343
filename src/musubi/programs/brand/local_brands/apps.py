"""Registers the program `local_brands` (地域ブランドの認定)."""

from functools import partial

from django.apps import AppConfig


class LocalBrandsConfig(AppConfig):
    """地域ブランドの認定."""

    name = "musubi.programs.brand.local_brands"
    label = "local_brands"
    verbose_name = "地域ブランドの認定"

    def ready(self) -> None:
        """Codes, rights, menus, measures, words, the daily ladder of renewals."""
        from musubi.blocks.applications.domain.letters import register_with_letters  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.notifications.domain.reminders import register_daily  # noqa: PLC0415 - as above
        from musubi.blocks.vision.domain.programs import register_program  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands import receivers  # noqa: F401, PLC0415 - as above
        from musubi.programs.brand.local_brands.access import register_policies  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.domain.certificates import issue_with_letter  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.domain.indexing import register_sources  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.domain.renewals import remind_renewals  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.interfaces.certificate_paper import certificate_documents  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.measures import register_measures  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.menus import register_menus  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.open_files import register_files  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.program import PROGRAM  # noqa: PLC0415 - as above
        from musubi.programs.brand.local_brands.verbs import register_words  # noqa: PLC0415 - as above

        register_program(PROGRAM)
        register_policies()
        register_measures()
        register_sources()
        register_files()
        register_with_letters(partial(issue_with_letter, make=certificate_documents))
        register_menus()
        register_words()
        register_daily(remind_renewals, reminds=True)
