"""What the history panel says of reviews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "panel.prepared": _("審査を設けた"),
    "panel.changed": _("審査の設定を直した"),
    "panel.entries_added": _("審査の対象を加えた"),
    "panel.entry_removed": _("審査の対象から外した"),
    "panel.topics_changed": _("分野を決めた"),
    "panel.topics_ticked": _("分野を付けた"),
    "panel.topics_filled": _("申請の区分と回答から分野を付けた"),
    "panel.opened": _("審査委員に開いた"),
    "panel.closed": _("採点を締めた"),
    "panel.reopened": _("採点を開き直した"),
    "reviewer.added": _("審査委員を加えた"),
    "reviewer.changed": _("審査委員の受け持ちを直した"),
    "reviewer.left": _("審査委員が退いた"),
    "tie.added": _("関係先を加えた"),
    "tie.removed": _("関係先を取り消した"),
    "interest.declared": _("利害関係を申告した"),
    "interest.ruled": _("申告に判断した"),
    "exclusion.made": _("除斥した"),
    "exclusion.lifted": _("除斥・回避を解いた"),
    "review.assigned": _("採点を割り当てた"),
    "review.assigned_by_hand": _("採点する人を決めた"),
    "review.file_opened": _("審査委員が申請を開いた"),
    "sheet.submitted": _("採点表を提出した"),
    "sheet.unlocked": _("採点表を差し戻した"),
}
FIELDS = {
    "declared": _("申告"),
    "levels": _("段階"),
    "assigned": _("割当"),
    "uncovered": _("採点する人の決まっていない枠"),
    "missing_sheets": _("そろっていない採点表"),
    "reviewers": _("審査委員"),
    "topic_gaps": _("詳しい委員のいない分野"),
    "entry_number": _("整理番号"),
    "numbers": _("整理番号"),
}


def register() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields(FIELDS)
