"""What the history of visits says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "countsite.entered": _("調査地点の登録"),
    "countsite.changed": _("調査地点の変更"),
    "countsite.counted": _("人数の取込み"),
    "countsite.surveyed": _("調査の回答の取込み"),
    "rally.entered": _("ラリーの登録"),
    "rally.changed": _("ラリーの変更"),
    "rally.point_added": _("スタンプの地点を追加"),
    "rally.hint_said": _("スタンプのありかの変更"),
    "rally.point_removed": _("スタンプの地点を外す"),
    "rally.published": _("ラリーを公開"),
    "rally.ended": _("ラリーを終える"),
    "rally.stamped": _("スタンプが押された"),
    "rally.claimed": _("景品の引換え"),
    "rally.books_erased": _("スタンプ帳の消去"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields({"site": _("調査地点"), "books": _("スタンプ帳"), "rows": _("行数"), "file": _("ファイル"), "position": _("順番")})
