"""What the history of the tours says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_verbs


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs({"planner.changed": _("回遊プランの設定の変更"), "planner.travel_prepared": _("移動時間の準備")})
