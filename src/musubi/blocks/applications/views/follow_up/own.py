"""The applicant's pages of 財産処分 and 消費税."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up.disposals import request_disposal, withdraw_disposal
from musubi.blocks.applications.domain.follow_up.taxes import report_tax
from musubi.blocks.applications.enums import ObligationKind
from musubi.blocks.applications.interfaces.follow_up import forms
from musubi.blocks.applications.models import Application, AssetDisposal, Obligation
from musubi.blocks.applications.views.own_opening import editable
from musubi.blocks.applications.views.public_steps import at_application, public_step
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step


@login_required
def disposal(request: HttpRequest, uid: str) -> HttpResponse:
    """財産処分の承認申請."""

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        file = forms.sent_file(data)
        request_disposal(application=found, file=file, actor=request.user, now=clock.now(), today=clock.today(), **forms.with_zeros(data, "proceeds"))

    lead = _(
        "補助金で買った財産を、処分制限の期間のうちに売る・貸す・担保に入れる・ほかの目的に使う・捨てるときは、その前に市の承認が要ります。"
        "補助金の一部を返していただくことがあります。"
    )
    step = Step(_("財産処分の承認を申請する"), _("この内容で申請する"), forms.DisposalForm, run, _("財産処分の承認を申請しました"), lead=lead)
    found = editable(request, uid, page="filings:disposal")
    return public_step(request, step=step, record=found, place=at_application(found))


@login_required
@require_POST
def take_back_disposal(request: HttpRequest, uid: str, disposal: str) -> HttpResponse:
    """The request is taken back while it is not decided."""
    found = editable(request, uid, page="filings:disposal")
    row = get_object_or_404(visible_to(request.user, AssetDisposal).filter(application=found).select_related("application"), uid=disposal)
    try:
        withdraw_disposal(disposal=row, actor=request.user, now=clock.now())
    except ApplicationError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("財産処分の申請を取り下げました"))
    return redirect("filings:application", found.uid)


@login_required
def tax(request: HttpRequest, uid: str) -> HttpResponse:
    """消費税仕入控除税額の報告."""
    found = editable(request, uid, page="filings:tax")
    rows = visible_to(request.user, Obligation).filter(application=found, kind=ObligationKind.TAX, done_on__isnull=True)
    owed = rows.order_by("due_on").first()

    def run(request: HttpRequest, found: Application, data: dict[str, Any]) -> None:
        file = forms.sent_file(data)
        values = forms.with_zeros(data, "credit", "reduced")
        report_tax(application=found, obligation=owed, file=file, actor=request.user, now=clock.now(), today=clock.today(), **values)

    lead = _("補助金で払った消費税が、確定申告の仕入税額控除で戻っているときは、その分を市に返します。戻っていないときも、そのことを報告します。")
    title = owed.label if owed is not None else _("消費税仕入控除税額を報告する")
    step = Step(title, _("この内容で報告する"), forms.TaxForm, run, _("消費税の報告を受け付けました"), lead=lead)
    return public_step(request, step=step, record=found, place=at_application(found))
