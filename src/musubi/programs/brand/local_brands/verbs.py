"""What the history panel says of certified brands."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.audit.domain.words import register_fields, register_verbs

VERBS = {
    "brand_stage.added": _("審査の段階を加えた"),
    "brand_stage.changed": _("審査の段階を直した"),
    "brand_stage.recorded": _("段階の結果を入れた"),
    "brand_stage.closed": _("段階の結果を確定した"),
    "brand_product.registered": _("認定品を登録した"),
    "brand_product.changed": _("認定品を直した"),
    "brand_product.renewed": _("認定を更新した"),
    "brand_product.published": _("認定品を公開した"),
    "brand_product.hidden": _("認定品の公開をやめた"),
    "brand_certificate.issued": _("認定証を発行した"),
    "mark_licence.granted": _("認定マークの使用を許諾した"),
    "mark_licence.ended": _("認定マークの使用許諾を終えた"),
    "spot_check.planned": _("抜取調査を予定した"),
    "spot_check.recorded": _("抜取調査を記録した"),
    "spot_check.mended": _("改善を確かめた"),
    "spot_check.photo_added": _("抜取調査の写真を加えた"),
    "renewal_notice.sent": _("更新を案内した"),
}


def register_words() -> None:
    """Called once when apps are ready."""
    register_verbs(VERBS)
    register_fields({"passed": _("通過した件数")})
