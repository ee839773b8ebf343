"""Forms of document number series."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import NumberSeries
from musubi.blocks.kernel.fields import FiscalYearField
from musubi.blocks.kernel.record_forms import RecordForm

PLACE = "{number}"
HELP = _("番号の入るところに {number} と書きます。例: 所産振第{number}号")


def _checked(pattern: str) -> str:
    if pattern.count(PLACE) != 1 or "{" in pattern.replace(PLACE, "") or "}" in pattern.replace(PLACE, ""):
        raise forms.ValidationError(_("番号の入るところに {number} を1回だけ書いてください。例: 所産振第{number}号"), code="pattern")
    return pattern


class SeriesForm(RecordForm):
    """The form of the numbers, and the last one given."""

    class Meta:
        model = NumberSeries
        fields = ("pattern", "last_number")
        help_texts = {"pattern": HELP, "last_number": _("この次の番号から続けます。年度の途中で使い始めるときは、それまでの最後の番号を入れます。")}

    def clean_pattern(self) -> str:
        """With one place for the number."""
        return _checked(self.cleaned_data["pattern"])

    def clean_last_number(self) -> int:
        """Never back: a number is given once."""
        number: int = self.cleaned_data["last_number"]
        if number < self.instance.last_number:
            raise forms.ValidationError(_("番号は戻せません。いまの最後の番号以上にしてください"), code="back")
        return number


class NewSeriesForm(forms.ModelForm):
    """A series of a year."""

    use_required_attribute = False
    fiscal_year = FiscalYearField(label=_("年度"))

    class Meta:
        model = NumberSeries
        fields = ("name", "fiscal_year", "pattern", "last_number")
        help_texts = {"pattern": HELP}

    def clean_pattern(self) -> str:
        """With one place for the number."""
        return _checked(self.cleaned_data["pattern"])

    def clean(self) -> dict[str, Any]:
        """One series of a name a year."""
        data: dict[str, Any] = super().clean() or {}
        if NumberSeries.objects.filter(name=data.get("name"), fiscal_year=data.get("fiscal_year")).exists():
            raise forms.ValidationError(_("この年度には、同じ名称の系列がもうあります"), code="twice")
        return data
