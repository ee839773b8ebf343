"""Forms from the report to the end of a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.commitments import overpaid, payable
from musubi.blocks.applications.enums import ClaimKind, Stage
from musubi.blocks.applications.interfaces.own_steps import offer_payees
from musubi.blocks.applications.models import Obligation, Repayment, UpstreamGrant
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import StepForm


class CostsForm(StepForm):
    """A row a reported cost line: what is accepted, and why where it differs."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lines = list(self.record.costs.filter(stage=Stage.REPORT))
        for line in self.lines:
            words = {"label": line.label, "yen": format_yen(line.amount)}
            first = line.amount if line.accepted is None else line.accepted
            self.fields[line.uid] = YenField(label=_("「%(label)s」%(yen)s のうち認める額") % words, initial=first)
            self.fields[f"reason-{line.uid}"] = forms.CharField(
                label=_("「%(label)s」の理由(違う額のとき)") % words, required=False, max_length=300, initial=line.accepted_reason
            )


class InspectionForm(StepForm):
    """現地検査, for a tablet on the spot: it begins with today, the one who is signed in, the place and what was reported."""

    inspected_on = DateTextField(label=_l("検査日"))
    inspector = forms.CharField(label=_l("検査員"), max_length=120)
    witness = forms.CharField(label=_l("立会人"), max_length=120, required=False)
    place = forms.CharField(label=_l("場所"), max_length=200, required=False)
    findings = forms.CharField(label=_l("検査した事項(1行に1つ)"), widget=forms.Textarea(attrs={"rows": 5}))
    passed = forms.ChoiceField(label=_l("結果"), choices=[("yes", _l("適合")), ("no", _l("不適合"))], widget=forms.RadioSelect)
    note = forms.CharField(label=_l("所見"), required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        party = self.record.party
        lines = self.record.costs.filter(stage=Stage.REPORT) or self.record.costs.filter(stage=Stage.APPLICATION)
        words = _("「%(label)s」%(yen)sの現物と、請求書・領収書")
        self.fields["inspected_on"].initial = clock.today()
        self.fields["inspector"].initial = str(self.user)
        self.fields["place"].initial = party.address.text if party is not None and party.address is not None else ""
        self.fields["findings"].initial = "\n".join(words % {"label": line.label, "yen": format_yen(line.amount)} for line in lines)


class ClaimForm(StepForm):
    """A claim that came on paper."""

    kind = forms.ChoiceField(label=_l("種類"), choices=ClaimKind.choices)
    amount = YenField(label=_l("請求額"))
    claimed_on = DateTextField(label=_l("請求日"))
    reason = forms.CharField(label=_l("概算払の理由"), max_length=300, required=False)
    creditor_number = forms.CharField(label=_l("債権者番号"), max_length=40, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].initial = payable(self.record)
        self.fields["kind"].initial = ClaimKind.ADVANCE if self.record.confirmed is None else ClaimKind.FINAL
        offer_payees(self)


class PayeeForm(StepForm):
    """Who is paid for the open claim; nobody chosen is the applicant."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        offer_payees(self)


class PaymentForm(StepForm):
    """支払 of the open claim."""

    amount = YenField(label=_l("支払額"))
    paid_on = DateTextField(label=_l("支払日"))
    number = forms.CharField(label=_l("伝票番号"), max_length=60, required=False)
    exception_reason = forms.CharField(label=_l("例外を認める理由(課長)"), max_length=300, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        claim = self.record.claims.filter(payment__isnull=True, withdrawn_at__isnull=True).first()
        self.fields["amount"].initial = claim.amount if claim else payable(self.record)
        if claim and claim.payee:
            self.fields["amount"].help_text = _("受領の委任により、%(payee)s(債権者番号 %(number)s)に払います") % {
                "payee": claim.payee,
                "number": claim.creditor_number or "—",
            }


class RefundForm(StepForm):
    """戻入."""

    amount = YenField(label=_l("戻った額"))
    paid_on = DateTextField(label=_l("戻った日"))
    number = forms.CharField(label=_l("伝票番号"), max_length=60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].initial = overpaid(self.record) or None


class RepaidForm(StepForm):
    """返還が済んだ."""

    repayment = forms.ModelChoiceField(label=_l("返還"), queryset=Repayment.objects.none(), to_field_name="uid", empty_label=None)
    paid_on = DateTextField(label=_l("納付日"))
    late_charge = YenField(label=_l("延滞金"), required=False)
    number = forms.CharField(label=_l("伝票番号"), max_length=60, required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        waiting = self.record.repayments.filter(paid_on__isnull=True)
        self.fields["repayment"].queryset = waiting  # type: ignore[attr-defined]
        self.fields["repayment"].initial = waiting.first()
        self.fields["repayment"].required = waiting.count() > 1


class FulfilForm(StepForm):
    """A report or notification that came in."""

    obligation = forms.ModelChoiceField(label=_l("届出・報告"), queryset=Obligation.objects.none(), to_field_name="uid")
    done_on = DateTextField(label=_l("受付日"))
    content = forms.CharField(label=_l("報告の内容"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 5}))
    amount = YenField(label=_l("金額(あるとき)"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["obligation"].queryset = self.record.obligations.filter(done_on__isnull=True)  # type: ignore[attr-defined]


class AssetForm(StepForm):
    """財産."""

    name = forms.CharField(label=_l("名称"), max_length=200)
    cost = YenField(label=_l("取得価額"))
    subsidy = YenField(
        label=_l("うち補助金の額"),
        required=False,
        help_text=_l("空のときは、確定額と認めた経費の割合で計算します。財産処分の返還額のもとになります。"),
    )
    acquired_on = DateTextField(label=_l("取得日"))
    restricted_years = forms.IntegerField(
        label=_l("処分制限期間(年)"),
        min_value=1,
        max_value=100,
        help_text=_l("要綱の定める年数。耐用年数によるときは、減価償却資産の耐用年数等に関する省令の年数です。末日は計算されます。"),
    )
    restricted_from = DateTextField(
        label=_l("処分制限の起算日"), required=False, help_text=_l("額の確定日から数えるときだけ入れます。空のときは取得日から数えます。")
    )


class ShareForm(StepForm):
    """財源内訳 of an award."""

    grant = forms.ModelChoiceField(label=_l("上位の補助"), queryset=UpstreamGrant.objects.none(), required=False, to_field_name="uid")
    yen = YenField(label=_l("うち上位の補助"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        same = UpstreamGrant.objects.filter(item=self.record.call.item, fiscal_year=self.record.call.fiscal_year)
        self.fields["grant"].queryset = same  # type: ignore[attr-defined]


class PlainForm(StepForm):
    """Nothing to fill in."""
