"""Closed lists of translations."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.choices import TextChoices

LANGUAGES: tuple[tuple[str, str], ...] = (("en", "English"), ("zh-hans", "简体中文"), ("ko", "한국어"))
LANGUAGE_CODES = tuple(code for code, _name in LANGUAGES)


class TranslationState(TextChoices):
    """訳文の状態: a text without a row is missing (未着手)."""

    IN_WORK = "in_work", _("訳しているところ")
    REVIEW = "review", _("確認待ち")
    DONE = "done", _("済")
    STALE = "stale", _("日本語が変わった")

    @classmethod
    def shown(cls) -> tuple[str, ...]:
        """States whose text visitors are shown: one that a second person looked at, also while its Japanese is being followed up."""
        return (cls.DONE, cls.STALE)
