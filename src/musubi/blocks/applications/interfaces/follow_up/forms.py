"""Forms of 財産処分 and 消費税, the applicant's and, with the 受付日, the office's for what came on paper."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.follow_up.taxes import credit_of
from musubi.blocks.applications.enums import DisposalKind, DisposalStatus, TaxStanding
from musubi.blocks.applications.models import Asset, AssetDisposal
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import StepForm


def restricted_assets(application: Any) -> Any:
    """The assets of an application for whose disposal an approval may still be asked."""
    open_ones = AssetDisposal.objects.filter(status__in=[DisposalStatus.SUBMITTED, DisposalStatus.APPROVED]).values("asset")
    return Asset.objects.filter(application=application, disposed_on__isnull=True).exclude(pk__in=open_ones).order_by("restricted_until", "pk")


class DisposalForm(StepForm):
    """Which asset, how it is disposed of, when, what it brings, why."""

    asset = forms.ModelChoiceField(label=_l("財産"), queryset=Asset.objects.none(), to_field_name="uid", empty_label=None)
    kind = forms.ChoiceField(label=_l("処分の種類"), choices=DisposalKind.choices, widget=forms.RadioSelect)
    planned_on = DateTextField(label=_l("処分の予定日"))
    proceeds = YenField(label=_l("処分による収入額"), required=False, help_text=_l("有償のときだけ。貸付けは、期間の合計です。"))
    counterparty = forms.CharField(label=_l("相手方"), max_length=200, required=False)
    reason = forms.CharField(label=_l("処分の理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    file = forms.FileField(label=_l("添える書類"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        known = restricted_assets(self.record)
        self.fields["asset"].queryset = known  # type: ignore[attr-defined]
        self.fields["asset"].label_from_instance = _asset_label  # type: ignore[attr-defined]


def _asset_label(asset: Asset) -> str:
    words = {"name": asset.name, "cost": format_yen(asset.cost), "day": format_date(asset.restricted_until)}
    return _("%(name)s(取得価額 %(cost)s、処分制限 %(day)sまで)") % words


class TaxForm(StepForm):
    """Whether tax came back at all, and how much of it belongs to the grant."""

    standing = forms.ChoiceField(label=_l("課税の区分"), choices=TaxStanding.choices, widget=forms.RadioSelect)
    period_ends_on = DateTextField(label=_l("課税期間の末日"), required=False)
    filed_on = DateTextField(label=_l("確定申告日"), required=False, help_text=_l("一般課税のときは必ず入れます。"))
    taxable_ratio = forms.DecimalField(
        label=_l("課税売上割合(%)"),
        required=False,
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_l("確定申告書の割合。95%以上で全額を控除したときは100。"),
    )
    credit = YenField(label=_l("補助金に係る仕入控除税額"), required=False)
    reduced = YenField(label=_l("うち、額の確定までに減額した額"), required=False)
    note = forms.CharField(label=_l("備考"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    file = forms.FileField(label=_l("添える書類(確定申告書の写しなど)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        whole = credit_of(self.record, Decimal(100))
        told = _("一般課税でないときは、空のままにします。")
        if whole is not None:
            words = {"yen": format_yen(whole.yen), "how": whole.how}
            told = f"{told} {_('割合が100%%のときの目安は%(yen)sです(%(how)s)。') % words}"
        self.fields["credit"].help_text = told


class OnPaper(StepForm):
    """受付日 of what came over the counter or by post."""

    received_on = DateTextField(label=_l("受付日"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["received_on"].initial = clock.today()
        self.order_fields(["received_on", *(name for name in self.fields if name != "received_on")])


class PaperDisposalForm(OnPaper, DisposalForm):
    """財産処分の承認申請 on paper."""


class PaperTaxForm(OnPaper, TaxForm):
    """消費税の報告 on paper."""


class DisposedForm(StepForm):
    """処分した日."""

    disposal = forms.ModelChoiceField(label=_l("財産処分"), queryset=AssetDisposal.objects.none(), to_field_name="uid", empty_label=None)
    disposed_on = DateTextField(label=_l("処分した日"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        approved = self.record.disposals.filter(status=DisposalStatus.APPROVED).select_related("asset")
        self.fields["disposal"].queryset = approved  # type: ignore[attr-defined]


def sent_file(data: dict[str, Any]) -> tuple[str, bytes] | None:
    """The file of a form as the domain takes it; takes it out of the form's data."""
    sent = data.pop("file", None)
    return (sent.name or "", sent.read()) if sent else None


def with_zeros(data: dict[str, Any], *names: str) -> dict[str, Any]:
    """What a form gave, as the domain takes it: empty yen as 0."""
    return {**{name: value for name, value in data.items() if name != "form"}, **{name: data[name] or 0 for name in names}}
