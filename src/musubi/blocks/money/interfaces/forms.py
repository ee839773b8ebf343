"""Forms of budgets and contracts. Each keeps what was typed, and what the person saw, so that nobody overwrites anybody."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.money.enums import BudgetChangeKind, LineSource
from musubi.blocks.money.interfaces.fields import YenField
from musubi.blocks.money.models import (
    BudgetChange,
    BudgetLine,
    Contract,
    ContractChange,
    ContractInspection,
    ContractShare,
    DebtObligation,
    DebtObligationYear,
    Envelope,
    FundingSource,
    Payment,
)

REASON = "exception_reason"


def reason_field() -> forms.CharField:
    """The head's reason for lifting a rule."""
    return forms.CharField(
        label=_("例外を認める理由"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        help_text=_("課長だけが記録できます。理由は記録に残ります"),
    )


class EntryForm(RecordForm):
    """A form of one entry; the head's reason is asked for once a rule stands in the way."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if REASON in self.data:
            self.fields[REASON] = reason_field()

    def offer_exception(self) -> None:
        """Ask for the head's reason."""
        self.fields.setdefault(REASON, reason_field())

    @property
    def exception_reason(self) -> str:
        """What the head wrote."""
        return str(self.cleaned_data.get(REASON, "") or "").strip()

    def text_of(self, name: str, value: Any) -> str:
        """Yen and days as people read them."""
        if isinstance(value, int) and isinstance(self.fields.get(name), YenField):
            return format_yen(value)
        return format_date(value) if isinstance(value, dt.date) else super().text_of(name, value)

    def offer(self, **querysets: Any) -> None:
        """The records that a choice offers."""
        for name, queryset in querysets.items():
            field = self.fields[name]
            field.queryset = queryset  # type: ignore[attr-defined]


class EnvelopeForm(EntryForm):
    """Correct a budget."""

    account = forms.CharField(label=_("会計"), max_length=60)
    budget_code = forms.CharField(
        label=_("予算科目コード"),
        max_length=60,
        required=False,
        help_text=_("財務会計システムのコード(款・項・目・事業)。取込のとき、この番号で照らし合わせます"),
    )
    name = forms.CharField(label=_("予算事業名"), max_length=200)
    forecast = YenField(label=_("執行見込額"), required=False, help_text=_("空のときは、負担行為済額を見込とします"))
    forecast_on = DateTextField(label=_("執行見込の時点"), required=False)
    note = forms.CharField(label=_("備考"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    class Meta:
        model = Envelope
        fields = ["account", "budget_code", "name", "forecast", "forecast_on", "note"]


class NewEnvelopeForm(EnvelopeForm):
    """A budget of a year."""

    fiscal_year = FiscalYearField(label=_("年度"))

    class Meta(EnvelopeForm.Meta):
        fields = ["fiscal_year", *EnvelopeForm.Meta.fields]

    field_order = Meta.fields


class LineForm(EntryForm):
    """A 節."""

    code = forms.CharField(label=_("節コード"), max_length=20, help_text=_("例: 12"))
    name = forms.CharField(label=_("節の名称"), max_length=100, help_text=_("例: 委託料"))

    class Meta:
        model = BudgetLine
        fields = ["code", "name"]


class TotalsForm(EntryForm):
    """Where a line's committed and spent yen come from."""

    source = forms.ChoiceField(
        label=_("執行額の出所"),
        choices=[(LineSource.LEDGER, LineSource.LEDGER.label), (LineSource.TYPED, LineSource.TYPED.label)],
        help_text=_("台帳を選ぶと契約と支払から数えます。手入力を選ぶと下の合計を使い、契約と支払は足しません"),
    )
    committed_total = YenField(label=_("負担行為済額"), required=False)
    spent_total = YenField(label=_("支出済額"), required=False)
    totals_on = DateTextField(label=_("執行額の時点"), required=False)

    class Meta:
        model = BudgetLine
        fields = ["source", "committed_total", "spent_total", "totals_on"]

    def clean(self) -> dict[str, Any]:
        """Totals belong to typed lines only, and both of them."""
        data = super().clean() or self.cleaned_data
        names = ("committed_total", "spent_total", "totals_on")
        if data.get("source") == LineSource.LEDGER:
            data.update(dict.fromkeys(names))
        else:
            for name in names:
                if data.get(name) is None and name not in self.errors:
                    self.add_error(name, _t("手入力のときは、合計と時点を入力してください"))
        return data


class ChangeForm(EntryForm):
    """当初, 補正, 流用, 繰越."""

    kind = forms.ChoiceField(label=_("種類"), choices=BudgetChangeKind.choices)
    round = forms.IntegerField(label=_("補正の回"), required=False, min_value=1, max_value=99, help_text=_("「補正」のときだけ。例: 2(第2回)"))
    amount = YenField(label=_("金額"), signed=True)
    decided_on = DateTextField(label=_("決定日"), required=False)
    document_number = forms.CharField(label=_("文書番号"), max_length=80, required=False)
    note = forms.CharField(label=_("説明"), max_length=300, required=False)

    class Meta:
        model = BudgetChange
        fields = ["kind", "round", "amount", "decided_on", "document_number", "note"]


class FundingForm(EntryForm):
    """A source of money."""

    name = forms.CharField(label=_("名称"), max_length=200, required=False, help_text=_("例: 地方創生推進交付金"))
    amount = YenField(label=_("金額"))

    class Meta:
        model = FundingSource
        fields = ["line", "kind", "name", "amount"]
        labels = {"line": _("節"), "kind": _("区分")}
        help_texts = {"line": _("節ごとに分けるときに選びます。予算全体の財源なら、空のままにします")}


class ContractForm(EntryForm):
    """A contract, or spending without one."""

    number = forms.CharField(label=_("整理番号"), max_length=60, required=False)
    title = forms.CharField(label=_("件名"), max_length=200)
    counterparty = forms.CharField(label=_("相手方"), max_length=200)
    creditor_number = forms.CharField(
        label=_("債権者番号"), max_length=40, required=False, help_text=_("財務会計システムの番号です。口座は、ここには記録しません")
    )
    method_reason = forms.CharField(
        label=_("随意契約の根拠"), max_length=300, required=False, help_text=_("例: 地方自治法施行令第167条の2第1項第1号")
    )
    contracted_on = DateTextField(label=_("契約日"))
    amount = YenField(label=_("契約額"))
    starts_on = DateTextField(label=_("履行開始日"), required=False)
    due_on = DateTextField(label=_("履行期限"), required=False)
    note = forms.CharField(label=_("備考"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    class Meta:
        model = Contract
        fields = [
            *("line", "number", "title", "counterparty", "creditor_number", "method", "method_reason", "contracted_on", "amount"),
            *("starts_on", "due_on", "debt_obligation", "note"),
        ]
        labels = {"line": _("節"), "method": _("契約の方法"), "debt_obligation": _("債務負担行為")}


class AmendmentForm(EntryForm):
    """変更契約."""

    changed_on = DateTextField(label=_("変更契約日"))
    amount = YenField(label=_("増減額"), signed=True, help_text=_("契約額をいくら増やすか。減らすときは△か-を付けます。期限だけの変更は0"))
    due_on = DateTextField(label=_("変更後の履行期限"), required=False)
    reason = forms.CharField(label=_("変更の理由"), max_length=300)

    class Meta:
        model = ContractChange
        fields = ["changed_on", "amount", "due_on", "reason"]


class ShareForm(EntryForm):
    """年割額."""

    fiscal_year = FiscalYearField(label=_("年度"), help_text=_("契約した年度のほかの年度。例: 2021、令和3年度"))
    amount = YenField(label=_("年割額"))

    class Meta:
        model = ContractShare
        fields = ["fiscal_year", "amount", "line"]
        labels = {"line": _("節")}
        help_texts = {"line": _("その年度の予算の節。まだ予算がないときは空のままにします")}


class InspectionForm(EntryForm):
    """検収."""

    completed_on = DateTextField(label=_("完了日"), required=False)
    inspected_on = DateTextField(label=_("検収日"))
    inspector = forms.CharField(label=_("検収者"), max_length=100)
    note = forms.CharField(label=_("備考"), max_length=300, required=False)

    class Meta:
        model = ContractInspection
        fields = ["completed_on", "inspected_on", "inspector", "result", "note"]
        labels = {"result": _("結果")}


class PaymentForm(EntryForm):
    """支払."""

    paid_on = DateTextField(label=_("支払日"))
    amount = YenField(label=_("金額"), help_text=_("戻った金額も、そのままの額を入れます(種類で「戻入」を選びます)"))
    number = forms.CharField(label=_("伝票番号"), max_length=60, required=False)
    note = forms.CharField(label=_("備考"), max_length=300, required=False)

    class Meta:
        model = Payment
        fields = ["kind", "paid_on", "amount", "line", "number", "note"]
        labels = {"kind": _("種類"), "line": _("節")}


class ObligationForm(EntryForm):
    """債務負担行為."""

    name = forms.CharField(label=_("事項"), max_length=200)
    first_fiscal_year = FiscalYearField(label=_("始まりの年度"))
    last_fiscal_year = FiscalYearField(label=_("終わりの年度"))
    limit = YenField(label=_("限度額"))
    resolved_on = DateTextField(label=_("議決日"), required=False)
    document_number = forms.CharField(label=_("議案番号"), max_length=80, required=False)
    note = forms.CharField(label=_("備考"), widget=forms.Textarea(attrs={"rows": 3}), required=False)

    class Meta:
        model = DebtObligation
        fields = ["name", "first_fiscal_year", "last_fiscal_year", "limit", "resolved_on", "document_number", "note"]


class ObligationYearForm(EntryForm):
    """What is planned for one of its years."""

    fiscal_year = FiscalYearField(label=_("年度"))
    amount = YenField(label=_("予定額"))

    class Meta:
        model = DebtObligationYear
        fields = ["fiscal_year", "amount"]
