"""What the history of a place says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "site.begun": _("場所の登録"),
    "site.changed": _("場所の内容の変更"),
    "site.phase_added": _("段階の追加"),
    "site.phase_changed": _("段階の変更"),
    "site.actor_added": _("担い手の追加"),
    "site.actor_removed": _("担い手を外す"),
    "site.photo_added": _("定点写真の追加"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields({"planned_until": _("終える予定"), "viewpoint": _("撮った所・向き"), "taken_on": _("撮った日"), "role": _("役割")})
