"""The office's steps of 財産処分 and 消費税: what came on paper, what was found, what was done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up.disposals import record_disposed, request_disposal
from musubi.blocks.applications.domain.follow_up.taxes import report_tax, settle_without_return, waiting_report
from musubi.blocks.applications.enums import ApplicationStatus, DisposalStatus
from musubi.blocks.applications.interfaces.follow_up import forms
from musubi.blocks.applications.interfaces.settlement_forms import PlainForm
from musubi.blocks.applications.models import Application
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.steps import Step, StepError
from musubi.blocks.papers.domain.uploads import FileRefusedError


def _disposal(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    file = forms.sent_file(data)
    try:
        request_disposal(
            application=record, file=file, actor=request.user, now=clock.now(), today=clock.today(), **forms.with_zeros(data, "proceeds")
        )
    except FileRefusedError as error:
        raise StepError("file", str(error), "file") from error


def _tax(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    file = forms.sent_file(data)
    try:
        report_tax(
            application=record, file=file, actor=request.user, now=clock.now(), today=clock.today(), **forms.with_zeros(data, "credit", "reduced")
        )
    except FileRefusedError as error:
        raise StepError("file", str(error), "file") from error


def _tax_checked(request: HttpRequest, record: Application, _data: dict[str, Any]) -> None:
    report = waiting_report(record)
    if report is None:
        raise ApplicationError("no_report", _("確認中の消費税の報告はありません"))
    settle_without_return(report=report, actor=request.user, now=clock.now())


def _disposed(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    record_disposed(disposal=data["disposal"], disposed_on=data["disposed_on"], actor=request.user, now=clock.now(), today=clock.today())


STEPS = {
    "disposal": Step(
        _l("財産処分の承認申請を受け付ける"),
        _l("申請を記録する"),
        forms.PaperDisposalForm,
        _disposal,
        _l("財産処分の申請を記録しました。「起案に入れる」で、財産処分の承認を起案してください"),
        _l("紙で届いた申請を入力します。返還の見込額は、財産の登録と処分の種類から計算されます。"),
    ),
    "disposed": Step(_l("財産を処分した日を記録する"), _l("処分されたことを記録する"), forms.DisposedForm, _disposed, _l("処分した日を記録しました")),
    "tax": Step(
        _l("消費税の報告を受け付ける"),
        _l("報告を記録する"),
        forms.PaperTaxForm,
        _tax,
        _l("消費税の報告を記録しました"),
        _l("紙で届いた報告を入力します。返還がないときも、報告として残します。"),
    ),
    "tax-checked": Step(
        _l("消費税の返還がないことを確かめる"), _l("返還なしとして記録する"), PlainForm, _tax_checked, _l("消費税の返還がないことを記録しました")
    ),
}


def open_steps(application: Application) -> dict[str, bool]:
    """Which of the steps make sense now."""
    awarded = application.status in ApplicationStatus.awarded()
    report = waiting_report(application) if awarded else None
    return {
        "disposal": awarded and forms.restricted_assets(application).filter(restricted_until__gte=clock.today()).exists(),
        "disposed": application.disposals.filter(status=DisposalStatus.APPROVED).exists(),
        "tax": awarded and application.confirmed is not None and report is None,
        "tax-checked": report is not None and not report.to_return,
    }
