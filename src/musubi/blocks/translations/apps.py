"""Registers the block `translations` (訳文)."""

from django.apps import AppConfig


class TranslationsConfig(AppConfig):
    """訳文."""

    name = "musubi.blocks.translations"
    label = "translations"
    verbose_name = "訳文"

    def ready(self) -> None:
        """Rights, words of the history."""
        from musubi.blocks.translations.access import register_policies  # noqa: PLC0415 - models must be loaded first
        from musubi.blocks.translations.history_words import register_words  # noqa: PLC0415 - as above

        register_policies()
        register_words()
