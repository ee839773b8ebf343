"""Forms of associations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.desks.interfaces.desk_forms import LabelledForm
from musubi.blocks.desks.models import Association, AssociationOfficer, AssociationYear, Attachment
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.money import MoneyTextError, parse_yen
from musubi.blocks.vision.models import PlanItem


class AssociationForm(LabelledForm):
    """An association."""

    labels = {
        "name": _("名称"),
        "kind": _("種類"),
        "city_is_office": _("市が事務局をしている"),
        "office_body": _("事務局"),
        "rules_document": _("規約"),
        "note": _("備考"),
    }
    founded_on = DateTextField(label=_("設立日"), required=False)
    dissolved_on = DateTextField(label=_("解散日"), required=False)

    class Meta:
        model = Association
        fields = ("name", "kind", "city_is_office", "office_body", "rules_document", "founded_on", "dissolved_on", "note")
        widgets = {"note": forms.Textarea(attrs={"rows": 2})}

    def __init__(self, *args: Any, item: PlanItem, **options: Any) -> None:
        super().__init__(*args, **options)
        self.item = item
        document = self.fields["rules_document"]
        assert isinstance(document, forms.ModelChoiceField)  # noqa: S101 - tells mypy
        document.queryset = Attachment.objects.filter(item=item, withdrawn_at__isnull=True, is_photo=False).order_by("title", "pk")
        document.empty_label = _("まだない(先に「資料」へ加えてください)")
        self.fields["office_body"].help_text = _("市でないときは、事務局のある団体")

    def clean_name(self) -> str:
        """One association of a name at a desk."""
        name = str(self.cleaned_data["name"])
        if Association.objects.filter(item=self.item, name=name).exclude(pk=self.instance.pk).exists():
            raise ValidationError(gettext("「%(name)s」はすでに登録されています") % {"name": name})
        return name

    def clean(self) -> dict[str, Any]:
        """Dissolved after it was founded."""
        data = super().clean()
        founded, dissolved = data.get("founded_on"), data.get("dissolved_on")
        if founded and dissolved and dissolved < founded:
            self.add_error("dissolved_on", gettext("解散日は設立日より後にしてください"))
        return data


class OfficerForm(LabelledForm):
    """An officer."""

    labels = {"post": _("役職"), "name": _("氏名"), "body": _("所属")}
    starts_on = DateTextField(label=_("就任日"))
    ends_before = DateTextField(label=_("退任日"), required=False)

    class Meta:
        model = AssociationOfficer
        fields = ("post", "name", "body", "starts_on", "ends_before")

    def clean(self) -> dict[str, Any]:
        """Leaving comes after coming."""
        data = super().clean()
        starts, ends = data.get("starts_on"), data.get("ends_before")
        if starts and ends and ends <= starts:
            self.add_error("ends_before", gettext("退任日は就任日より後にしてください"))
        return data


class AmountField(forms.CharField):
    """Whole yen, not below zero; empty is 0."""

    def prepare_value(self, value: Any) -> Any:
        """With commas."""
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int:  # type: ignore[override]
        """The amount."""
        text = super().to_python(value)
        if not text:
            return 0
        try:
            amount = parse_yen(text)
        except MoneyTextError as error:
            raise ValidationError(error.render(gettext), code=error.code) from error
        if amount < 0:
            raise ValidationError(gettext("0円以上の金額を入力してください"), code="negative")
        return amount


class YearForm(LabelledForm):
    """The account of one year."""

    labels = {"auditors": _("監査した人"), "note": _("備考")}
    brought_forward = AmountField(label=_("前年度からの繰越(円)"), required=False)
    city_burden = AmountField(label=_("市の負担金(円)"), required=False)
    other_income = AmountField(label=_("そのほかの収入(円)"), required=False)
    expense = AmountField(label=_("支出(円)"), required=False)
    audited_on = DateTextField(label=_("監査日"), required=False)
    reported_on = DateTextField(label=_("総会などで報告した日"), required=False)

    class Meta:
        model = AssociationYear
        fields = ("brought_forward", "city_burden", "other_income", "expense", "audited_on", "auditors", "reported_on", "note")


class GiveForm(forms.Form):
    """The first signature."""

    use_required_attribute = False
    balance = AmountField(label=_("引き継ぐ残高(円)"), error_messages={"required": _("通帳と帳簿の残高を入力してください")})
    given_on = DateTextField(label=_("渡した日"))
    note = forms.CharField(label=_("備考"), required=False, max_length=300)


class ReceiveForm(forms.Form):
    """The second signature."""

    use_required_attribute = False
    received_on = DateTextField(label=_("受けた日"))
