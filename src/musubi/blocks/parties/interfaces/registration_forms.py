"""Forms by which parties come into being and tell of themselves, one for each kind."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.naming import read_invoice_number, read_kana, read_name
from musubi.blocks.parties.domain.registration import EntityParticulars, OfficerText, Particulars
from musubi.blocks.parties.enums import LegalForm, PartyKind
from musubi.blocks.parties.interfaces.fields import AddressFields, address_of
from musubi.blocks.parties.models import Party

OFFICER_LINES = 6


def officer_lines(text: str) -> list[OfficerText]:
    """The lines 「役職 氏名」 as officers; a line without a name is told by the domain."""
    lines = [line.split(maxsplit=1) for line in text.replace("\u3000", " ").splitlines() if line.strip()]
    return [OfficerText(post=parts[0], name=parts[1] if len(parts) > 1 else "") for parts in lines]


class PartyFields(StepForm, AddressFields):
    """What every kind tells."""

    first: ClassVar[tuple[str, ...]] = ("name", "name_kana")
    name = forms.CharField(label=_("氏名"), max_length=200, help_text=_("ご本人が書くとおりの文字で入れます(㈱、髙 などもそのまま)"))
    name_kana = forms.CharField(label=_("フリガナ"), required=False, max_length=300, help_text=_("ひらがな・半角カナでも入れられます"))
    phone = forms.CharField(label=_("電話"), required=False, max_length=30)
    mail = forms.EmailField(label=_("メール"), required=False)
    industry_code = forms.CharField(label=_("産業分類(日本標準産業分類の番号)"), required=False, max_length=4)
    employees = forms.IntegerField(label=_("従業員数"), required=False, min_value=0, max_value=1_000_000)
    invoice_number = forms.CharField(label=_("適格請求書発行事業者の登録番号"), required=False, max_length=30, help_text=_("例: T1234567890123"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields([*self.first, "postcode", "text", "building"])

    def particulars(self) -> Particulars:
        """The common part of what was typed."""
        data = self.cleaned_data
        names = ("name_kana", "phone", "mail", "industry_code", "employees", "invoice_number")
        return Particulars(address=address_of(data), **{name: data[name] for name in names if name in data})


class PersonForm(PartyFields):
    """個人."""

    first = ("name", "name_kana", "birth_on")
    birth_on = DateTextField(label=_("生年月日"), required=False)
    industry_code = employees = invoice_number = None  # type: ignore[assignment]


class SoleProprietorForm(PartyFields):
    """個人事業主."""

    first = ("name", "name_kana", "trade_name", "birth_on")
    trade_name = forms.CharField(label=_("屋号"), required=False, max_length=200)
    birth_on = DateTextField(label=_("生年月日"), required=False)


class LegalEntityForm(PartyFields):
    """法人."""

    first = ("legal_entity_number", "name", "name_kana", "legal_form", "representative_title", "representative_name")
    legal_entity_number = forms.CharField(
        label=_("法人番号"), required=False, max_length=30, help_text=_("13桁。全角やハイフンが入っていてもかまいません")
    )
    legal_form = forms.ChoiceField(label=_("法人種別"), choices=LegalForm.choices, initial=LegalForm.STOCK_COMPANY)
    representative_title = forms.CharField(label=_("代表者の役職"), required=False, max_length=60)
    representative_name = forms.CharField(label=_("代表者の氏名"), required=False, max_length=100)
    capital_yen = forms.IntegerField(label=_("資本金(円)"), required=False, min_value=0, max_value=10**15)
    established_on = DateTextField(label=_("設立日"), required=False)
    closed_reason = forms.CharField(
        label=_("閉鎖した法人を登録する理由"),
        required=False,
        max_length=200,
        help_text=_("登記が閉鎖されている法人を、整理のために登録するときだけ入れます"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("商号・名称")

    def entity(self) -> EntityParticulars:
        """The legal entity's part."""
        names = ("legal_form", "representative_title", "representative_name", "capital_yen", "established_on")
        return EntityParticulars(**{name: self.cleaned_data[name] for name in names})


class GroupForm(PartyFields):
    """任意団体・グループ, with the first lines of its 役員名簿; further lines are added on the party's page."""

    first = ("name", "name_kana", "legal_entity_number")
    legal_entity_number = forms.CharField(label=_("法人番号(指定を受けている団体だけ)"), required=False, max_length=30)
    officers = forms.CharField(
        label=_("役員名簿"),
        required=False,
        widget=forms.Textarea(attrs={"rows": OFFICER_LINES}),
        help_text=_("1行に1人、「役職 氏名」の順に、間を空けて入れます。例: 会長 架空 花子"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"].label = _("団体名")
        self.order_fields(["name", "name_kana", "officers"])

    def officer_lines(self) -> list[OfficerText]:
        """The lines as officers; a line without a name is told by the domain."""
        return officer_lines(self.cleaned_data["officers"])


FORMS: dict[str, type[PartyFields]] = {
    PartyKind.PERSON: PersonForm,
    PartyKind.SOLE_PROPRIETOR: SoleProprietorForm,
    PartyKind.LEGAL_ENTITY: LegalEntityForm,
    PartyKind.GROUP: GroupForm,
}


def form_for(kind: str) -> type[PartyFields] | None:
    """The office's form of a kind for a step, which gets the form itself as `form` beside the data; None where there is no such kind."""
    base = FORMS.get(kind)
    if base is None:
        return None

    def clean(self: PartyFields) -> dict[str, Any]:
        return {**(base.clean(self) or self.cleaned_data), "form": self}

    return type(f"Step{base.__name__}", (base,), {"clean": clean})


CHECKS = {"name": read_name, "name_kana": read_kana, "invoice_number": read_invoice_number}


class PartyEditForm(RecordForm):
    """What a party tells, without its address and number, which have pages of their own."""

    birth_on = DateTextField(label=_("生年月日"), required=False)
    keep_until = DateTextField(label=_("保存期間の満了日"), required=False, help_text=_("この日から個人情報を消去できます。文書管理の規程で決めます"))

    class Meta:
        model = Party
        fields = (
            "name", "name_kana", "name_en", "trade_name", "birth_on", "phone", "mail", "industry_code", "employees", "invoice_number",
            "creditor_number", "keep_until", "note",
        )  # fmt: skip

    def __init__(self, *args: Any, office: bool = True, today: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today
        absent = set() if self.instance.kind == PartyKind.SOLE_PROPRIETOR else {"trade_name"}
        absent |= set() if self.instance.is_natural else {"birth_on"}
        absent |= set() if office else {"creditor_number", "keep_until", "note"}
        for name in absent:
            del self.fields[name]
        self._meta.fields = tuple(name for name in self._meta.fields if name in self.fields)

    def clean(self) -> dict[str, Any]:
        """Names and numbers as the domain reads them, errors at their field."""
        data = super().clean() or self.cleaned_data
        for name, read in CHECKS.items():
            if name in data:
                try:
                    data[name] = read(data[name] or "")
                except PartyError as error:
                    self.add_error(name, str(error))
        born = data.get("birth_on")
        if born is not None and self.today is not None and born > self.today:
            self.add_error("birth_on", _("生年月日が今日より後です。元号や年を確かめてください"))
        return data
