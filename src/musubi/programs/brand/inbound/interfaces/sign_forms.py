"""Forms of signs and of the work at them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.places.enums import SignCondition
from musubi.blocks.places.models import Sign, Spot

SIGN_FIELDS = (
    "number", "name", "kind", "spot", "keeper", "address", "latitude", "longitude", "text_ja", "text_en", "text_zh", "text_ko",
    "condition", "condition_text", "checked_on", "installed_on", "removed_on", "is_fictional",
)  # fmt: skip


def _field(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if isinstance(column, models.DateField):
        return DateTextField(label=column.verbose_name, required=False)
    return column.formfield(**options)


class SignForm(RecordForm):
    """A sign as it stands."""

    class Meta:
        model = Sign
        fields = SIGN_FIELDS
        formfield_callback = _field

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name in ("text_ja", "text_en", "text_zh", "text_ko"):
            self.fields[name].widget.attrs["rows"] = 2
        self.fields["text_en"].help_text = _("板に書かれているとおりに。書かれていなければ空のまま")
        self.fields["spot"].queryset = Spot.objects.order_by("name_kana", "name", "pk")

    def clean(self) -> dict[str, Any]:
        """A point has both numbers, in Japan."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("緯度と経度は、両方を入力するか、両方を空にしてください"))
        for name, low, high in (("latitude", 20, 46), ("longitude", 122, 154)):
            if data.get(name) is not None and not low <= data[name] <= high:
                self.add_error(name, _("緯度と経度が入れ替わっていないか、確かめてください"))
        return data

    def _post_clean(self) -> None:
        """The domain tells a number that is taken; the instance stays as it was loaded."""

    def entered(self) -> dict[str, Any]:
        """All values, for a new sign."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


class SignPhotoForm(StepForm):
    """A photo of the sign on a day."""

    file = forms.FileField(label=_("写真"), help_text=_("JPEG、PNG、HEIC。撮影した位置とカメラの情報は消してから保管します"))
    caption = forms.CharField(label=_("写っているもの"), max_length=160)
    taken_on = DateTextField(label=_("撮影した日"), required=False)


class OrderForm(StepForm):
    """What, who, until when."""

    what = forms.CharField(label=_("作業の内容"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    worker = forms.CharField(label=_("作業する人・業者"), max_length=120)
    due_on = DateTextField(label=_("期限"))


class DoneForm(StepForm):
    """The work is done."""

    done_on = DateTextField(label=_("済んだ日"))
    done_text = forms.CharField(label=_("済んだ作業の説明"), max_length=300, required=False)
    cost = YenField(label=_("かかった費用"), required=False)
    condition = forms.ChoiceField(label=_("いまの状態"), choices=SignCondition.choices, initial=SignCondition.GOOD)
    file = forms.FileField(label=_("済んだあとの写真"), required=False)


class GiveUpForm(StepForm):
    """The work is not to be done."""

    reason = forms.CharField(label=_("取りやめる理由"), max_length=300)
