"""Forms of what belongs to a party, of rights to act, merging and erasing."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.parties.enums import BusinessPlaceKind, ConsentChannel, ConsentScope, LegalForm, RepresentationRole
from musubi.blocks.parties.interfaces.fields import AddressFields, ReasonForm, UserMailField


class PlaceForm(StepForm, AddressFields):
    """事業所."""

    name = forms.CharField(label=_("事業所名"), max_length=160)
    kind = forms.ChoiceField(label=_("事業所の種類"), choices=BusinessPlaceKind.choices)
    phone = forms.CharField(label=_("電話"), required=False, max_length=30)
    employees = forms.IntegerField(label=_("従業員数"), required=False, min_value=0, max_value=1_000_000)
    industry_code = forms.CharField(label=_("産業分類(日本標準産業分類の番号)"), required=False, max_length=4)
    starts_on = DateTextField(label=_("開設日"), required=False)
    ends_before = DateTextField(label=_("廃止日(この日から)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["name", "kind", "text", "building", "postcode"])
        self.fields["text"].required = True


class ContactForm(StepForm):
    """担当者・連絡先."""

    name = forms.CharField(label=_("担当者の氏名"), max_length=100)
    name_kana = forms.CharField(label=_("フリガナ"), required=False, max_length=100)
    department = forms.CharField(label=_("部署・役職"), required=False, max_length=120)
    phone = forms.CharField(label=_("電話"), required=False, max_length=30)
    mail = forms.EmailField(label=_("メール"), required=False)
    note = forms.CharField(label=_("備考"), required=False, max_length=200)


class OfficerForm(StepForm):
    """役員."""

    post = forms.CharField(label=_("役職"), max_length=60)
    name = forms.CharField(label=_("役員の氏名"), max_length=100)
    name_kana = forms.CharField(label=_("フリガナ"), required=False, max_length=100)
    birth_on = DateTextField(label=_("生年月日"), required=False)
    starts_on = DateTextField(label=_("就任日"), required=False)
    ends_before = DateTextField(label=_("退任日(この日から)"), required=False)


class ConsentForm(StepForm):
    """同意."""

    scope = forms.ChoiceField(label=_("同意の内容"), choices=ConsentScope.choices)
    wording = forms.CharField(label=_("示した文言"), widget=forms.Textarea(attrs={"rows": 4}), help_text=_("本人に示した文をそのまま入れます"))
    channel = forms.ChoiceField(label=_("同意の受け方"), choices=ConsentChannel.choices, initial=ConsentChannel.PAPER)
    given_on = DateTextField(label=_("同意した日"))


class DayForm(StepForm):
    """A step on a day."""

    day = DateTextField(label=_("日付"))


class ActingForm(StepForm):
    """Who may act, in which role, from when until when."""

    user = UserMailField(label=_("手続する人のメールアドレス"))
    role = forms.ChoiceField(label=_("手続する人の立場"), choices=())
    starts_on = DateTextField(label=_("開始日"))
    ends_before = DateTextField(label=_("終了日(この日から無効)"), required=False, help_text=_("代理人には必ず入れます(委任状の期限)"))
    agent_office = forms.CharField(label=_("代理人の事務所・資格"), required=False, max_length=120, help_text=_("例: 架空行政書士事務所"))
    basis = forms.CharField(label=_("確認した書類"), max_length=200, help_text=_("例: 委任状(令和2年10月1日)、登記事項証明書"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        natural = self.record is not None and self.record.is_natural
        allowed = RepresentationRole.for_natural() if natural else set(RepresentationRole.values) - {RepresentationRole.SELF}
        self.fields["role"].choices = [choice for choice in RepresentationRole.choices if choice[0] in allowed]  # type: ignore[attr-defined]


class OwnActingForm(ActingForm):
    """The same by the party itself, who admits its employees and members; agents are asked apart, for what they are to file."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["role"].choices = [(RepresentationRole.EMPLOYEE.value, RepresentationRole.EMPLOYEE.label)]  # type: ignore[attr-defined]
        self.fields["role"].initial = RepresentationRole.EMPLOYEE
        del self.fields["agent_office"]
        self.fields["ends_before"].help_text = ""
        self.fields["basis"].initial = _("本人・代表者による指定")


class ConfirmForm(StepForm):
    """確認."""

    basis = forms.CharField(label=_("確認した書類"), max_length=200, help_text=_("例: 登記事項証明書、委任状、社員証"))


class EndForm(StepForm):
    """終了."""

    ends_before = DateTextField(label=_("終了日(この日から無効)"))
    reason = forms.CharField(label=_("理由"), required=False, max_length=200)


class NumberForm(StepForm):
    """法人番号."""

    legal_entity_number = forms.CharField(label=_("法人番号"), required=False, max_length=30, help_text=_("13桁。空にすると番号を外します"))
    reason = forms.CharField(label=_("理由"), max_length=200)


class EntityForm(StepForm):
    """法人の詳細."""

    legal_form = forms.ChoiceField(label=_("法人種別"), choices=LegalForm.choices)
    representative_title = forms.CharField(label=_("代表者の役職"), required=False, max_length=60)
    representative_name = forms.CharField(label=_("代表者の氏名"), required=False, max_length=100)
    capital_yen = forms.IntegerField(label=_("資本金(円)"), required=False, min_value=0, max_value=10**15)
    established_on = DateTextField(label=_("設立日"), required=False)
    closed_on = DateTextField(label=_("閉鎖日"), required=False)


class AddressForm(StepForm, AddressFields):
    """住所, with what was shown, so that two people do not overwrite each other."""

    shown_postcode = forms.CharField(required=False, widget=forms.HiddenInput)
    shown_text = forms.CharField(required=False, widget=forms.HiddenInput)
    shown_building = forms.CharField(required=False, widget=forms.HiddenInput)


class MergeForm(ReasonForm):
    """統合: the other entry, by its number or the page it was chosen on."""

    absorbed = forms.ChoiceField(label=_("なくすほうの登録"), choices=(), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.order_fields(["absorbed", "reason"])


class FileForm(forms.Form):
    """法人番号ファイル."""

    use_required_attribute = False
    file = forms.FileField(
        label=_("法人番号公表データのファイル"), help_text=_("国税庁の差分・全件データ。CSVかZIP、UTF-8かCP932のどちらでも読めます")
    )
    kind = forms.ChoiceField(label=_("ファイルの種類"))
