"""Forms about whole plans: put one in force, copy one for the next period, name a new draft."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.vision.domain.basis import CITY_DECISION, Basis
from musubi.blocks.vision.domain.plans import LONGEST_SLUG, NextPeriod, PlanStateError, check_slug


class InForceForm(forms.Form):
    """The city's decision by which a draft becomes the plan in force, and the edition that the public then reads."""

    title = forms.CharField(label=_("公表する版の名称"), max_length=120, help_text=_("例: 後期計画 初版"))
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    basis_label = forms.CharField(label=_("根拠とする市の決定(件名)"), max_length=200)
    decided_on = DateTextField(label=_("決裁日"))
    document_number = forms.CharField(label=_("文書番号"), required=False, max_length=80)
    effective_on = DateTextField(label=_("施行日"), required=False, help_text=_("空のときは今日からです"))
    sure = forms.BooleanField(label=_("いまの計画が終了し、公開ページがこの計画に変わることを確かめました"))

    def basis(self) -> Basis:
        """The decision as the domain takes it."""
        data = self.cleaned_data
        return Basis(
            kind=CITY_DECISION,
            label=data["basis_label"],
            decided_on=data["decided_on"],
            document_number=data["document_number"],
        )


class SlugForm(forms.Form):
    """The address name of a new plan."""

    slug = forms.CharField(
        label=_("アドレス名"), max_length=LONGEST_SLUG, help_text=_("半角の英数字とハイフン。計画の住所になり、あとから変えません")
    )

    def clean_slug(self) -> str:
        """Free and usable."""
        slug: str = self.cleaned_data["slug"].strip()
        try:
            check_slug(slug)
        except PlanStateError as error:
            raise forms.ValidationError(error.render(_t), code=error.code) from error
        return slug


class NextPlanForm(SlugForm):
    """A draft made as a copy of the plan in force, with the next period."""

    title = forms.CharField(label=_("計画の名称"), max_length=200)
    period = forms.CharField(label=_("期の名称"), max_length=40, help_text=_("例: 後期"))
    first_fiscal_year = FiscalYearField(label=_("開始年度"))
    last_fiscal_year = FiscalYearField(label=_("終了年度"))
    field_order = ("title", "slug", "period", "first_fiscal_year", "last_fiscal_year")

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        data = super().clean() or {}
        first, last = data.get("first_fiscal_year"), data.get("last_fiscal_year")
        if first and last and last < first:
            self.add_error("last_fiscal_year", _t("終わりの年度が始まりの年度より前です"))
        return data

    def next_period(self) -> NextPeriod:
        """The period as the domain takes it."""
        data = self.cleaned_data
        return NextPeriod(data["period"], data["first_fiscal_year"], data["last_fiscal_year"])
