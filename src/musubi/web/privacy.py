"""The site's own form that takes personal data: signing in."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="sign-in",
            name=_("職員・関係団体・委員のサインイン"),
            purpose=_("本人を確かめ、所属と役割に応じた画面を示し、だれが何を変えたかを記録するため"),
            items=_("氏名、メールアドレス、パスワード(元に戻せない形で保存)、2段階認証の登録、サインインの記録"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("利用を終えた後、市の定める保存期間が満了するまで"),
            order=10,
        )
    )
