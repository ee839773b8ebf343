"""The forms of money that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="contract",
            name=_("契約・執行台帳"),
            purpose=_("契約の相手方、検収、支払を記録し、予算の執行を管理するため"),
            items=_("相手方の氏名または名称、債権者番号、検収者の氏名(口座番号は取り扱わない)"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("契約の履行が終わった後、市の定める保存期間が満了するまで"),
            order=60,
        )
    )
