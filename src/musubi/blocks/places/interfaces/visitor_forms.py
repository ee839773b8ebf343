"""Forms of spots, events and Wi-Fi points."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.models import CodesField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.places.domain.queries import municipality_names
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.places.interfaces.minutes import LAST_DAY, WEEKDAYS, WEEKS, DaysField, DigitsField, LastDayField, MinuteField
from musubi.blocks.places.interfaces.visitor_fields import SHOWN_AS, Kind, words_of
from musubi.blocks.places.models import Spot
from musubi.blocks.places.visitor_enums import SpotTheme

PERIOD = ("starts_on", "ends_before")
HELP = {
    "summary": _("1行で。案内の一覧に出ます"),
    "stay_minutes": _("計画づくりに使います。30分なら 30"),
    "interest": _("1から5。見どころが多いほど、計画に選ばれやすくなります"),
    "promotion_weight": _("ふつうは100。訪れる人を増やしたい場所は大きくします(300まで)"),
    "fee": _("大人1人。無料なら0。分からなければ空のまま"),
    "hours_text": _("訪れる人が読む文。曜日ごとの時刻は「営業時間を直す」で1行ずつ入力します"),
    "hours_unread": _("取り込んだ文のうち、営業時間の行にできなかったところ。行に直したら消します"),
    "latitude": _("空なら、所在地の町丁目の代表点を使います"),
    "licence": _("例: CC BY 4.0"),
    "starts_minute": _("例: 9:00"),
    "weekdays": _("毎週や毎月の催しのとき。選ばなければ、期間のすべての日"),
    "weeks": _("毎月第2土曜日なら、曜日の土と2"),
    "only_on": _("とびとびの日のとき。例: 2020/10/17、2020/10/24。期間は、この日々に合わせて決まります"),
}


class VisitorForm(RecordForm):
    """What is common to the kinds; `form_of` makes each kind's form."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 4 if name == "description" else 2
            field.help_text = HELP.get(name, field.help_text)
        owners = municipality_names()
        if self.instance.owner_code and self.instance.owner_code not in owners:
            owners[self.instance.owner_code] = self.instance.owner_code
        self.fields["owner_code"] = forms.ChoiceField(label=self.fields["owner_code"].label, choices=sorted(owners.items()))
        if "only_on" in self.fields:
            for name in PERIOD:
                self.fields[name].required = False
        if "spot" in self.fields:
            self.fields["spot"].queryset = Spot.objects.order_by("name_kana", "name", "pk")
            self.fields["spot"].label_from_instance = str

    def text_of(self, name: str, value: Any) -> str:
        """Codes by their names, minutes as times, last days as such, spots by their row."""
        if name == "ends_before" and isinstance(value, dt.date):
            return str(value - dt.timedelta(days=1))
        words = words_of(name, value)
        return words if words is not None else super().text_of(name, value)

    def clean(self) -> dict[str, Any]:
        """Ends come after beginnings; a point has both numbers."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("only_on"):
            data["starts_on"] = dt.date.fromisoformat(data["only_on"][0])
            data["ends_before"] = dt.date.fromisoformat(data["only_on"][-1]) + dt.timedelta(days=1)
            if data.get("weekdays") or data.get("weeks"):
                self.add_error("only_on", _("曜日か日の、どちらか一方にしてください"))
        elif "only_on" in self.fields:
            for name in PERIOD:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _("入力してください。とびとびの日なら「開かれる日」だけでかまいません"))
        if data.get("ends_before") and data.get("starts_on") and data["ends_before"] <= data["starts_on"]:
            self.add_error("ends_before", _("最終日は初日と同じ日か、その後です"))
        if "themes" in data:
            data["themes"] = tuple(data["themes"])
        begins, ends = data.get("starts_minute"), data.get("ends_minute")
        if begins is not None and ends is not None and ends <= begins:
            self.add_error("ends_minute", _("終わる時刻は始まる時刻より後です"))
        if (data.get("latitude") is None) != (data.get("longitude") is None) and not {"latitude", "longitude"} & self.errors.keys():
            self.add_error("longitude", _("緯度と経度は、両方を入力するか、両方を空にしてください"))
        return data

    def _post_clean(self) -> None:
        """The domain keeps records and the database its constraints: the instance stays as it was loaded."""
        for name in ("latitude", "longitude"):
            value = self.cleaned_data.get(name)
            low, high = {"latitude": (20, 46), "longitude": (122, 154)}[name]
            if value is not None and not low <= value <= high:
                other = _("緯度と経度が入れ替わっていないか、確かめてください")
                self.add_error(name, other)
        for name, low, high in (("stay_minutes", 5, 720), ("interest", 1, 5), ("promotion_weight", 0, 300)):
            value = self.cleaned_data.get(name)
            if value is not None and not low <= value <= high:
                self.add_error(name, _("%(low)dから%(high)dまでの数字です") % {"low": low, "high": high})

    def entered(self) -> dict[str, Any]:
        """All values, for a new record."""
        return {name: self.cleaned_data[name] for name in self._meta.fields if name in self.cleaned_data}


def _field(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    if column.name == "only_on":
        return DaysField(label=column.verbose_name, required=False)
    if column.name in {"weekdays", "weeks"}:
        return DigitsField(label=column.verbose_name, choices=WEEKDAYS if column.name == "weekdays" else WEEKS, required=False)
    if isinstance(column, CodesField):
        return forms.TypedMultipleChoiceField(
            label=column.verbose_name, choices=SpotTheme.choices, required=False, coerce=str, empty_value=(), widget=forms.CheckboxSelectMultiple
        )
    if column.name == "ends_before":
        return LastDayField(label=LAST_DAY)
    if column.name.endswith("_minute"):
        return MinuteField(label=SHOWN_AS.get(column.name, column.verbose_name), required=False)
    if isinstance(column, models.DateField):
        return DateTextField(label=column.verbose_name, required=not column.null)
    if column.name == "fee":
        return YenField(label=column.verbose_name, required=False)
    return column.formfield(**(options | {"assume_scheme": "https"} if isinstance(column, models.URLField) else options))


def form_of(kind: Kind) -> type[VisitorForm]:
    """The form of a kind."""
    made: type[VisitorForm] = forms.modelform_factory(kind.model, form=VisitorForm, fields=kind.fields, formfield_callback=_field)
    return made


class PhotoForm(StepForm):
    """A photo with whose it is and on what terms it is shown."""

    file = forms.FileField(label=_("写真"), help_text=_("JPEG、PNG、HEIC。撮影した位置とカメラの情報は消してから保管します"))
    caption = forms.CharField(label=_("写っているもの"), max_length=160, help_text=_("目の見えない人にも伝わる言葉で"))
    rights_holder = forms.CharField(label=_("権利者"), max_length=120, help_text=_("撮影した人か、写真を持つ団体"))
    licence = forms.CharField(label=_("利用条件"), max_length=120, help_text=_("例: CC BY 4.0、市の広報に限る"))
    people = forms.ChoiceField(
        label=_("写っている人"),
        choices=PeopleOnPhoto.choices,
        widget=forms.RadioSelect,
        help_text=_("だれか分かる人が、同意なしに写っている写真は置けません"),
    )
    taken_on = DateTextField(label=_("撮影した日"), required=False)
