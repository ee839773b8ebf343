"""The forms of accounts that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="invitation",
            name=_("招待を受けてアカウントを作る"),
            purpose=_("招待された本人のアカウントを作り、所属と役割に応じた画面を示すため"),
            items=_("氏名、氏名のかな、メールアドレス、パスワード(元に戻せない形で保存)、所属、役割"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("利用を終えた後、市の定める保存期間が満了するまで"),
            order=20,
        )
    )
    register_form(
        PersonalDataForm(
            key="registration",
            name=_("利用者登録(手続を出す人)"),
            purpose=_("手続を出す本人のアカウントを作り、手続の状態やお知らせを本人に届けるため"),
            items=_("氏名、氏名のかな、メールアドレス、パスワード(元に戻せない形で保存)"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("利用を終えた後、市の定める保存期間が満了するまで"),
            order=25,
        )
    )
