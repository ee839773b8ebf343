"""Work at signs: order, print, report done, give up."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.models import Sign
from musubi.blocks.places.rules import SEE_PLACES, WORK_SIGNS
from musubi.programs.brand.inbound.domain.orders import OrderError, finish_work, give_up_work, order_work
from musubi.programs.brand.inbound.interfaces.sign_forms import DoneForm, GiveUpForm, OrderForm
from musubi.programs.brand.inbound.interfaces.sign_papers import orders_paper
from musubi.programs.brand.inbound.models import WorkOrder
from musubi.programs.brand.inbound.views.signs import UPLOAD_LIMIT, sign_of

PAGE_SIZE = 50


def _found(request: HttpRequest) -> QuerySet[WorkOrder]:
    orders = visible_to(request.user, WorkOrder).select_related("sign", "ordered_by")
    state = request.GET.get("state", "")
    if state == "done":
        return orders.filter(done_on__isnull=False).order_by("-done_on", "-pk")
    if state == "all":
        return orders.order_by("-ordered_on", "-pk")
    return orders.filter(done_on=None, cancelled_on=None).order_by("due_on", "pk")


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def orders(request: HttpRequest) -> HttpResponse:
    """Open work first, in the order of due days; late work told."""
    found = _found(request)
    context = {
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "asked": request.GET,
        "today": clock.today(),
        "cost": found.aggregate(total=Sum("cost"))["total"],
        "may_work": request.user.has_perm(WORK_SIGNS),
    }
    return render(request, "inbound/orders.html", context)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def orders_print(request: HttpRequest) -> HttpResponse:
    """What the filter leaves, as a paper to take along."""
    today = clock.today()
    made = to_pdf(orders_paper(_found(request)[:500], today=today, foot=_("%(day)s現在") % {"day": format_date(today)}))
    return as_file(made, _("作業指示書") + ".pdf")


def _order(request: HttpRequest, sign: Sign, data: dict[str, Any]) -> None:
    try:
        order_work(sign=sign, actor=request.user, now=clock.now(), **data)
    except OrderError as error:
        raise StepError(error.code, str(error), error.field) from error


ORDER = Step(_l("作業を指示する"), _l("この作業を指示する"), OrderForm, _order, _l("作業を指示しました"))


@login_required
@permission_required(WORK_SIGNS, raise_exception=True)
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Order work at a sign."""
    return run_step(request, step=ORDER, record=sign_of(request, uid), back=reverse("inbound:sign", args=[uid]))


def _done(request: HttpRequest, order: WorkOrder, data: dict[str, Any]) -> None:
    file = data.pop("file")
    photo = (file.read(UPLOAD_LIMIT), file.name) if file else None
    try:
        finish_work(order=order, photo=photo, actor=request.user, now=clock.now(), **data)
    except (OrderError, PlaceError) as error:
        raise StepError(error.code, str(error), error.field) from error


def _give_up(request: HttpRequest, order: WorkOrder, data: dict[str, Any]) -> None:
    try:
        give_up_work(order=order, reason=data["reason"], actor=request.user, now=clock.now())
    except OrderError as error:
        raise StepError(error.code, str(error), error.field) from error


STEPS = {
    "done": Step(
        _l("作業が済んだ"),
        _l("済んだことを記録する"),
        DoneForm,
        _done,
        _l("済んだことを記録しました"),
        initial=lambda _order: {"done_on": clock.today()},
    ),
    "give-up": Step(_l("作業を取りやめる"), _l("この作業を取りやめる"), GiveUpForm, _give_up, _l("作業を取りやめました")),
}


@login_required
@permission_required(WORK_SIGNS, raise_exception=True)
def end(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Report work done, or give it up."""
    order = get_object_or_404(visible_to(request.user, WorkOrder).select_related("sign"), uid=uid)
    return run_step(request, step=STEPS[name], record=order, back=reverse("inbound:sign", args=[order.sign.uid]))
