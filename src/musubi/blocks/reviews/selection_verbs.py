"""What the history panel says of selections."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "selection_run.made": _("選定を計算した"),
    "selection_run.replayed": _("選定の計算をやり直して確かめた"),
    "selection_list.begun": _("選定案を作った"),
    "selection_list.fixed": _("審査会の決定を記録した"),
    "selection_list.discarded": _("選定案を取りやめた"),
    "selection_list.handed_over": _("選定案を起案した"),
    "selection_list.reopened": _("選定案を作成中に戻した"),
    "selection_row.changed": _("選定案に決定を記した"),
}
FIELDS = {
    "calibrated": _("甘辛をならした点"),
    "exceptions": _("案と違う決定"),
    "selected": _("採択の件数"),
    "yen": _("採択の額の合計"),
    "decisions": _("起案"),
    "same": _("同じ結果"),
    "differs": _("違う部分"),
}


def register() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields(FIELDS)
