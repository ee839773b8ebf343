"""Take a municipality's file in: choose it, look at every row, correct the columns, write."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE
from musubi.blocks.opendata.domain import importing
from musubi.blocks.opendata.domain.datasets import Dataset, dataset, datasets
from musubi.blocks.opendata.domain.errors import OpenDataError
from musubi.blocks.opendata.enums import ImportStatus, RowState
from musubi.blocks.opendata.interfaces.forms import MEANING_WORDS, ColumnsForm, FileForm
from musubi.blocks.opendata.models import DataImport
from musubi.blocks.opendata.rules import SEE_IMPORTS

PAGE_SIZE = 50


def _dataset(request: HttpRequest, code: str) -> Dataset:
    """The dataset, for those who may take it in."""
    try:
        found = dataset(code)
    except KeyError as error:
        raise Http404(_("このデータセットはありません")) from error
    if not request.user.has_perm(found.permission):
        raise PermissionDenied
    return found


@login_required
@permission_required(SEE_IMPORTS, raise_exception=True)
def imports(request: HttpRequest) -> HttpResponse:
    """What was taken in, and what can be."""
    page = Paginator(visible_to(request.user, DataImport).select_related("uploaded_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    names = {one.code: one.spec.name for one in datasets()}
    context = {
        "page": page,
        "rows": [(one, names.get(one.dataset, one.dataset)) for one in page],
        "open_datasets": [one for one in datasets() if request.user.has_perm(one.permission)],
    }
    return render(request, "opendata/imports.html", context)


@login_required
def new(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a file."""
    found = _dataset(request, code)
    form = FileForm(request.POST or None, request.FILES or None, dataset=found)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        options = {name: data[name] for name in ("owner_code", "licence", "year", "publish")}
        content = data["file"].read(LARGEST_FILE + 1)
        try:
            kept = importing.keep_file(code=code, data=content, file_name=data["file"].name, options=options, actor=request.user, now=clock.now())
        except OpenDataError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return HttpResponseRedirect(reverse("opendata:import", args=[kept.uid]))
    step = {
        "title": _("%(name)sを取り込む") % {"name": found.spec.name},
        "button": _("行ごとに確かめる"),
        "lead": _("まだ何も変わりません。次のページで、行ごとの扱いを確かめてから取り込みます。"),
    }
    return render(request, "kernel/step.html", {"step": step, "form": form, "back": reverse("opendata:imports")}, status=422 if form.errors else 200)


def _kept(request: HttpRequest, uid: str) -> DataImport:
    found: DataImport = get_object_or_404(visible_to(request.user, DataImport), uid=uid)
    return found


def _owner_name(found: Dataset, kept: DataImport) -> str:
    return found.owners().get(kept.owner_code, kept.owner_code)


@login_required
@permission_required(SEE_IMPORTS, raise_exception=True)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """Every row of the file with what it would do; the columns, to be corrected; after the import what became of them."""
    kept = _kept(request, uid)
    found = dataset(kept.dataset)
    if kept.status == ImportStatus.APPLIED:
        left = [(row["line"], row.get("row"), row["label"], _told(row["problems"])) for row in kept.left_out]
        context: dict[str, Any] = {"kept": kept, "dataset": found, "left_out": left, "counts": _counted(kept.counts)}
        return render(request, "opendata/applied.html", context)
    form, shown = _columns_form(request, kept, found)
    if form.is_bound and form.is_valid():
        try:
            kept = importing.match_again(kept=kept, columns=form.columns(), options=form.options(), actor=request.user, now=clock.now())
        except OpenDataError as error:
            form.add_error(None, str(error))
        else:
            return HttpResponseRedirect(reverse("opendata:import", args=[uid]))
    wanted = request.GET.get("show", "")
    rows = [row for row in shown.outcomes if (row.problems if wanted == "problems" else not wanted or row.state == wanted)]
    context = {
        "kept": kept,
        "dataset": found,
        "owner": _owner_name(found, kept),
        "preview": shown,
        "counts": _counted(shown.counts),
        "noted": sum(bool(row.problems) for row in shown.outcomes),
        "form": form,
        "page": Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page")),
        "wanted": wanted,
        "may_apply": request.user.has_perm(found.permission),
        "meanings": {**MEANING_WORDS, **{meaning: shown.heading(meaning) for meaning in shown.columns}},
        "no_name": "" if "name" in shown.columns else importing.NO_NAME,
    }
    return render(request, "opendata/preview.html", context, status=422 if form.errors else 200)


def _columns_form(request: HttpRequest, kept: DataImport, found: Dataset) -> tuple[ColumnsForm, importing.Preview]:
    shown = importing.preview(kept, importing.setting_of(kept, owner_name=_owner_name(found, kept), now=clock.now()))
    initial = {f"column-{meaning}": str(position) for meaning, position in shown.columns.items()}
    initial |= {name: getattr(kept, name) for name in ("owner_code", "licence", "year", "publish")}
    if request.method == "POST":
        _dataset(request, kept.dataset)
    return ColumnsForm(request.POST or None, dataset=found, table=shown.table, initial=initial), shown


def _counted(counts: dict[str, int]) -> list[tuple[str, Any, int]]:
    return [(str(state.value), state.label, counts.get(str(state.value), 0)) for state in RowState]


def _told(problems: list[list[str]]) -> list[tuple[Any, str]]:
    return [(MEANING_WORDS.get(column, column), reason) for column, reason in problems]


@login_required
@require_POST
def apply(request: HttpRequest, uid: str) -> HttpResponse:
    """Write the rows that can be taken."""
    kept = _kept(request, uid)
    found = _dataset(request, kept.dataset)
    try:
        kept = importing.apply(kept=kept, owner_name=_owner_name(found, kept), actor=request.user, now=clock.now())
    except OpenDataError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("%(new)d件を加え、%(changed)d件を変えました") % kept.counts)
    return HttpResponseRedirect(reverse("opendata:import", args=[uid]))
