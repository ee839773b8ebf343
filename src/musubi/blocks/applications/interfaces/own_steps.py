"""The applicant's steps after the form was handed in: stepping back, changes, the claim, reports that are owed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.agents.receiving import payees_of
from musubi.blocks.applications.domain.commitments import payable
from musubi.blocks.applications.enums import ApplicationStatus, ChangeKind, ClaimKind
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import StepForm


class CompletionForm(forms.Form):
    """When the work was finished."""

    use_required_attribute = False
    completed_on = DateTextField(label=_("事業の完了日"))


class ReasonForm(StepForm):
    """A reason, and that it is meant."""

    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    sure = forms.BooleanField(label=_("取り消せないことを確かめました"))


class ChangeForm(StepForm):
    """What changes and why."""

    kind = forms.ChoiceField(label=_("変更の種類"), choices=ChangeKind.choices, widget=forms.RadioSelect)
    content = forms.CharField(
        label=_("何をどう変えるか"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("中止・廃止のときは空のままでかまいません。"),
    )
    reason = forms.CharField(label=_("理由"), max_length=4000, widget=forms.Textarea(attrs={"rows": 3}))
    requested = YenField(label=_("変更後の申請額"), required=False, help_text=_("変わらないときは空のままにします。"))
    completes_on = DateTextField(label=_("変更後の完了予定日"), required=False)


def offer_payees(form: StepForm) -> None:
    """Let the form say who is paid, where somebody may receive the money for the applicant."""
    payees = payees_of(form.record, day=clock.today())
    if payees or form.data.get("payee"):
        form.fields["payee"] = forms.ModelChoiceField(
            label=_("受け取る人"),
            queryset=payees,
            to_field_name="uid",
            required=False,
            empty_label=str(form.record.party),
            widget=forms.RadioSelect,
            help_text=_("受領の委任に、申請者と受領者の両方が同意しているときだけ選べます。"),
            error_messages={"invalid_choice": _("この人への受領の委任は、いまは有効ではありません。受け取る人を選び直してください")},
        )


class ClaimForm(StepForm):
    """How much to claim: the rest after the confirmation, or an advance before it."""

    amount = YenField(label=_("請求額"))
    reason = forms.CharField(label=_("概算払が必要な理由"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    creditor_number = forms.CharField(
        label=_("債権者番号"), required=False, max_length=40, help_text=_("市に登録済みのときだけ。振込先の口座は、ここでは聞きません。")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["amount"].help_text = _("%(most)sまで請求できます。") % {"most": format_yen(payable(self.record))}
        self.fields["amount"].initial = f"{payable(self.record):,}"
        self.fields["creditor_number"].initial = self.record.creditor_number
        if self.kind == ClaimKind.FINAL:
            del self.fields["reason"]
        offer_payees(self)

    @property
    def kind(self) -> ClaimKind:
        """An advance while the work goes on; else the rest."""
        return ClaimKind.ADVANCE if self.record.status == ApplicationStatus.GRANTED else ClaimKind.FINAL


class ObligationForm(StepForm):
    """The content of a report that is owed."""

    content = forms.CharField(label=_("報告の内容"), max_length=4000, widget=forms.Textarea(attrs={"rows": 6}))
    amount = YenField(label=_("金額"), required=False, help_text=_("消費税仕入控除税額や売上など、金額の報告があるとき。"))
    file = forms.FileField(label=_("添える書類"), required=False)
