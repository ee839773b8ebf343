"""The forms of parties that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="party-register",
            name=_("事業者台帳と私の事業者情報"),
            purpose=_("申請・相談・登録をする人と事業者を取り違えず、連絡し、手続する権限を確かめるため"),
            items=_("氏名・名称とフリガナ、屋号、法人番号、生年月日、住所、電話、メール、代表者の氏名、担当者、役員名簿、手続する人とその期間"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("事業者等ごとに市が決めた保存期間が満了するまで。満了後は、種類・町丁目・業種・人数だけを残して消去します"),
            order=62,
        )
    )
