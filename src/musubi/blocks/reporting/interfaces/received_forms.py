"""Forms of received calls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.reporting.domain.received import choices, organizations
from musubi.blocks.reporting.enums import CallSource
from musubi.blocks.reporting.interfaces.answer_form import QuantityField


class ReceivedForm(forms.Form):
    """Who asks what, until when, and who answers."""

    use_required_attribute = False
    source = forms.ChoiceField(label=_("照会元の種類"), choices=CallSource.choices)
    source_name = forms.CharField(label=_("照会元"), max_length=120, help_text=_("例: 県 産業支援課"))
    title = forms.CharField(label=_("件名"), max_length=200)
    document_number = forms.CharField(label=_("照会の文書番号"), max_length=80, required=False)
    fiscal_year = FiscalYearField(label=_("どの年度についての照会か"))
    received_on = DateTextField(label=_("受付日"))
    due_on = DateTextField(label=_("回答期限"))
    organization = forms.ChoiceField(label=_("回答する課"))
    question = forms.CharField(label=_("照会の内容"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.bodies = {body.code: body for body in organizations()}
        field: Any = self.fields["organization"]
        field.choices = [(code, body.name) for code, body in self.bodies.items()]

    def clean(self) -> dict[str, Any]:
        """The due day does not come before the receipt."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("received_on") and data.get("due_on") and data["due_on"] < data["received_on"]:
            self.add_error("due_on", _t("受付日より前です。年を確かめてください"))
        if data.get("organization"):
            data["organization"] = self.bodies[data["organization"]]
        return data


class FigureForm(forms.Form):
    """A figure, from a measure of an item or typed."""

    use_required_attribute = False
    label = forms.CharField(label=_("項目名"), max_length=200)
    fiscal_year = FiscalYearField(label=_("年度"))
    measure = forms.ChoiceField(label=_("もとにする集計"), required=False)
    item = forms.ChoiceField(label=_("事業等"), required=False)
    value = QuantityField(unit="", label=_("値(集計を使わないとき)"))
    unit = forms.CharField(label=_("単位"), max_length=30, required=False)

    def __init__(self, *args: Any, items: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        self.items = {item.code: item for item in items}
        measure: Any = self.fields["measure"]
        measure.choices = [("", _t("集計を使わない")), *((each.key, f"{each.name} ({each.unit})") for each in choices())]
        item: Any = self.fields["item"]
        item.choices = [("", "—"), *((each.code, f"{each.code} {each.display_name}") for each in items)]

    def clean(self) -> dict[str, Any]:
        """A measure needs its item; without one a value is typed."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("measure") and not data.get("item"):
            self.add_error("item", _t("集計する事業等を選んでください"))
        if not data.get("measure") and data.get("value") is None and "value" not in self.errors:
            self.add_error("value", _t("集計を選ぶか、値を入力してください"))
        return data


class AnsweredForm(forms.Form):
    """What was answered."""

    use_required_attribute = False
    answer = forms.CharField(label=_("回答"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    answered_on = DateTextField(label=_("回答日"))
    answer_number = forms.CharField(label=_("回答の文書番号"), max_length=80, required=False)
