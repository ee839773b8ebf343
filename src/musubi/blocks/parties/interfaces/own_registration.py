"""The one form by which somebody with an account registers a party."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.parties.domain.own_registration import OwnParty
from musubi.blocks.parties.domain.registration import Particulars
from musubi.blocks.parties.enums import PartyKind, RepresentationRole
from musubi.blocks.parties.interfaces.fields import address_of
from musubi.blocks.parties.interfaces.registration_forms import OFFICER_LINES, officer_lines

GIVEN_ROLES = (RepresentationRole.REPRESENTATIVE, RepresentationRole.EMPLOYEE)
PERSON, TRADER, ENTITY, GROUP = "person", "sole_proprietor", "legal_entity", "group"


class OwnPartyForm(forms.Form):
    """Kind, number, names, address. Which of them a kind needs is checked when it is registered."""

    use_required_attribute = False
    # the kinds for which a field is asked; all others for every kind
    kinds: ClassVar[dict[str, str]] = {
        "legal_entity_number": f"{ENTITY} {GROUP}",
        "trade_name": TRADER,
        "birth_on": f"{PERSON} {TRADER}",
        "representative_name": ENTITY,
        "role": f"{ENTITY} {GROUP}",
        "officers": GROUP,
    }
    kind = forms.ChoiceField(label=_("申請者の種類"), choices=PartyKind.choices, widget=forms.RadioSelect)
    legal_entity_number = forms.CharField(
        label=_("法人番号"),
        required=False,
        max_length=40,
        help_text=_("13桁。法人は、番号を入れると、名称と所在地は公表されているものを使います。団体は、指定を受けているときだけ入れます。"),
    )
    name = forms.CharField(label=_("氏名・名称"), required=False, max_length=200, help_text=_("法人番号を入れた法人は、空のままでかまいません。"))
    name_kana = forms.CharField(label=_("カナ"), required=False, max_length=300, help_text=_("ひらがな・半角カナでも入れられます。"))
    trade_name = forms.CharField(label=_("屋号"), required=False, max_length=200, help_text=_("個人事業主だけ。"))
    birth_on = DateTextField(label=_("生年月日"), required=False, help_text=_("個人と個人事業主だけ。"))
    representative_name = forms.CharField(label=_("代表者の氏名"), required=False, max_length=120, help_text=_("法人だけ。"))
    role = forms.ChoiceField(
        label=_("あなたの立場"),
        choices=[(role.value, role.label) for role in GIVEN_ROLES],
        required=False,
        help_text=_("法人と団体だけ。決定の前に、市が書類で確かめます。"),
    )
    officers = forms.CharField(
        label=_("役員名簿"),
        required=False,
        widget=forms.Textarea(attrs={"rows": OFFICER_LINES}),
        help_text=_("団体だけ。1行に1人、「役職 氏名」の順に、間を空けて入れます。例: 会長 架空 花子"),
    )
    postcode = forms.CharField(label=_("郵便番号"), required=False, max_length=10)
    text = forms.CharField(label=_("住所・所在地"), required=False, max_length=200)
    building = forms.CharField(label=_("建物名・部屋番号"), required=False, max_length=120)
    phone = forms.CharField(label=_("電話"), required=False, max_length=30)
    mail = forms.EmailField(label=_("メール"), required=False)

    def rows(self) -> list[tuple[Any, str]]:
        """The fields but the kind, each with the kinds for which it is asked ("" for all)."""
        return [(field, self.kinds.get(field.name, "")) for field in self.visible_fields() if field.name != "kind"]

    def told(self) -> OwnParty:
        """What was filled in."""
        data = self.cleaned_data
        particulars = Particulars(name_kana=data["name_kana"], address=address_of(data), phone=data["phone"], mail=data["mail"])
        names = ("kind", "name", "legal_entity_number", "trade_name", "birth_on", "representative_name")
        officers = officer_lines(data["officers"])
        role = data["role"] or RepresentationRole.REPRESENTATIVE
        return OwnParty(**{name: data[name] for name in names}, role=role, officers=officers, particulars=particulars)
