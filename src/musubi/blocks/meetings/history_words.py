"""What the history of bodies and meetings says, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_verbs

VERBS = {
    "agenda.added": _("議題の追加"),
    "agenda.begun": _("議題の開始"),
    "agenda.changed": _("議題の変更"),
    "agenda.moved": _("議題の並べ替え"),
    "agenda.removed": _("議題を外す"),
    "attendance.answered": _("出欠の回答"),
    "attendance.recorded": _("出欠の記録"),
    "body.changed": _("会議体の変更"),
    "body.founded": _("会議体の設置"),
    "meeting.announced": _("開催の通知"),
    "meeting.begun": _("開会"),
    "meeting.cancelled": _("会議の中止"),
    "meeting.changed": _("会議の変更"),
    "meeting.closed": _("閉会"),
    "meeting.dated": _("日時の決定"),
    "meeting.planned": _("会議の準備"),
    "member.accepted": _("承諾書の受領"),
    "member.changed": _("委員の変更"),
    "member.commissioned": _("委嘱・任命"),
    "member.contact_changed": _("連絡先の変更"),
    "member.given_up": _("候補の取りやめ"),
    "member.left": _("途中の退任"),
    "member.nominated": _("候補の登録"),
    "member.paper_made": _("文書の作成"),
    "member.proposed": _("委嘱伺の起案"),
    "minutes.back_to_draft": _("素案に戻す"),
    "minutes.changed": _("会議録の変更"),
    "minutes.check_settled": _("修正の希望への対応"),
    "minutes.checked": _("会議録の確認"),
    "minutes.final": _("会議録の確定"),
    "minutes.opened": _("会議録の作成"),
    "minutes.published": _("会議録の公表"),
    "minutes.sent_to_check": _("委員の確認に出す"),
    "officer.chosen": _("会長等の選任"),
    "paper_template.added": _("様式の登録"),
    "paper_template.applied": _("様式の切替え"),
    "papers.added": _("資料の追加"),
    "papers.changed": _("資料の予定の変更"),
    "papers.made": _("会議資料一式の作成"),
    "papers.moved": _("資料の並べ替え"),
    "papers.planned": _("資料の予定"),
    "papers.published": _("資料の公表"),
    "papers.removed": _("資料を外す"),
    "papers.sent": _("委員への資料の通知"),
    "poll.answered": _("日程の回答"),
    "poll.chosen": _("日程の決定"),
    "poll.proposed": _("日程の候補"),
    "advance_question.answered": _("質問への回答"),
    "advance_question.asked": _("委員の質問"),
    "seat.added": _("席の追加"),
    "seat.changed": _("席の変更"),
    "seat.closed": _("席の廃止"),
    "utterance.added": _("発言の追加"),
    "utterance.changed": _("発言の訂正"),
    "utterance.moved": _("発言の並べ替え"),
    "utterance.redacted": _("発言を伏せる"),
    "utterance.removed": _("発言の削除"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
