"""Take in the accounting system's file: choose, say which column is which, look at every row, take in all or a part."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.money.domain.accounting import FileRow, RowPlan, apply_rows, drop_file, keep_file, plan_rows, save_layout, use_layout
from musubi.blocks.money.domain.errors import MoneyError
from musubi.blocks.money.domain.rights import items_worked_by
from musubi.blocks.money.enums import ImportState
from musubi.blocks.money.interfaces.accounting_file import Table, file_rows, guess, read_table
from musubi.blocks.money.interfaces.import_forms import FileForm, LayoutForm
from musubi.blocks.money.models import BudgetImport, ImportLayout
from musubi.blocks.money.rules import IMPORT_MONEY

PAGE_SIZE = 300


@login_required
@permission_required(IMPORT_MONEY, raise_exception=True)
def imports(request: HttpRequest) -> HttpResponse:
    """Choose a file; what was taken in before."""
    initial = {"fiscal_year": fiscal_year_of(clock.today()), "as_of": clock.today()}
    form = FileForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data.pop("file")
        data = file.read()
        try:
            table = read_table(data, file.name)
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            record = keep_file(data=data, file_name=file.name, actor=request.user, now=clock.now(), **form.cleaned_data)
            layout = ImportLayout.objects.filter(fingerprint=table.fingerprint).first()
            if layout is None:
                return HttpResponseRedirect(reverse("money:import-layout", args=[record.uid]))
            use_layout(record=record, layout=layout)
            return HttpResponseRedirect(reverse("money:import", args=[record.uid]))
    found = visible_to(request.user, BudgetImport).select_related("uploaded_by", "layout")
    page = Paginator(found, 30).get_page(request.GET.get("page"))
    return render(request, "money/imports.html", {"form": form, "page": page})


def _opened(request: HttpRequest, uid: str) -> tuple[BudgetImport, Table]:
    record: BudgetImport = get_object_or_404(visible_to(request.user, BudgetImport).select_related("layout"), uid=uid)
    try:
        with record.file.open("rb") as file:
            return record, read_table(file.read(), record.file_name)
    except FileNotFoundError as error:
        raise Http404(_("このファイルは保管場所にありません。もう一度選んでください")) from error


@login_required
@permission_required(IMPORT_MONEY, raise_exception=True)
def layout(request: HttpRequest, uid: str) -> HttpResponse:
    """Say which heading is which column; kept for the next file of that kind."""
    record, table = _opened(request, uid)
    known: Any = record.layout or ImportLayout(mapping=guess(table.headings), name=record.file_name[:100])
    form = LayoutForm(table, known.mapping, request.POST or None, initial={"unit": known.unit, "name": known.name})
    if request.method == "POST" and form.is_valid():
        save_layout(
            record=record,
            name=form.cleaned_data["name"],
            headings=table.headings,
            fingerprint=table.fingerprint,
            mapping=form.mapping(),
            unit=form.cleaned_data["unit"],
            actor=request.user,
            now=clock.now(),
        )
        return HttpResponseRedirect(reverse("money:import", args=[uid]))
    sample = [cells for _number, cells in table.rows[:3]]
    return render(request, "money/import_layout.html", {"record": record, "form": form, "table": table, "sample": sample})


@login_required
@permission_required(IMPORT_MONEY, raise_exception=True)
def preview(request: HttpRequest, uid: str) -> HttpResponse:
    """Every row: what it changes, why it cannot; take in those that are marked."""
    record, table = _opened(request, uid)
    if record.layout is None:
        return HttpResponseRedirect(reverse("money:import-layout", args=[uid]))
    rows = file_rows(table, record.layout.mapping, record.layout.unit)
    writable = items_worked_by(request.user)
    plans = plan_rows(rows=rows, fiscal_year=record.fiscal_year, as_of=record.as_of, writable=writable)
    if request.method == "POST":
        chosen = {int(number) for number in request.POST.getlist("accept") if number.isdecimal()}
        if "every" in request.POST:
            chosen = {plan.row.number for plan in plans if plan.state == "change"}
        answer = _apply(request, record, rows, chosen, writable)
        if answer is not None:
            return answer
    counts = {state: sum(plan.state == state for plan in plans) for state in ("change", "look", "same", "problem")}
    page = Paginator(_shown(plans, request.GET.get("show", "")), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {"record": record, "page": page, "counts": counts, "show": request.GET.get("show", ""), "open": record.state == ImportState.OPEN}
    return render(request, "money/import_preview.html", context)


def _shown(plans: list[RowPlan], show: str) -> list[RowPlan]:
    """The rows of a filter; without one, those to fix first and those that change nothing last."""
    order = ("problem", "look", "change", "same")
    if show in order:
        return [plan for plan in plans if plan.state == show]
    return sorted(plans, key=lambda plan: (order.index(plan.state), plan.row.number))


def _apply(request: HttpRequest, record: BudgetImport, rows: list[FileRow], chosen: set[int], writable: set[int]) -> HttpResponse | None:
    try:
        done = apply_rows(record=record, rows=rows, accepted=chosen, writable=writable, actor=request.user, now=clock.now())
    except MoneyError as error:
        messages.warning(request, str(error))
        return None
    messages.success(request, _("%(count)d行を取り込みました") % {"count": done.counts["taken"]})
    return HttpResponseRedirect(f"{reverse('money:overview')}?year={record.fiscal_year}")


@login_required
@permission_required(IMPORT_MONEY, raise_exception=True)
@require_POST
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    """Forget a file."""
    record = get_object_or_404(visible_to(request.user, BudgetImport), uid=uid)
    try:
        drop_file(record=record, actor=request.user, now=clock.now())
    except MoneyError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("取込をやめました。予算は変わっていません"))
    return HttpResponseRedirect(reverse("money:imports"))
