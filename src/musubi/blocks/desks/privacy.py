"""The forms of the desks that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form

BASIS = _("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)")


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="desk-contact",
            name=_("事業の連絡先"),
            purpose=_("事業について尋ねる相手を記録し、担当者が替わっても連絡を続けるため"),
            items=_("氏名、所属、電話、メール"),
            legal_basis=BASIS,
            retention=_("相手でなくなった後、市の定める保存期間が満了するまで"),
            order=70,
        )
    )
    register_form(
        PersonalDataForm(
            key="desk-journal",
            name=_("活動記録と写真"),
            purpose=_("事業として行ったことと、その結果を記録するため"),
            items=_("相手の氏名または名称、写っている人の写真(撮影の位置は取り除く)"),
            legal_basis=BASIS,
            retention=_("市の定める保存期間が満了するまで"),
            order=71,
        )
    )
    register_form(
        PersonalDataForm(
            key="association-officer",
            name=_("協議会等の役員"),
            purpose=_("市が加わる団体の役員を記録し、会計と事務を引き継ぐため"),
            items=_("氏名、所属、役職、任期"),
            legal_basis=BASIS,
            retention=_("退任の後、市の定める保存期間が満了するまで"),
            order=72,
        )
    )
