"""Forms of what comes over the counter, by post or from above: paper applications, consultations, the city's own grants."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.enums import IntakeChannel
from musubi.blocks.applications.interfaces.call_forms import items_for
from musubi.blocks.applications.models import UpstreamGrant
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField, YenField
from musubi.blocks.kernel.pages.steps import StepForm
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.parties.models import Party


class PartyStepForm(StepForm):
    """A step about a registered party, found by its number as the register shows it."""

    party = forms.ModelChoiceField(label=_l("申請者(事業者等の台帳から)"), queryset=Party.objects.none(), to_field_name="uid")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["party"].queryset = visible_to(self.user, Party).filter(status="active").order_by("kana_key", "key")  # type: ignore[attr-defined]


class PaperForm(PartyStepForm):
    """紙の申請書."""

    channel = forms.ChoiceField(label=_l("受付の経路"), choices=[(IntakeChannel.COUNTER.value, _l("窓口")), (IntakeChannel.POST.value, _l("郵送"))])
    received_on = DateTextField(label=_l("受付日"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["received_on"].initial = clock.today()


class ConsultationForm(PartyStepForm):
    """事前相談."""

    visitor = forms.CharField(label=_l("相談に来た人"), max_length=120)
    consulted_on = DateTextField(label=_l("相談日"))
    staff = forms.CharField(label=_l("対応した人"), max_length=120)
    memo = forms.CharField(label=_l("相談の内容"), required=False, widget=forms.Textarea(attrs={"rows": 5}))
    result = forms.CharField(label=_l("結果"), required=False, max_length=300)
    may_apply = forms.BooleanField(label=_l("申請できる見込み"), required=False, initial=True)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["consulted_on"].initial = clock.today()
        self.fields["staff"].initial = str(self.user)


DAY_HELP = _l("入れると、担当課の「本日の締切」に仕事が出ます。出した日を入れるか控えを残すと、終わります")


class UpstreamForm(RecordForm):
    """上位の補助, from the application upward to its confirmation."""

    fiscal_year = FiscalYearField(label=_l("年度"))
    apply_due_on = DateTextField(label=_l("交付申請の期限"), required=False, help_text=DAY_HELP)
    applied_on = DateTextField(label=_l("交付申請日"), required=False)
    applied = YenField(label=_l("申請額"), required=False)
    decided_on = DateTextField(label=_l("交付決定日"), required=False)
    decided = YenField(label=_l("交付決定額"), required=False)
    advance_due_on = DateTextField(label=_l("概算払請求の期限"), required=False, help_text=DAY_HELP)
    advanced_on = DateTextField(label=_l("概算払請求日"), required=False)
    advanced = YenField(label=_l("概算払受入額"), required=False)
    report_due_on = DateTextField(label=_l("実績報告の期限"), required=False, help_text=DAY_HELP)
    reported_on = DateTextField(label=_l("実績報告日"), required=False)
    confirmed_on = DateTextField(label=_l("額の確定日"), required=False)
    confirmed = YenField(label=_l("確定額"), required=False)

    class Meta:
        model = UpstreamGrant
        fields = (
            "item",
            "fiscal_year",
            "tier",
            "name",
            "apply_due_on",
            "applied_on",
            "applied",
            "decided_on",
            "decided",
            "advance_due_on",
            "advanced_on",
            "advanced",
            "report_due_on",
            "reported_on",
            "confirmed_on",
            "confirmed",
            "document_number",
            "note",
        )

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["item"].queryset = items_for(user)

    def validate_constraints(self) -> None:
        """Left to the domain, which tells them at their field."""


class KeepPaperForm(StepForm):
    """What went to the state or the prefecture, and when."""

    sent_on = DateTextField(label=_l("出した日"))
    file = forms.FileField(
        label=_l("出した書類(任意)"),
        required=False,
        help_text=_l("書き足したWordやPDFを選びます。なければ、登録した額から作ったWordを控えにします"),
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["sent_on"].initial = clock.today()
