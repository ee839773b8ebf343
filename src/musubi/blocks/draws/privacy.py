"""The forms of draws that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="draw-entry",
            name=_("抽選の申込"),
            purpose=_("抽選を行い、結果と繰上げを申し込んだ方に知らせるため。公開するファイルには、抽選番号と記号だけを載せる"),
            items=_("氏名・名称、フリガナ、住所、電話、メール、世帯、区分、希望、過去の落選回数"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("抽選が終わった後、市の定める保存期間が満了するまで。その後は抽選番号と結果だけを残す"),
            order=62,
        )
    )
