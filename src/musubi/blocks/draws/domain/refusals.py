"""What the office is told where a draw is refused: for each reason of the engine what is wrong and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

WORDS: dict[str, Any] = {
    "text": _("件名、希望先の名称、公表値の説明のどれかが、空か、300字を超えるか、改行やタブを含んでいます(「%(subject)s」)。1行に直してください"),
    "households": _("世帯の扱いが決まっていません。抽選の内容で選び直してください"),
    "promotion": _("繰上げの対象が決まっていません。抽選の内容で選び直してください"),
    "no_options": _("希望先がありません。希望先を1つ以上入れてください"),
    "name": _("記号「%(subject)s」は使えません。希望先・区分・枠の記号を、半角の英数字と - _ で20字までに直してください"),
    "number": _("「%(subject)s」の数が、%(low)sから%(high)sまでの整数ではありません。希望先の数、枠の数、申込の必要な数を直してください"),
    "twice": _("「%(subject)s」が2度あります。希望先・区分・枠の記号を、1つずつにしてください"),
    "empty_quota": _("枠「%(subject)s」の希望先か区分が選ばれていません。枠を直してください"),
    "unknown_option": _("枠「%(subject)s」が、この抽選にない希望先(%(options)s)を指しています。枠の希望先を選び直してください"),
    "reserved_over_several": _("枠「%(subject)s」は、優先する数を2つ以上の希望先にまたがって決めています。希望先ごとに枠を分けてください"),
    "quota_says_nothing": _("枠「%(subject)s」に、優先する数も上限もありません。どちらかを入れてください"),
    "labels_partly_shared": _(
        "枠「%(subject)s」が両立しません。区分(%(labels)s)が一部だけ重なっています。同じ区分の組にするか、重ならないようにしてください"
    ),
    "labels_same": _("枠「%(subject)s」が両立しません。どちらも同じ希望先で同じ区分を優先しています。1つの枠にまとめてください"),
    "over_places": _(
        "枠「%(subject)s」が両立しません。"
        "優先する数の合計%(reserved)sが、希望先%(option)sの数%(places)sを超えています。優先する数を減らすか、希望先の数を増やしてください"
    ),
    "over_maximum": _(
        "枠「%(subject)s」が両立しません。優先する数の合計%(reserved)sが、上限%(most)sを超えています。優先する数を減らすか、上限を上げてください"
    ),
    "released_beside_wide_maximum": _(
        "枠「%(subject)s」が両立しません。"
        "2つ以上の希望先にわたる上限と、余りを抽選の中で回す優先枠は、一緒に使えません。優先枠を、開放するまで空けておくようにしてください"
    ),
    "no_wish": _("申込 %(subject)s に希望先がありません。希望を1つ以上入れてください"),
    "wish_twice": _("申込 %(subject)s に同じ希望先が2度あります。1つにしてください"),
    "unknown_wish": _("申込 %(subject)s が、この抽選にない希望先(%(options)s)を希望しています。申込の希望を直してください"),
    "group_beside_released": _(
        "申込 %(subject)s は2つ以上の数が要りますが、枠「%(quota)s」は余りを抽選の中で回すので、まとめて確保できません。"
        "枠を、開放するまで空けておくようにしてください"
    ),
    "ticket": _("抽選番号「%(subject)s」の形が違います。抽選番号は自動で付きます。申込を取り下げ、入れ直してください"),
    "repeated_ticket": _("抽選番号 %(subject)s の申込が2件あります。片方を取り下げ、入れ直してください"),
    "label": _("区分の記号「%(subject)s」は使えません。半角の英数字と - _ で20字までに直してください"),
    "household_token": _("世帯の記号「%(subject)s」の形が違います。名簿の確定をやり直し、直らないときはシステムの管理者に知らせてください"),
    "commitment": _("照合用のハッシュ値「%(subject)s」の形が違います。その申込を開いて保存し直してください"),
    "value": _("公表値は、半角の英数字・点・ハイフンだけで入力してください(例: 23626.73)"),
    "event_kind": _("記録できるのは、辞退などと優先枠の開放だけです。画面を開き直してください"),
    "took_no_part": _("抽選番号 %(subject)s は抽選に加わっていないので、辞退などを記録できません"),
    "left_already": _("抽選番号 %(subject)s の辞退などは、もう記録されています。画面を開き直してください"),
    "no_such_ticket": _("抽選番号 %(subject)s は、確定した名簿にありません。番号を確かめてください"),
    "not_to_open": _("枠「%(subject)s」は開放できません。開放できるのは、空けておいた優先枠を1度だけです。画面を開き直してください"),
}
BROKEN = _("保存されている名簿か結果を読めません。記録は変えていません。システムの管理者に、この抽選の件名を知らせてください")
OTHER = _("抽選の決まりか申込に、受け付けられないところがあります。希望先・区分・枠・申込を見直し、直らないときはシステムの管理者に知らせてください")


def words_of(reason: str, subject: str, values: Mapping[str, Any]) -> str:
    """The refusal in the office's words; without any of the engine's."""
    return str(WORDS[reason]) % {"subject": subject.replace(", ", "」「"), **values} if reason in WORDS else str(OTHER)
