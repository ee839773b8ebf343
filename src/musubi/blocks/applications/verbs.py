"""What the history panel says of calls and applications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.workflow import MOVES
from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "agent.asked": _("代理人に頼んだ"),
    "agent.asked_again": _("代理人に案内を送り直した"),
    "agent.recorded": _("紙の委任状を記録した"),
    "agent.accepted": _("代理人が承諾した"),
    "agent.declined": _("代理人が断った"),
    "agent.confirmed": _("委任を確認した"),
    "agent.refused": _("委任を認めなかった"),
    "agent.revoked": _("委任を終えた"),
    "agent.over": _("委任の期間が終わった"),
    "agent.erased": _("代理人の個人情報を消去した"),
    "agent.letter_kept": _("委任状を添えた"),
    "application.begun": _("書き始めた"),
    "application.taken_on_paper": _("紙の申請として受け付けた"),
    "application.report_on_paper": _("紙の実績報告を受け付けた"),
    "application.discarded": _("下書きを捨てた"),
    "application.erased": _("申請の内容を消去した"),
    "application.assigned": _("担当者を決めた"),
    "application.paid_partly": _("一部を支払った"),
    "application.refunded": _("戻入を記録した"),
    "application.partly_revoked": _("決定の一部を取り消した"),
    "application.award_changed": _("交付決定額を変更した"),
    "application.funded": _("財源の内訳を決めた"),
    "asset.recorded": _("財産を登録した"),
    "call.prepared": _("募集の案を作った"),
    "call.changed": _("募集の内容を直した"),
    "call.terms_changed": _("募集の条件を直した"),
    "call.opened": _("募集を公開した"),
    "call.terms_corrected": _("公開した条件を訂正した"),
    "call.stopped": _("受付を止めた"),
    "certificate.given": _("認定書を出した"),
    "change_request.submitted": _("変更を申請した"),
    "change_request.decided": _("変更申請を決定した"),
    "change_request.withdrawn": _("変更申請を取り下げた"),
    "check.recorded": _("要件を確認した"),
    "claim.made": _("請求した"),
    "claim.payee_ended": _("受領の委任が終わり、申請者に払うことにした"),
    "claim.payee_changed": _("受け取る人を変えた"),
    "claim.fell_away": _("一部取消しにより請求を取り下げたものとした"),
    "claim.exported": _("支出の一覧に出した"),
    "consultation.recorded": _("事前相談を記録した"),
    "correction.answered": _("補正した"),
    "cost.accepted": _("経費を認めた"),
    "decision.drafted": _("起案した"),
    "decision.cancelled": _("起案を取りやめた"),
    "decision.recorded": _("決裁を記録した"),
    "designation.years_laid": _("指定の年度を作った"),
    "designation.years_set": _("年度ごとの額を決めた"),
    "disposal.submitted": _("財産処分の承認を申請した"),
    "disposal.withdrawn": _("財産処分の申請を取り下げた"),
    "disposal.decided": _("財産処分を決定した"),
    "disposal.done": _("財産を処分した"),
    "file.added": _("書類を加えた"),
    "file.restored": _("外した書類を戻した"),
    "file.removed": _("書類を外した"),
    "guideline.kept": _("要綱を登録した"),
    "inspection.recorded": _("現地検査を記録した"),
    "notice.issued": _("通知を発行した"),
    "notice.opened": _("申請者が通知を開いた"),
    "obligation.set": _("期限を決めた"),
    "obligation.moved": _("期限を募集に合わせた"),
    "obligation.reopened": _("取下げのため、未提出に戻した"),
    "obligation.fulfilled": _("届出・報告を受け取った"),
    "obligation.reminded": _("期限を知らせた"),
    "receipt.made": _("受付票を作った"),
    "repayment.ordered": _("返還を命じた"),
    "repayment.paid": _("返還の納付を記録した"),
    "upload.forgotten": _("送りかけの書類を片付けた"),
    "totals.published": _("公表する合計を改めた"),
    "tax_report.submitted": _("消費税仕入控除税額を報告した"),
    "tax_report.checked": _("消費税の返還がないことを確かめた"),
    "tax_report.decided": _("消費税相当額の返還を決定した"),
    "upstream.kept": _("上位の補助を登録した"),
    "upstream.changed": _("上位の補助を直した"),
}
FIELDS = {"applications": _("申請"), "sections": _("条件の部分"), "terms": _("条件の指紋"), "receipts": _("受付票")}


def register() -> None:
    """Called once when apps are ready."""
    register_verbs({**VERBS, **{f"application.{move.name}": move.label for move in MOVES.values()}})
    register_fields(FIELDS)
