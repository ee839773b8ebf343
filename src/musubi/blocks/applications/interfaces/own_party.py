"""Register the party for which somebody applies, in one short form."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.registration import (
    EntityParticulars,
    Particulars,
    register_from_corporation,
    register_group,
    register_legal_entity,
    register_person,
    register_sole_proprietor,
)
from musubi.blocks.parties.enums import PartyKind
from musubi.blocks.places.domain.addresses import AddressText


class PartyForm(forms.Form):
    """Kind, number, names, address. Which of them a kind needs is checked when it is registered."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=gettext_lazy("申請者の種類"), choices=PartyKind.choices, widget=forms.RadioSelect)
    legal_entity_number = forms.CharField(
        label=gettext_lazy("法人番号"),
        required=False,
        max_length=40,
        help_text=gettext_lazy("法人だけ。13桁の番号を入れると、名称と所在地は公表されているものを使います。"),
    )
    name = forms.CharField(
        label=gettext_lazy("氏名・名称"), required=False, max_length=200, help_text=gettext_lazy("法人番号を入れたときは、空のままでかまいません。")
    )
    name_kana = forms.CharField(label=gettext_lazy("カナ"), required=False, max_length=300)
    trade_name = forms.CharField(label=gettext_lazy("屋号"), required=False, max_length=200, help_text=gettext_lazy("個人事業主だけ。"))
    birth_on = DateTextField(label=gettext_lazy("生年月日"), required=False)
    representative_name = forms.CharField(label=gettext_lazy("代表者の氏名"), required=False, max_length=120, help_text=gettext_lazy("法人だけ。"))
    postcode = forms.CharField(label=gettext_lazy("郵便番号"), required=False, max_length=10)
    text = forms.CharField(label=gettext_lazy("住所・所在地"), required=False, max_length=200)
    building = forms.CharField(label=gettext_lazy("建物名・部屋番号"), required=False, max_length=120)
    phone = forms.CharField(label=gettext_lazy("電話"), required=False, max_length=30)


def register_party(*, data: dict[str, Any], user: Any, now: dt.datetime, today: dt.date) -> str:
    """Register what the form says; returns what to tell. Raises PartyError."""
    particulars = Particulars(
        name_kana=data["name_kana"],
        address=AddressText(text=data["text"], postcode=data["postcode"], building=data["building"]),
        phone=data["phone"],
        mail=user.email,
    )
    common: dict[str, Any] = {"particulars": particulars, "user": user, "actor": user, "now": now, "today": today}
    done = _("「%(name)s」を登録しました")
    kind = data["kind"]
    if kind == PartyKind.PERSON:
        return done % {"name": register_person(name=data["name"], birth_on=data["birth_on"], **common)}
    if kind == PartyKind.SOLE_PROPRIETOR:
        made = register_sole_proprietor(name=data["name"], trade_name=data["trade_name"], birth_on=data["birth_on"], **common)
        return done % {"name": made}
    if kind == PartyKind.GROUP:
        return done % {"name": register_group(name=data["name"], **common)}
    return _legal_entity(data, common)


def _legal_entity(data: dict[str, Any], common: dict[str, Any]) -> str:
    number = data["legal_entity_number"]
    if number.strip():
        try:
            found = register_from_corporation(legal_entity_number=number, **common)
        except PartyError as error:
            if error.code != "number_unknown" or not data["name"].strip():
                raise
        else:
            if found.is_new:
                return _("「%(name)s」を登録しました") % {"name": found.party}
            return _("「%(name)s」は登録済みです。手続する人に加わる申出をしました。代表者か市が確認すると、申請できます") % {"name": found.party}
    entity = EntityParticulars(representative_name=data["representative_name"])
    made = register_legal_entity(name=data["name"], legal_entity_number=number, entity=entity, **common)
    return _("「%(name)s」を登録しました") % {"name": made}
