"""Forms of appointments: asking somebody to file or to receive the money, the 委任状, the city's confirmation, the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.applicant.offers import public_calls
from musubi.blocks.applications.enums import AgentKind
from musubi.blocks.applications.models import Agent, Application, Call
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_ends_on, fiscal_year_of
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import StepForm

APPLICATION, PERIOD = "application", "period"
BOOKS_CLOSE = dt.timedelta(days=61)  # 出納整理期間: until 31 May (地方自治法 第235条の5)


class AskFilingForm(StepForm):
    """手続の代理: who, for which filings, until when. `record` is the application or the party."""

    name = forms.CharField(label=_l("代理人の氏名・名称"), max_length=200)
    office = forms.CharField(label=_l("事務所・資格"), required=False, max_length=120, help_text=_l("例: 架空行政書士事務所 行政書士"))
    mail = forms.EmailField(label=_l("代理人のメールアドレス"), help_text=_l("承諾のための案内を送ります。代理人は自分のアカウントで手続します。"))
    scope = forms.ChoiceField(label=_l("頼む手続"), choices=(), widget=forms.RadioSelect)
    starts_on = DateTextField(label=_l("最初の日"))
    ends_on = DateTextField(label=_l("最後の日"), help_text=_l("この日が過ぎると、代理人は手続できなくなります。その前でも、いつでも終えられます。"))
    may_withdraw = forms.BooleanField(
        label=_l("取下げと辞退も任せる"), required=False, help_text=_l("印がないとき、取下げと辞退はあなただけができます。")
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["scope"].choices = self._scopes()  # type: ignore[attr-defined]
        self.fields["scope"].initial = self.fields["scope"].choices[0][0]  # type: ignore[attr-defined]
        self.fields["starts_on"].initial = clock.today()
        self.fields["ends_on"].initial = fiscal_year_ends_on(fiscal_year_of(clock.today()))

    def _scopes(self) -> list[tuple[str, str]]:
        whole = (PERIOD, _("期間中の、この申請者のすべての申請と届出"))
        if isinstance(self.record, Application):
            one = _("この申請だけ(%(label)s)") % {"label": f"{self.record.call} {self.record.number}".strip()}
            call = _("この募集への申請すべて(%(call)s)") % {"call": self.record.call}
            return [(APPLICATION, one), (self.record.call.uid, call), whole]
        now = clock.now()
        running = [call for call in public_calls() if call.closes_at is None or call.closes_at >= now]
        return [*((call.uid, _("この募集への申請すべて(%(call)s)") % {"call": call}) for call in running), whole]

    def appointment(self) -> Agent:
        """What was filled in, unsaved."""
        data = self.cleaned_data
        application = self.record if isinstance(self.record, Application) else None
        scope = data["scope"]
        return Agent(
            party=application.party if application is not None else self.record,
            application=application if scope == APPLICATION else None,
            call=None if scope in {APPLICATION, PERIOD} else Call.objects.filter(uid=scope).first(),
            kind=AgentKind.FILING,
            **{name: data[name] for name in ("name", "office", "mail", "starts_on", "ends_on", "may_withdraw")},
        )


class AskReceiptForm(StepForm):
    """受領の委任: who receives the money of this application."""

    name = forms.CharField(label=_l("受領者の氏名・名称"), max_length=200)
    contact = forms.CharField(label=_l("受領者の住所と電話"), max_length=200)
    mail = forms.EmailField(
        label=_l("受領者のメールアドレス"),
        required=False,
        help_text=_l("承諾のための案内を送ります。空のときは、委任状に受領者の署名をもらい、市に出します。"),
    )
    creditor_number = forms.CharField(
        label=_l("受領者の債権者番号"), required=False, max_length=40, help_text=_l("市に登録済みのときだけ。振込先の口座は、ここでは聞きません。")
    )
    ends_on = DateTextField(label=_l("最後の日"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["ends_on"].initial = fiscal_year_ends_on(fiscal_year_of(clock.today())) + BOOKS_CLOSE

    def appointment(self) -> Agent:
        """What was filled in, unsaved."""
        names = ("name", "contact", "mail", "creditor_number", "ends_on")
        values = {name: self.cleaned_data[name] for name in names}
        return Agent(party=self.record.party, application=self.record, kind=AgentKind.RECEIPT, starts_on=clock.today(), **values)


ASK = {AgentKind.FILING: AskFilingForm, AgentKind.RECEIPT: AskReceiptForm}


class PaperForm(StepForm):
    """An appointment that came on paper with an application, as the counter records it."""

    kind = forms.ChoiceField(label=_l("代理の種類"), choices=AgentKind.choices, widget=forms.RadioSelect)
    name = forms.CharField(label=_l("代理人の氏名・名称"), max_length=200)
    office = forms.CharField(label=_l("事務所・資格"), required=False, max_length=120)
    contact = forms.CharField(label=_l("連絡先"), required=False, max_length=200)
    mail = forms.EmailField(label=_l("メール"), required=False)
    creditor_number = forms.CharField(label=_l("債権者番号"), required=False, max_length=40, help_text=_l("受領の委任のとき"))
    starts_on = DateTextField(label=_l("最初の日"))
    ends_on = DateTextField(label=_l("最後の日"))
    basis = forms.CharField(label=_l("確認した書類"), max_length=200, help_text=_l("例: 委任状(令和2年10月1日、双方の署名あり)"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kind"].initial = AgentKind.FILING
        self.fields["starts_on"].initial = self.record.received_on or clock.today()


class LetterForm(StepForm):
    """委任状, signed and photographed or scanned."""

    file = forms.FileField(label=_l("署名した委任状"), help_text=_l("写真かPDF。25MBまで。"))


class ConfirmForm(StepForm):
    """What the city looked at."""

    basis = forms.CharField(label=_l("確認した書類"), max_length=200, help_text=_l("例: 委任状(令和2年10月1日)、行政書士の登録証"))
    creditor_number = forms.CharField(label=_l("受領者の債権者番号"), required=False, max_length=40, help_text=_l("財務会計システムに登録した番号"))
    on_paper = forms.BooleanField(label=_l("代理人も書面で承諾している"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.record.kind != AgentKind.RECEIPT:
            del self.fields["creditor_number"]
        else:
            self.fields["creditor_number"].initial = self.record.creditor_number
        if self.record.accepted_at is not None:
            del self.fields["on_paper"]


class EndForm(StepForm):
    """Why the appointment ends, which the others read."""

    reason = forms.CharField(label=_l("理由(相手にも伝わります)"), max_length=300, widget=forms.Textarea(attrs={"rows": 3}))
