"""What the history of places says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "property.entered": _("台帳に登録"),
    "property.changed": _("内容を変更"),
    "property.moved": _("所在地を変更"),
    "spot.registered": _("スポットの登録"),
    "spot.changed": _("スポットの変更"),
    "spot.hours_changed": _("営業時間の変更"),
    "spot.status_changed": _("スポットの公開の変更"),
    "spot.imported": _("スポットの取込み"),
    "event.registered": _("催しの登録"),
    "event.changed": _("催しの変更"),
    "event.status_changed": _("催しの公開の変更"),
    "event.imported": _("催しの取込み"),
    "wifi.registered": _("公衆無線LANの登録"),
    "wifi.changed": _("公衆無線LANの変更"),
    "wifi.status_changed": _("公衆無線LANの公開の変更"),
    "wifi.imported": _("公衆無線LANの取込み"),
    "sign.registered": _("案内サインの登録"),
    "sign.changed": _("案内サインの変更"),
    "photo.added": _("写真の追加"),
    "photo.removed": _("写真を外す"),
    "photo.people_said": _("写っている人の確認"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields({"hours": _("営業時間"), "photo": _("写真"), "people": _("写っている人")})
