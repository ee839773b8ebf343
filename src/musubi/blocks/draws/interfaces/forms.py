"""Forms of draws: the draw itself, its rules, one entry, and the steps."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.models import Organization
from musubi.blocks.draws.domain.sources import source_choices
from musubi.blocks.draws.enums import EntryChannel, LeavingCause, LossesOrigin
from musubi.blocks.draws.models import Draw, DrawEntry, DrawGroup, DrawOption, DrawQuota
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE
from musubi.blocks.vision.domain.desks import desks_worked_by
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem

WISHES = 5
LETTER = _l("半角の英数字1〜20字。公開する名簿に載ります")


class DrawForm(RecordForm):
    """What the draw decides, its rules on households and weights, the public value that will decide."""

    value_on = DateTextField(label=_l("公表値の日"), required=False)
    fallback_on = DateTextField(label=_l("予備の公表値の日"), required=False)

    class Meta:
        model = Draw
        fields = (
            *("item", "organization", "title", "title_en", "summary", "summary_en", "households", "promotion", "weight_per_loss", "most_weight"),
            *("answer_days", "value_name", "value_source", "value_on", "value_reading", "fallback_name", "fallback_on"),
        )
        help_texts = {
            "value_name": _l("だれも操作できず、多くの人が見ている値。例: 日経平均株価の終値"),
            "value_source": _l("どこで見られるか。例: 日本経済新聞の朝刊"),
            "value_reading": _l("どう書き写すか。例: 小数点以下2桁まで、桁区切りのコンマは除く"),
            "fallback_name": _l("公表値が出なかったときに使う値。例: 翌営業日の同じ値"),
            "weight_per_loss": _l("0のときは、落選の回数を考えません"),
            "title_en": _l("公開ページの英語版に出ます"),
        }

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plan = plan_in_force()
        items = desks_worked_by(user).filter(vision=plan).order_by("code") if plan else PlanItem.objects.none()
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
        self.fields["organization"].queryset = Organization.objects.order_by("name")  # type: ignore[attr-defined]
        for name in ("summary", "summary_en"):
            self.fields[name].widget.attrs["rows"] = 3

    def validate_constraints(self) -> None:
        """Told by the domain at the field."""


class _RuleForm(forms.ModelForm):
    use_required_attribute = False

    def validate_constraints(self) -> None:
        """Told by the domain at the field."""

    def validate_unique(self) -> None:
        """Told by the domain at the field."""

    def clean_key(self) -> str:
        """A letter that the published file can hold."""
        key: str = self.cleaned_data["key"].strip()
        if not (key.isascii() and key.replace("_", "").replace("-", "").isalnum()):
            raise ValidationError(_("半角の英数字(A-Z、a-z、0-9)と - _ だけで入力してください"))
        return key

    def links(self) -> dict[str, Any]:
        """What is set beside the row's own fields."""
        return {}


class OptionForm(_RuleForm):
    """希望先."""

    class Meta:
        model = DrawOption
        fields = ("key", "name", "name_en", "places")
        help_texts = {"key": LETTER, "places": _l("区画・枠・席の数")}


class GroupForm(_RuleForm):
    """区分."""

    class Meta:
        model = DrawGroup
        fields = ("key", "name")
        help_texts = {"key": LETTER, "name": _l("例: 65歳以上の世帯。公開する名簿には、上の記号だけが載ります")}


class QuotaForm(_RuleForm):
    """枠."""

    class Meta:
        model = DrawQuota
        fields = ("key", "options", "groups", "at_least", "at_most", "release")
        help_texts = {
            "key": LETTER,
            "at_least": _l("この区分の方のために空けておく数。希望先は1つだけ選びます"),
            "at_most": _l("この区分の方が、選んだ希望先の合計で入れる数。決めないときは空のまま"),
        }
        widgets = {"options": forms.CheckboxSelectMultiple, "groups": forms.CheckboxSelectMultiple}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["options"].queryset = self.instance.draw.options.all()  # type: ignore[attr-defined]
        self.fields["groups"].queryset = self.instance.draw.groups.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Reserved places are those of one option."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        if data.get("at_least") and data.get("options") is not None and len(data["options"]) != 1:
            self.add_error("options", _("優先する数を決める枠は、希望先を1つだけ選んでください。希望先ごとに枠を分けます"))
        return data

    def links(self) -> dict[str, Any]:
        """Options and groups."""
        return {name: self.cleaned_data[name] for name in ("options", "groups")}

    def save(self, commit: bool = True) -> Any:  # noqa: FBT001, FBT002 - Django's signature
        """The domain saves."""
        raise NotImplementedError


RULE_FORMS: dict[str, type[_RuleForm]] = {"option": OptionForm, "group": GroupForm, "quota": QuotaForm}


