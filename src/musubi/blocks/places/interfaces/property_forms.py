"""Forms of facilities, lands and buildings."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import ConstraintForm
from musubi.blocks.places.domain.addresses import AddressText
from musubi.blocks.places.domain.properties import Whereabouts
from musubi.blocks.places.enums import PositionAccuracy
from musubi.blocks.places.interfaces.property_fields import NAMES, OWN, fields_of
from musubi.blocks.places.models import PROPERTIES, Property


class WhereFields(forms.Form):
    """Postcode, address, building, and the exact point."""

    postcode = forms.CharField(label=_("郵便番号"), required=False, max_length=20, help_text=_("例: 359-8501。空なら、所在地の町丁目から入れます"))
    text = forms.CharField(label=_("所在地"), required=False, max_length=300, help_text=_("例: 埼玉県所沢市並木1-1-1"))
    rooms = forms.CharField(label=_("建物名・部屋番号"), required=False, max_length=120)
    latitude = forms.DecimalField(
        label=_("緯度(度)"), required=False, max_digits=12, help_text=_("建物や入口の位置が分かるとき。空なら、町丁目の代表点を使います")
    )
    longitude = forms.DecimalField(label=_("経度(度)"), required=False, max_digits=13)

    def where(self) -> Whereabouts:
        """What was typed."""
        data = self.cleaned_data
        text = AddressText(text=data["text"], postcode=data["postcode"], building=data["rooms"])
        return Whereabouts(text, data["latitude"], data["longitude"])


class PropertyForm(ConstraintForm):
    """What is common to the three; `form_of` makes each kind's form."""

    consented_on = DateTextField(label=_("公開の同意を得た日"), required=False)
    hazard_checked_on = DateTextField(label=_("災害想定を確かめた日"), required=False)
    retired_on = DateTextField(label=_("台帳から外した日"), required=False, help_text=_("入れると一覧に出なくなり、公開も止まります"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():
            if isinstance(field.widget, forms.Textarea):
                field.widget.attrs["rows"] = 3
            if isinstance(field, forms.TypedChoiceField) and name != "published_as":
                field.choices = [("", _("不明・未確認")), *[choice for choice in field.choices if choice[0]]]
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = field.queryset.filter(retired_on__isnull=True)
        self.fields["published_as"].choices = [("", _("公開しない")), *PositionAccuracy.choices]


def form_of(kind: str) -> type[PropertyForm]:
    """The form of a kind's own fields."""
    made: type[PropertyForm] = forms.modelform_factory(PROPERTIES[kind], form=PropertyForm, fields=fields_of(kind), formfield_callback=_field)
    return made


def _field(column: models.Field[Any, Any], **options: Any) -> forms.Field | None:
    return column.formfield(**(options | {"assume_scheme": "https"} if isinstance(column, models.URLField) else options))


def entry_form_of(kind: str) -> type[Any]:
    """The same with the address, for a new record."""
    order = (*NAMES, "postcode", "text", "rooms", "latitude", "longitude", *OWN[kind])
    return type("EntryForm", (WhereFields, form_of(kind)), {"field_order": order})


class MoveForm(WhereFields, StepForm):
    """Another address or point."""

    shown_version = forms.IntegerField(widget=forms.HiddenInput)


def where_of(record: Property) -> dict[str, Any]:
    """What the form shows of a record's address."""
    address = record.address
    if address is None:
        return {"shown_version": record.version}
    exact = address.accuracy == PositionAccuracy.EXACT
    return {
        "postcode": address.postcode,
        "text": address.text,
        "rooms": address.building,
        "latitude": address.latitude if exact else None,
        "longitude": address.longitude if exact else None,
        "shown_version": record.version,
    }


class PropertyFileForm(forms.Form):
    """A workbook of facilities, lands or buildings."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("ブック(.xlsx)"),
        help_text=_("20MBまで。「一覧をExcelに書き出す」か「空のブック」の列を使います"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )
