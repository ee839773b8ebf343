"""The forms of applications that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form

BASIS = _("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)")
RETENTION = _(
    "手続が終わった年度の後、5年度(財産の処分制限や認定の期間があるときは、その後5年度)。満了後に内容・書類・名前を消去し、金額・日付・状態だけを残す"
)


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="agent",
            name=_("代理人・受領者の届出"),
            purpose=_("だれが申請者に代わって手続し、お金を受け取るかを確かめるため"),
            items=_("代理人・受領者の氏名・名称、事務所・資格、連絡先、メールアドレス、債権者番号、委任の期間と手続、委任状"),
            legal_basis=BASIS,
            retention=RETENTION,
            order=62,
        )
    )
    register_form(
        PersonalDataForm(
            key="application",
            name=_("補助金・認定などの申請と報告"),
            purpose=_("申請の受付・審査・決定・支払い、報告の確認、申請者への連絡のため"),
            items=_("申請書と実績報告書の記入内容、経費と支払先、ほかの補助、提出書類、補正と変更の内容、請求。マイナンバーは集めない"),
            legal_basis=BASIS,
            retention=RETENTION,
            order=61,
        )
    )
