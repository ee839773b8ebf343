"""What the history panel says of draws."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "draw.prepared": _("抽選を準備した"),
    "draw.changed": _("抽選の内容を直した"),
    "draw.rule_kept": _("希望先・区分・枠を入れた"),
    "draw.rule_removed": _("希望先・区分・枠を除いた"),
    "draw.entries_taken": _("申込を一覧から入れた"),
    "draw.closed": _("名簿を確定した"),
    "draw.value_entered": _("公表値を入力した"),
    "draw.value_confirmed": _("公表値を2人目が確認した"),
    "draw.value_differed": _("公表値の2人の入力が違った"),
    "draw.held": _("抽選を行った"),
    "draw.ticket_left": _("辞退などを記録した"),
    "draw.quota_opened": _("優先枠を開放した"),
    "draw.cancelled": _("抽選を取り消した"),
    "draw.redrawn": _("抽選をやり直すことにした"),
    "draw.addresses_taken": _("はがきの住所と返戻を入れた"),
    "draw.past_chosen": _("数える過去の抽選を選んだ"),
    "draw.losses_counted": _("過去の落選を数えた"),
    "draw_entry.past_decided": _("過去の申込と同じ方かを確かめた"),
    "draw_entry.added": _("抽選の申込を受け付けた"),
    "draw_entry.changed": _("抽選の申込を直した"),
    "draw_entry.withdrawn": _("抽選の申込を取り下げた"),
    "draw_offer.accepted": _("繰上げの承諾を記録した"),
}
FIELDS = {
    "entries": _("申込の数"),
    "list_sha256": _("名簿のハッシュ値"),
    "promoted": _("繰り上がった抽選番号"),
    "cause": _("理由の種類"),
    "ticket": _("抽選番号"),
    "seed": _("種"),
    "won": _("当選数"),
    "from_fallback": _("予備の公表値"),
    "new": _("新しい件数"),
    "changed": _("直した件数"),
    "key": _("記号"),
    "rule_kind": _("種類"),
    "wishes": _("希望"),
    "option": _("希望先"),
    "earlier": _("過去の抽選・申込"),
    "is_same": _("同じ方"),
    "doubtful": _("確かめていない一致"),
    "losses_reset": _("当選後は数え直す"),
    "references_last": _("整理番号の継続"),
    "previous": _("やり直す前の抽選"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields(FIELDS)
