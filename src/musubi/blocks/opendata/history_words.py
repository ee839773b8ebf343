"""What the history of imports says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_verbs


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(
        {
            "opendata.received": _("データのファイルの受取り"),
            "opendata.matched": _("列の対応の変更"),
            "opendata.applied": _("データの取込み"),
        }
    )
