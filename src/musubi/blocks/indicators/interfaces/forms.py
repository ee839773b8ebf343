"""Forms of indicators."""

from __future__ import annotations

import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.models import IndicatorActual
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.vision.domain.validation import is_kept_exactly

WRONG_NUMBER = _("数で入力してください(単位は付けず、小数は6桁、全体で15桁まで)")


class NumberField(forms.DecimalField):
    """A figure as people type it: full-width digits and thousands separators are read over."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), error_messages={"invalid": WRONG_NUMBER}, **options)

    def prepare_value(self, value: Any) -> Any:
        """Without trailing zeros."""
        return value if isinstance(value, str) else number_text(value)

    def to_python(self, value: Any) -> Any:
        """The figure; refused where it would not be kept exactly."""
        text = unicodedata.normalize("NFKC", value).replace(",", "").strip() if isinstance(value, str) else value
        number = super().to_python(text)
        if number is not None and not is_kept_exactly(number):
            raise forms.ValidationError(WRONG_NUMBER, code="invalid")
        return number


class ActualForm(RecordForm):
    """The actual of a year."""

    value = NumberField(label=_("実績値"))
    provisional = forms.BooleanField(label=_("速報値(後で確定値に直します)"), required=False)
    note = forms.CharField(label=_("備考(課の中だけで見ます)"), required=False, max_length=300)

    class Meta:
        model = IndicatorActual
        fields = ("value", "provisional", "note")

    def text_of(self, name: str, value: Any) -> str:
        """A figure as people read it."""
        return number_text(value) if name == "value" else super().text_of(name, value)


class TargetForm(forms.Form):
    """A target of a year, and why it changes."""

    value = NumberField(label=_("目標値"))
    reason = forms.CharField(label=_("理由(公表されます)"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    revised_on = DateTextField(label=_("改定日"))
