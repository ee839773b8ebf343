"""Forms of data calls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.domain.office import closed_days
from musubi.blocks.kernel.business_days import is_business_day
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.reporting.enums import AnswerChannel


class CallForm(forms.Form):
    """Year, title, days and the letter's own words; the programs are chosen below."""

    use_required_attribute = False
    fiscal_year = FiscalYearField(label=_("どの年度の状況か"))
    title = forms.CharField(label=_("件名"), max_length=200)
    as_of = DateTextField(label=_("いつ現在の状況か"), required=False)
    due_on = DateTextField(label=_("回答期限"))
    body = forms.CharField(
        label=_("依頼文に加える文"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("宛名・事業名・期限・回答の方法は、自動で入ります。"),
    )

    def clean_due_on(self) -> Any:
        """A day on which the office is open and that has not passed."""
        day = self.cleaned_data["due_on"]
        if not is_business_day(day, extra_holidays=closed_days()):
            raise forms.ValidationError(_("閉庁日です。前後の開庁日を選んでください"))
        return day


class TypedForm(forms.Form):
    """How an answer came that staff type in."""

    use_required_attribute = False
    channel = forms.ChoiceField(
        label=_("届いた方法"), choices=[choice for choice in AnswerChannel.choices if choice[0] in AnswerChannel.typed_by_staff()]
    )
    received_on = DateTextField(label=_("受付日"))
    answerer = forms.CharField(label=_("回答された方の氏名"), required=False, max_length=100)
    contact = forms.CharField(label=_("連絡先(電話かメール)"), required=False, max_length=200)
