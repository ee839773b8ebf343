"""What the council's events tell, in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs
from musubi.council.workflow import MOVES

VERBS = {
    "action.added": _("対応事項を加えた"),
    "action.cancelled": _("取りやめた"),
    "action.completed": _("完了した"),
    "comment_call.authors_erased": _("出した人の個人情報を消した"),
    "comment_call.changed": _("内容を直した"),
    "comment_call.items": _("関係する取組・事業を選んだ"),
    "comment_call.material_added": _("資料を入れた"),
    "comment_call.material_removed": _("資料を外した"),
    "comment_call.prepared": _("意見募集を用意した"),
    "comment_call.published": _("募集を公表した"),
    "comment_call.result": _("結果を公表した"),
    "coordination.asked": _("たずねた"),
    "coordination.replied": _("回答があった"),
    "decision.decided": _("決裁を記録した"),
    "decision.prepared": _("起案した"),
    "issue.changed": _("言葉を直した"),
    "issue.gathered": _("意見を加えた"),
    "issue.merged": _("ほかの課題にまとめた"),
    "issue.opened": _("課題を挙げた"),
    "issue.responded": _("対応状況を書いた"),
    "issue.split": _("課題を分けた"),
    "issue.taken_up": _("会議の議題にした"),
    "neighbour.added": _("近隣市の値を加えた"),
    "neighbour.removed": _("近隣市の値を消した"),
    "opinion.classified": _("公開区分と事業を決めた"),
    "opinion.received": _("意見を受け付けた"),
    "opinion.withdrawn": _("意見を取り下げた"),
    "opinion_group.answered": _("市の考え方を書いた"),
    "opinion_group.filled": _("まとまりに入れた"),
    "opinion_group.left": _("まとまりから出した"),
    "opinion_group.opened": _("まとまりを作った"),
    "opinion_group.removed": _("まとまりを消した"),
    "promise.added": _("約束を記録した"),
    "promise.told": _("結果を伝えた"),
    "promise.withdrawn": _("約束を取り下げた"),
    "question.answered": _("答弁を書いた"),
    "question.checked": _("課長が確認した"),
    "question.opinion": _("意見として受け付けた"),
    "question.received": _("通告を受け付けた"),
    "question.reopened": _("確認を取り消した"),
    "question.used": _("答弁した"),
    "resolution.recorded": _("会議のまとめを記録した"),
    "shortfall.changed": _("分析を直した"),
    "shortfall.issue": _("課題にした"),
    "shortfall.recorded": _("事実・原因・対応を書いた"),
    "shortfall.taken_up": _("会議の議題にした"),
    "trace.published": _("経緯を公表した"),
    "trace.retracted": _("公表を取り下げた"),
}


FIELDS = {
    "opinions": _("意見"),
    "resolutions": _("会議のまとめ"),
    "issues": _("課題"),
    "into": _("移した先"),
    "count": _("件数"),
    "senders": _("出した人"),
    "stances": _("市の考え方の区分"),
}


def register_words() -> None:
    """Called once when apps are ready; a move of an issue is told by its own label."""
    register_fields(FIELDS)
    register_verbs({**VERBS, **{f"issue.{move.name}": move.label for move in MOVES.values()}})
