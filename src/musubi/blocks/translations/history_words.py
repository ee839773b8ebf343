"""What the history of translations says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_verbs

VERBS = {
    "translation.written": _("訳文の入力"),
    "translation.handed_in": _("訳文の確認の依頼"),
    "translation.approved": _("訳文の確認"),
    "translation.returned": _("訳文の差戻し"),
    "translation.imported": _("訳文の取込み"),
    "translation.assigned": _("翻訳の担当の割当"),
    "translation.unassigned": _("翻訳の担当の割当をやめる"),
    "translation.stale": _("日本語の変更による訳し直し"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
