"""What the history of the tours says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_verbs


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs({"planner.changed": _("回遊プランの設定の変更"), "planner.travel_prepared": _("移動時間の準備")})
    register_verbs(
        {
            "course.made": _("モデルコースの作成"),
            "course.changed": _("モデルコースの変更"),
            "course.stop_added": _("立ち寄り先の追加"),
            "course.stop_moved": _("立ち寄り先の順番の変更"),
            "course.stop_removed": _("立ち寄り先を外す"),
            "course.status_changed": _("モデルコースの公開の変更"),
        }
    )