class EntryForm(RecordForm):
    """One entrant; wishes are chosen from first to last."""

    class Meta:
        model = DrawEntry
        fields = (
            "name",
            "name_kana",
            "reference",
            "postal_code",
            "address",
            "phone",
            "email",
            "household",
            "group",
            "places",
            "past_losses",
            "losses_reason",
        )
        help_texts = {
            "losses_reason": _l("過去の抽選から数えた回数を直すときに要ります。消すと、次に数えるときに数え直します"),
            "household": _l("同じ世帯は同じ文字にします(世帯主の氏名や住所など)。公開する名簿には、でたらめな記号だけが載ります"),
            "reference": _l("はがきや申込書の番号"),
            "places": _l("グループでまとめて必要な数。1人なら1"),
        }

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        draw = self.instance.draw
        choices = [("", "—"), *((option.key, str(option)) for option in draw.options.all())]
        self.fields["group"].queryset = draw.groups.all()  # type: ignore[attr-defined]
        if not draw.groups.exists():
            del self.fields["group"]
        if self.instance.losses_origin == LossesOrigin.TYPED:
            del self.fields["losses_reason"]
        wishes = list(self.instance.wishes)
        for number in range(1, min(WISHES, max(1, len(choices) - 1)) + 1):
            self.fields[f"wish_{number}"] = forms.ChoiceField(
                label=_("第%(number)d希望") % {"number": number},
                choices=choices,
                required=number == 1,
                initial=wishes[number - 1] if number <= len(wishes) else "",
            )
        if self.instance.pk is None:
            self.fields["channel"] = forms.ChoiceField(
                label=_l("申込経路"), choices=EntryChannel.choices[:3], widget=forms.RadioSelect, initial=EntryChannel.COUNTER
            )
        self.user = user

    def validate_constraints(self) -> None:
        """Told by the domain at the field."""

    def wishes(self) -> list[str]:
        """The letters of the chosen options, in order."""
        names = [name for name in self.fields if name.startswith("wish_")]
        return [self.cleaned_data[name] for name in sorted(names) if self.cleaned_data.get(name)]

    def entry(self) -> DrawEntry:
        """The new entry as typed."""
        made: DrawEntry = self.instance
        made.wishes, made.channel = self.wishes(), self.cleaned_data["channel"]
        return made

    def changes(self) -> dict[str, Any]:
        """What was changed, wishes included."""
        values = self.values()
        if self.wishes() != self.instance.__class__.objects.values_list("wishes", flat=True).get(pk=self.instance.pk):
            values["wishes"] = self.wishes()
        return values


class ReasonForm(StepForm):
    """A reason that stays beside the step."""

    reason = forms.CharField(label=_l("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))


class PublicReasonForm(StepForm):
    """A reason that everybody reads."""

    reason = forms.CharField(
        label=_l("理由"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_l("公開ページに出ます。氏名など個人がわかることは書きません"),
    )


class NothingForm(StepForm):
    """A step that only needs its button."""


class ValueForm(StepForm):
    """The public value as one person reads it."""

    from_fallback = forms.ChoiceField(
        label=_l("どちらの値か"),
        choices=[("", _l("予告した公表値")), ("fallback", _l("予備の公表値(予告した値が出なかった)"))],
        required=False,
        widget=forms.RadioSelect,
        initial="",
    )
    value = forms.CharField(label=_l("値"), max_length=80, help_text=_l("予告した読み方のとおり、半角で。例: 23626.73"))
    note = forms.CharField(label=_l("確かめたところ"), max_length=200, required=False, help_text=_l("例: 日本経済新聞 令和2年10月15日 朝刊"))

    def clean_from_fallback(self) -> bool:
        """Whether the fall-back counts."""
        return bool(self.cleaned_data["from_fallback"] == "fallback")


class SourceForm(StepForm):
    """Which list to take entries from."""

    source = forms.ChoiceField(label=_l("申込の元"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["source"].choices = source_choices(self.user)  # type: ignore[attr-defined]


class LeavingForm(StepForm):
    """Why a ticket leaves."""

    cause = forms.ChoiceField(label=_l("理由の種類"), choices=LeavingCause.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_l("いつ、だれから、どう聞いたか"), max_length=300, required=False)


class AcceptForm(StepForm):
    """An accepted offer."""

    note = forms.CharField(label=_l("いつ、だれから、どう聞いたか"), max_length=200, required=False)


class QuotaChoiceForm(StepForm):
    """Which reserved places to open."""

    quota = forms.ModelChoiceField(label=_l("開放する枠"), queryset=DrawQuota.objects.none(), to_field_name="uid")
    reason = forms.CharField(label=_l("理由"), max_length=300)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        opened = self.record.events.filter(kind="opened").values("subject")
        self.fields["quota"].queryset = self.record.quotas.filter(release=False, at_least__gte=1).exclude(key__in=opened)  # type: ignore[attr-defined]


class WorkbookForm(StepForm):
    """A workbook of this page's own columns."""

    file = forms.FileField(
        label=_l("ブック(.xlsx)"),
        help_text=_l("20MB・2万行まで。続けて何回でも入れられます。誤りが1つでもあれば、1行も入りません。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        error_messages={"required": _l("ファイルを選んでください")},
    )

    def data_of_file(self) -> bytes:
        """Its bytes, up to the limit that the reader refuses."""
        content: bytes = self.cleaned_data["file"].read(LARGEST_FILE + 1)
        return content


class PasteForm(StepForm):
    """Rows copied from a sheet."""

    rows = forms.CharField(
        label=_l("表から写した行"),
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_l("Excelなどで見出しの行を含めて範囲を選び、コピーして貼り付けます。見出しは、ひな型のブックと同じです。"),
        strip=False,
    )
