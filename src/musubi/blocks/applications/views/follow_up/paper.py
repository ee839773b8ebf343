"""The office types in what came on paper after the application, each with its 受付日."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.filings import receive_report_on_paper, renounce, request_change, withdraw
from musubi.blocks.applications.enums import ApplicationStatus, ChangeStatus
from musubi.blocks.applications.interfaces.follow_up import paper_forms as forms
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.workflow import moves_from
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.steps import Step


def _note(data: dict[str, Any]) -> str:
    return _("紙で受け付けました(受付日 %(day)s)") % {"day": format_date(data["received_on"])}


def _change(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    request_change(application=record, actor=request.user, now=clock.now(), **data)


def _withdraw(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    withdraw(application=record, reason=data["reason"], note=_note(data), actor=request.user, now=clock.now())


def _renounce(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    renounce(application=record, reason=data["reason"], note=_note(data), actor=request.user, now=clock.now(), today=clock.today())


def _report(request: HttpRequest, record: Application, data: dict[str, Any]) -> None:
    receive_report_on_paper(application=record, received_on=data["received_on"], actor=request.user, now=clock.now(), today=clock.today())


STEPS = {
    "paper-change": Step(
        _l("紙の変更申請を受け付ける"), _l("変更の申請を記録する"), forms.PaperChangeForm, _change, _l("変更の申請を記録しました。起案に進めます")
    ),
    "paper-withdraw": Step(_l("紙の取下書を受け付ける"), _l("取下げを記録する"), forms.PaperReasonForm, _withdraw, _l("取下げを記録しました")),
    "paper-renounce": Step(_l("紙の辞退届を受け付ける"), _l("辞退を記録する"), forms.PaperReasonForm, _renounce, _l("辞退を記録しました")),
    "paper-report": Step(
        _l("紙の実績報告を受け付ける"),
        _l("受付日を記録して入力を始める"),
        forms.PaperReportForm,
        _report,
        _l("受付日を記録しました。「実績報告を入力する」から、報告書の内容を入力してください"),
        _l("オンラインと同じ書式に入力します。期限は受付日で判断します。"),
    ),
}


def open_steps(application: Application) -> dict[str, bool]:
    """Which of the steps make sense now."""
    moves = {move.name for move in moves_from(application.status, application.call.kind)}
    granted = application.status == ApplicationStatus.GRANTED
    return {
        "paper-report": granted and application.report_paper_on is None,
        "paper-change": granted and not application.change_requests.filter(status=ChangeStatus.SUBMITTED).exists(),
        "paper-withdraw": "withdraw" in moves,
        "paper-renounce": "renounce" in moves,
    }
