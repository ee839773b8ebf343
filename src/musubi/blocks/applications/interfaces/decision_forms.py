"""Forms of decisions: what is proposed for each application, and the 決裁欄."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.db.models import F
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.commitments import overpaid
from musubi.blocks.applications.domain.decisions import OUTCOMES, Proposed
from musubi.blocks.applications.domain.effects import returns_while_running
from musubi.blocks.applications.domain.follow_up.disposals import waiting_disposals
from musubi.blocks.applications.domain.follow_up.taxes import waiting_report
from musubi.blocks.applications.domain.office.acting import KINDS as ACTING_KINDS
from musubi.blocks.applications.domain.office.acting import unconfirmed_of
from musubi.blocks.applications.domain.settling.settlement import Received, surcharge_since_paid
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome, Procedure, SealMode, Stage
from musubi.blocks.applications.models import Application, AssetDisposal, ChangeRequest, TaxReport
from musubi.blocks.applications.workflow import moves_from
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.fields import DateTextField, YenField
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import StepForm

WITH_AMOUNT = {DecisionKind.GRANT, DecisionKind.CONFIRMATION, DecisionKind.CHANGE, DecisionKind.REPAYMENT, DecisionKind.DISPOSAL, DecisionKind.TAX}
WITH_RANK = {DecisionKind.SELECTION}
WITH_DUE = {DecisionKind.REPAYMENT, DecisionKind.CERTIFICATION, DecisionKind.DISPOSAL, DecisionKind.TAX}
SAYS_NO = {
    Outcome.NOT_SELECTED,
    Outcome.REFUSED,
    Outcome.NOT_APPROVED,
    Outcome.NOT_CERTIFIED,
    Outcome.REVOKED,
    Outcome.PARTLY_REVOKED,
    Outcome.REPAYMENT,
    Outcome.DISPOSAL_REFUSED,
}


def kinds_for(applications: Sequence[Application]) -> list[tuple[str, Any]]:
    """The kinds of decision that all of these applications can take now; three queries."""
    asked = _asked_for([application.pk for application in applications])
    possible: set[str] | None = None
    for application in applications:
        mine = {move.decision for move in moves_from(application.status, application.call.kind) if move.decision} - set(asked)
        mine |= {kind for kind, keys in asked.items() if application.pk in keys}
        mine |= {DecisionKind.REPAYMENT} if returns_while_running(Outcome.REPAYMENT, application) else set()
        possible = mine if possible is None else possible & mine
    return [(value, label) for value, label in DecisionKind.choices if value in (possible or set())]


def _asked_for(keys: Sequence[int]) -> dict[str, set[int]]:
    """Decisions that are taken only where they were asked for, each with the applications that wait for it."""
    mine = {"application__in": keys, "status": "submitted"}
    waiting: dict[str, Any] = {
        DecisionKind.CHANGE: ChangeRequest.objects.filter(**mine),
        DecisionKind.DISPOSAL: AssetDisposal.objects.filter(**mine),
        DecisionKind.TAX: TaxReport.objects.filter(**mine, credit__gt=F("reduced")),
    }
    return {str(kind): set(rows.values_list("application_id", flat=True)) for kind, rows in waiting.items()}


def _amount(application: Application, kind: str) -> int | None:
    """What stands in the field at first: the computed sum, never above what was decided."""
    if kind == DecisionKind.GRANT:
        return application.requested
    if kind == DecisionKind.CONFIRMATION:
        computed = assess(application=application, stage=Stage.REPORT, accepted=True).yen
        return min(computed, application.decided_now or 0)
    if kind == DecisionKind.CHANGE:
        request = application.change_requests.filter(status="submitted").first()
        return request.requested if request is not None and request.requested is not None else application.decided_now
    if kind == DecisionKind.DISPOSAL:
        return min(sum(each.to_return for each in waiting_disposals(application)), application.paid - application.returned)
    if kind == DecisionKind.TAX:
        report = waiting_report(application)
        return min(report.to_return, application.paid - application.returned) if report is not None else None
    out = application.paid - application.returned
    back = out if application.status == ApplicationStatus.REVOKED else overpaid(application) or out
    return back if kind == DecisionKind.REPAYMENT else None


def _explanation(application: Application, kind: str) -> list[dict[str, Any]]:
    """The rows that explain the sum."""
    if kind == DecisionKind.CONFIRMATION:
        return [row.as_json() for row in assess(application=application, stage=Stage.REPORT, accepted=True).rows]
    if kind == DecisionKind.DISPOSAL:
        return [row for each in waiting_disposals(application) for row in each.explanation]
    report = waiting_report(application) if kind == DecisionKind.TAX else None
    return list(report.explanation) if report is not None else []


def _surcharge(application: Application) -> int | None:
    """What the law's rate gives from each payment until today; the city's own rules may differ."""
    claims = application.claims.filter(payment__isnull=False).select_related("payment")
    payments = [Received(claim.payment.paid_on, claim.payment.amount) for claim in claims if claim.payment]
    principal = _amount(application, DecisionKind.REPAYMENT) or 0
    return surcharge_since_paid(principal=principal, payments=payments, until=clock.today()) if payments and principal else None


class DecisionForm(forms.Form):
    """件名 and 起案日, and a row an application."""

    use_required_attribute = False
    title = forms.CharField(label=_l("件名"), max_length=200)
    drafted_on = DateTextField(label=_l("起案日"))
    seal = forms.ChoiceField(label=_l("公印の扱い"), choices=SealMode.choices)
    note = forms.CharField(label=_l("備考"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    exception_reason = forms.CharField(
        label=_l("例外を認める理由(課長)"),
        max_length=300,
        required=False,
        help_text=_l("だれが手続できるかを確認しないまま決定するときだけ書きます。"),
    )

    def __init__(self, *args: Any, applications: Sequence[Application], kind: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.unconfirmed = unconfirmed_of(applications, day=clock.today()) if kind in ACTING_KINDS else {}
        if not self.unconfirmed:
            del self.fields["exception_reason"]
        self.applications, self.kind = applications, DecisionKind(kind)
        call = applications[0].call
        self.fields["title"].initial = _("%(call)sの%(kind)sについて") % {"call": call, "kind": self.kind.label}
        self.fields["drafted_on"].initial = clock.today()
        self.fields["seal"].initial = call.seal
        self.fields["seal"].required = False
        for application in applications:
            self._add_row(application)

    def _add_row(self, application: Application) -> None:
        uid, number = application.uid, application.number
        possible = [each for each in OUTCOMES[self.kind] if each != Outcome.PARTLY_REVOKED or application.stands is not None]
        choices = [(outcome.value, outcome.label) for outcome in possible]
        self.fields[f"outcome-{uid}"] = forms.ChoiceField(label=_("%(number)s の結果") % {"number": number}, choices=choices)
        if self.kind == DecisionKind.REVOCATION and application.stands is not None:
            self.fields[f"amount-{uid}"] = YenField(
                label=_("%(number)s の取り消す額") % {"number": number},
                required=False,
                help_text=_("一部取消しのときだけ入れます。いまの額は%(yen)sです") % {"yen": format_yen(application.stands)},
            )
        if self.kind in WITH_AMOUNT:
            self.fields[f"amount-{uid}"] = YenField(
                label=_("%(number)s の金額") % {"number": number}, required=False, initial=_amount(application, self.kind)
            )
        if self.kind == DecisionKind.REPAYMENT:
            self.fields[f"surcharge-{uid}"] = YenField(
                label=_("%(number)s の加算金") % {"number": number},
                required=False,
                initial=_surcharge(application),
                help_text=_l("それぞれの支払日から今日までの年10.95%です。要綱に合わせて直してください"),
            )
        if self.kind in WITH_RANK:
            self.fields[f"rank-{uid}"] = forms.IntegerField(
                label=_("%(number)s の順位") % {"number": number}, required=False, min_value=1, initial=application.rank
            )
        asks_for_more = self.kind == DecisionKind.SELECTION and application.call.procedure == Procedure.SPLIT
        if self.kind in WITH_DUE or asks_for_more:
            self.fields[f"due_on-{uid}"] = DateTextField(label=_("%(number)s の期限") % {"number": number}, required=False)
        self.fields[f"reason-{uid}"] = forms.CharField(label=_("%(number)s の理由・条件") % {"number": number}, required=False, max_length=1000)

    def clean(self) -> dict[str, Any]:
        """A sum beside a whole revocation would be lost without a word."""
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for application in self.applications:
            if data.get(f"outcome-{application.uid}") == Outcome.REVOKED and data.get(f"amount-{application.uid}") is not None:
                message = _("全部を取り消すときは、取り消す額を空にしてください。一部だけのときは、結果で「一部取消し」を選んでください")
                self.add_error(f"amount-{application.uid}", message)
        return data

    def head(self) -> list[Any]:
        """The fields of the 起案 itself."""
        return [self[name] for name in ("title", "drafted_on", "seal", "note", "exception_reason") if name in self.fields]

    def rows(self) -> list[dict[str, Any]]:
        """Each application with its fields."""
        return [
            {
                "application": application,
                "unconfirmed": self.unconfirmed.get(application.pk, []),
                "fields": [self[name] for name in self.fields if name.endswith(f"-{application.uid}")],
            }
            for application in self.applications
        ]

    def proposed(self) -> list[Proposed]:
        """What is proposed, row by row."""
        return [self._proposed(application) for application in self.applications]

    def _proposed(self, application: Application) -> Proposed:
        data, uid = self.cleaned_data, application.uid
        outcome = data[f"outcome-{uid}"]
        says_no = outcome in SAYS_NO
        text = data.get(f"reason-{uid}", "")
        return Proposed(
            application=application,
            outcome=outcome,
            amount=data.get(f"amount-{uid}"),
            rank=data.get(f"rank-{uid}"),
            conditions="" if says_no else text,
            reason=text if says_no else "",
            due_on=data.get(f"due_on-{uid}"),
            surcharge=data.get(f"surcharge-{uid}") or 0,
            explanation=_explanation(application, self.kind),
        )


class RecordForm(StepForm):
    """決裁欄."""

    decided_on = DateTextField(label=_l("決裁日"))
    decided_by = forms.CharField(label=_l("決裁区分"), max_length=80, help_text=_l("例: 市長、部長、課長"))
    document_number = forms.CharField(label=_l("文書番号"), max_length=80)
    consulted = forms.CharField(label=_l("合議先"), max_length=200, required=False)
    effective_on = DateTextField(label=_l("施行日(通知の日付)"), required=False)
    exception_reason = forms.CharField(label=_l("例外を認める理由(課長)"), max_length=300, required=False)


class CancelForm(StepForm):
    """Why the 起案 is given up."""

    reason = forms.CharField(label=_l("取りやめる理由"), max_length=300)


class DraftedForm(StepForm):
    """The day on which a decision is drafted that the draw has filled in."""

    drafted_on = DateTextField(label=_l("起案日"))
