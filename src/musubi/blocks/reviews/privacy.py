"""The forms of reviews that take personal data, for the privacy page."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.forms_register import PersonalDataForm, register_form


def register_forms() -> None:
    """Called once when apps are ready."""
    register_form(
        PersonalDataForm(
            key="review",
            name=_("審査委員の利害関係の申告と採点"),
            purpose=_("利害関係のある人が審査に加わらないようにし、審査の経過を残すため"),
            items=_("申告した関係の種類と内容、勤め先・親族などの関係先、評点とその理由、意見"),
            legal_basis=_("個人情報の保護に関する法律 第61条(所掌事務の遂行に必要な範囲での保有)"),
            retention=_("審査の対象の申請と同じ保存期間が満了するまで"),
            order=62,
        )
    )
