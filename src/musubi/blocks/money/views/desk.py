"""The desk's money: a year's budgets by 節, three years side by side, copying last year's, closing a year."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.money.domain.budgets import carry_over, close_envelope, copy_envelopes, reopen_envelope, transfer
from musubi.blocks.money.domain.errors import MoneyError, RuleBrokenError
from musubi.blocks.money.domain.queries import compare_years, year_view
from musubi.blocks.money.interfaces.plain_forms import CloseForm, MoveForm, PlainForm, ReasonForm
from musubi.blocks.money.models import BudgetException, BudgetLine, DebtObligation, Envelope
from musubi.blocks.money.rules import SEE_MONEY, WORK_MONEY
from musubi.blocks.vision.domain.desks import Desk, DeskNotFoundError, open_desk


def desk_of(request: HttpRequest, code: str, *, write: bool = False) -> Desk:
    """The desk; those who may not write its money are refused where the page writes."""
    try:
        desk = open_desk(user=request.user, code=code, year=request.GET.get("year", ""))
    except DeskNotFoundError as error:
        raise Http404(str(error)) from error
    if write and not request.user.has_perm(WORK_MONEY, desk.item):
        raise PermissionDenied
    return desk


def money_address(code: str, year: int) -> str:
    """The desk's page of a year."""
    return f"{reverse('money:desk', args=[code])}?year={year}"


def tell(form: Any, error: MoneyError) -> None:
    """Say a refusal at its field, and ask the head for a reason where that may lift it."""
    form.add_error(error.field if error.field in form.fields else None, str(error).splitlines())
    if isinstance(error, RuleBrokenError) and error.can_be_lifted and error.may_lift:
        form.offer_exception()


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def desk_page(request: HttpRequest, code: str) -> HttpResponse:
    """A year of a desk's money."""
    desk = desk_of(request, code)
    view = year_view(item=desk.item, fiscal_year=desk.fiscal_year)
    before = Envelope.objects.filter(item=desk.item, fiscal_year=desk.fiscal_year - 1)
    year = {"first_fiscal_year__lte": desk.fiscal_year, "last_fiscal_year__gte": desk.fiscal_year}
    obligations = visible_to(request.user, DebtObligation).filter(item=desk.item, **year)
    context = {
        "desk": desk,
        "view": view,
        "totals": view.totals,
        "may_write": request.user.has_perm(WORK_MONEY, desk.item),
        "may_copy": not view.envelopes and before.exists(),
        "obligations": obligations.prefetch_related("years", "contracts__changes"),
        "exceptions": visible_to(request.user, BudgetException).filter(item=desk.item, fiscal_year=desk.fiscal_year),
    }
    return render(request, "money/desk.html", context)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def compare(request: HttpRequest, code: str) -> HttpResponse:
    """Three years side by side, as the budget request asks for them."""
    desk = desk_of(request, code)
    found = compare_years(item=desk.item, last=desk.fiscal_year)
    return render(request, "money/compare.html", {"desk": desk, "found": found})


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
@require_POST
def copy(request: HttpRequest, code: str) -> HttpResponse:
    """「前年度の科目を写す」."""
    desk = desk_of(request, code, write=True)
    made = copy_envelopes(item=desk.item, fiscal_year=desk.fiscal_year, actor=request.user, now=clock.now())
    if made:
        messages.success(request, _("前年度の予算の科目と節を写しました。金額は入っていません。節ごとに当初予算を加えてください"))
    else:
        messages.info(request, _("写すものはありませんでした。前年度と同じ科目が、もうあります"))
    return HttpResponseRedirect(money_address(code, desk.fiscal_year))


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def close(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """締切."""
    desk = desk_of(request, code, write=True)
    envelope = get_object_or_404(visible_to(request.user, Envelope), uid=uid, item=desk.item)
    form = CloseForm(request.POST or None)

    def save() -> None:
        close_envelope(envelope=envelope, closed_on=form.cleaned_data["closed_on"], actor=request.user, now=clock.now())

    title = _("%(name)sの%(year)d年度を締め切る") % {"name": envelope.name, "year": envelope.fiscal_year}
    lead = _("締め切ると不用額が決まり、この年度の予算・契約・支払は変えられなくなります。取り消すこともできます。")
    return _form_page(request, desk, form, save, title=title, lead=lead, button=_("締め切る"), year=envelope.fiscal_year)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def reopen(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """締切の取消し."""
    desk = desk_of(request, code, write=True)
    envelope = get_object_or_404(visible_to(request.user, Envelope), uid=uid, item=desk.item)
    form = ReasonForm(request.POST or None)

    def save() -> None:
        reopen_envelope(envelope=envelope, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now())

    title = _("%(name)sの%(year)d年度の締切を取り消す") % {"name": envelope.name, "year": envelope.fiscal_year}
    return _form_page(request, desk, form, save, title=title, lead="", button=_("締切を取り消す"), year=envelope.fiscal_year)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def move(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """流用 between lines of the year, 繰越 into the next."""
    desk = desk_of(request, code, write=True)
    lines = BudgetLine.objects.filter(envelope__item=desk.item).select_related("envelope")
    sources = lines.filter(envelope__fiscal_year=desk.fiscal_year)
    is_transfer = kind == "transfer"
    form = MoveForm(request.POST or None, initial={"source": sources.filter(uid=request.GET.get("of", "")).first()})
    form.offer(sources=sources, targets=sources if is_transfer else lines.filter(envelope__fiscal_year=desk.fiscal_year + 1))
    if not is_transfer:
        form.fields.pop("document_number")

    def save() -> None:
        values = dict(form.cleaned_data)
        (transfer if is_transfer else carry_over)(actor=request.user, now=clock.now(), **values)

    title = _("流用を記録する") if is_transfer else _("翌年度への繰越しを記録する")
    lead = (
        _("流用元の減額と流用先の増額を、一度に記録します。")
        if is_transfer
        else _("翌年度の節に「前年度からの繰越」として入ります。翌年度の予算と節を、先に作ってください。")
    )
    return _form_page(request, desk, form, save, title=title, lead=lead, button=_("記録する"), year=desk.fiscal_year)


def _form_page(request: HttpRequest, desk: Desk, form: PlainForm, save: Any, *, title: str, lead: str, button: str, year: int) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            save()
        except MoneyError as error:
            tell(form, error)
        else:
            messages.success(request, _("記録しました"))
            return HttpResponseRedirect(money_address(desk.code, year))
    context = {"desk": desk, "form": form, "title": title, "lead": lead, "button": button, "back": money_address(desk.code, year)}
    return render(request, "money/entry.html", context)
