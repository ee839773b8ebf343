"""What is kept of the people who send opinions, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form

BASIS = _("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)")


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="comment",
            name=_("意見募集への意見"),
            purpose=_("意見の内容を問い合わせ、同意があるときに名前を示して結果を公表するため。氏名などを書かなくても出せる募集があります"),
            items=_("氏名または名称、住所または所在地、メール、電話(いずれも意見とは別に保管します)"),
            legal_basis=BASIS,
            retention=_("結果の公表の後、市の定める保存期間が満了するまで。その後は意見の文だけを残します"),
            order=90,
        )
    )
    register_form(
        PersonalDataForm(
            key="opinion-author",
            name=_("手紙や説明会などの意見を出した人"),
            purpose=_("意見の内容を問い合わせ、どうなったかを伝えるため"),
            items=_("氏名、連絡先"),
            legal_basis=BASIS,
            retention=_("市の定める保存期間が満了するまで"),
            order=91,
        )
    )
