"""契約・執行台帳: the list with its filters, its workbook, and the page of one contract."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import parse_fiscal_year
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.money.domain.queries import contracts_with_sums, search_contracts
from musubi.blocks.money.domain.warnings import contract_warnings
from musubi.blocks.money.enums import ContractMethod
from musubi.blocks.money.interfaces.ledger_workbook import write_contracts
from musubi.blocks.money.models import BudgetException, Contract
from musubi.blocks.money.rules import SEE_MONEY, WORK_MONEY
from musubi.blocks.money.views.desk import desk_of
from musubi.blocks.vision.domain.desks import Desk
from musubi.blocks.vision.domain.editions import plan_in_force

PAGE_SIZE = 50


def _year(text: str) -> int | None:
    try:
        return parse_fiscal_year(text) if text else None
    except TextError:
        return None


def _found(request: HttpRequest, desk: Desk | None) -> QuerySet[Contract]:
    """What the filters leave: at a desk its year's, elsewhere every desk's."""
    contracts = visible_to(request.user, Contract)
    if desk is not None:
        contracts = contracts.filter(item=desk.item)
    asked = request.GET
    every_year = desk is not None and asked.get("every") == "1"
    year = desk.fiscal_year if desk is not None else _year(asked.get("year", ""))
    return search_contracts(
        contracts,
        words=asked.get("q", ""),
        fiscal_year=None if every_year else year,
        method=asked.get("method", ""),
        state=asked.get("state", ""),
        made=asked.get("made") == "1",
    )


def _page(request: HttpRequest, desk: Desk | None) -> dict[str, Any]:
    found = _found(request, desk)
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    sums = found.order_by().aggregate(total_of=Sum("total"), paid_of=Sum("paid"))
    return {"page": page, "sums": sums, "methods": ContractMethod.choices, "asked": request.GET, "desk": desk}


def _note_reading(request: HttpRequest, record: Any) -> None:
    """A counterparty may be a person: who read the names is noted, once a page."""
    if record is not None:
        record_personal_view(actor=request.user, obj=record, page=request.path, now=clock.now())


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def desk_contracts(request: HttpRequest, code: str) -> HttpResponse:
    """A desk's ledger."""
    desk = desk_of(request, code)
    _note_reading(request, desk.item)
    return render(request, "money/desk_contracts.html", {**_page(request, desk), "may_write": request.user.has_perm(WORK_MONEY, desk.item)})


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def all_contracts(request: HttpRequest) -> HttpResponse:
    """Every desk's ledger together."""
    _note_reading(request, plan_in_force())
    return render(request, "money/contracts.html", _page(request, None))


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def export(request: HttpRequest, code: str = "") -> HttpResponse:
    """What the filters leave, as a workbook."""
    desk = desk_of(request, code) if code else None
    _note_reading(request, desk.item if desk else plan_in_force())
    found = _found(request, desk).prefetch_related("inspections", "payments__line__envelope", "changes")
    name = _("契約・執行台帳") + (f"_{desk.code}_{desk.fiscal_year}" if desk else "") + ".xlsx"
    return as_download(write_contracts(found), name)


@login_required
@permission_required(SEE_MONEY, raise_exception=True)
def contract_page(request: HttpRequest, code: str, uid: str) -> HttpResponse:
    """One contract with everything under it."""
    desk = desk_of(request, code)
    found = contracts_with_sums(visible_to(request.user, Contract))
    rows = ("changes", "shares__line__envelope", "inspections", "payments__line__envelope")
    contract: Any = get_object_or_404(found.prefetch_related(*rows), uid=uid, item=desk.item)
    _note_reading(request, contract)
    below = [row.uid for name in ("changes", "shares", "inspections", "payments") for row in getattr(contract, name).all()]
    told = contract_warnings(contract=contract, total=contract.total, paid=contract.paid, inspected_on=contract.inspected_on, today=clock.today())
    context = {
        "desk": desk,
        "contract": contract,
        "left": contract.total - contract.paid,
        "warnings": told,
        "may_write": request.user.has_perm(WORK_MONEY, desk.item) and contract.line.envelope.closed_on is None,
        "exceptions": visible_to(request.user, BudgetException).filter(Q(about__in=[contract.uid, *below])),
        "history": history_of(contract)[:5],
        "history_of": address_of(contract),
    }
    return render(request, "money/contract.html", context)
