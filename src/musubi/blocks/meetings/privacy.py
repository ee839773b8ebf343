"""What the office keeps of members, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form

BASIS = _("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)")


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="council-member",
            name=_("会議の委員の連絡先"),
            purpose=_("会議の通知、会議録の確認、謝礼の支払、女性委員の割合の公表のため"),
            items=_("メール、電話、住所、債権者番号、性別(任意)"),
            legal_basis=BASIS,
            retention=_("退任の後、市の定める保存期間が満了するまで"),
            order=80,
        )
    )
