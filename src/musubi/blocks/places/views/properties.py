"""The register of facilities, lands and buildings: find, enter, correct, move, export, take in a workbook."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.properties import Whereabouts, change_property, enter_property, move_property, published_place
from musubi.blocks.places.enums import Ownership, Zoning
from musubi.blocks.places.interfaces.property_fields import LISTED, OWN, PLANNING, PUBLISHING, TITLES, Shown, label_of, words_of
from musubi.blocks.places.interfaces.property_forms import MoveForm, PropertyFileForm, entry_form_of, form_of, where_of
from musubi.blocks.places.interfaces.property_workbook import PropertyRead, read_properties, take_in, write_properties
from musubi.blocks.places.models import PROPERTIES, Property
from musubi.blocks.places.rules import SEE_PROPERTIES, WORK_PROPERTIES

PAGE_SIZE = 50
HISTORY_ROWS = 5
SORTS = {"name": ("name_kana", "name", "pk"), "town": ("address__town__name_kana", "name_kana", "pk"), "new": ("-created_at", "-pk")}
LINKS = {"facilities": (), "lands": ("facility",), "buildings": ("facility", "land")}


def _kind(kind: str) -> type[Property]:
    if kind not in PROPERTIES:
        raise Http404(_("この台帳はありません"))
    return PROPERTIES[kind]


def _found(request: HttpRequest, kind: str) -> QuerySet[Any]:
    """The records that the filters leave."""
    asked = request.GET
    records = visible_to(request.user, _kind(kind)).filter(retired_on__isnull=asked.get("state") != "retired")
    for word in asked.get("q", "").split():
        name = Q(name__icontains=word) | Q(name_kana__icontains=word) | Q(name_en__icontains=word)
        records = records.filter(name | Q(address__text__icontains=word) | Q(address__town__name__icontains=word))
    if asked.get("zoning") in Zoning.values:
        records = records.filter(zoning=asked["zoning"])
    if asked.get("ownership") in Ownership.values:
        records = records.filter(ownership=asked["ownership"])
    return records.order_by(*SORTS.get(asked.get("sort", ""), SORTS["name"])).select_related("address__town", *LINKS[kind])


@login_required
@permission_required(SEE_PROPERTIES, raise_exception=True)
def register(request: HttpRequest) -> HttpResponse:
    """The register opens with the facilities."""
    return listed(request, "facilities")


@login_required
@permission_required(SEE_PROPERTIES, raise_exception=True)
def listed(request: HttpRequest, kind: str) -> HttpResponse:
    """All of a kind by name, address, zoning, owner."""
    page = Paginator(_found(request, kind), PAGE_SIZE).get_page(request.GET.get("page"))
    record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose="list")
    context = {
        "kind": kind,
        "title": TITLES[kind],
        "kinds": TITLES.items(),
        "page": page,
        "rows": [(record, [words_of(record, name) for name in LISTED[kind]]) for record in page.object_list],
        "columns": [label_of(kind, name) for name in LISTED[kind]],
        "asked": request.GET,
        "zonings": Zoning.choices,
        "ownerships": Ownership.choices,
        "may_work": request.user.has_perm(WORK_PROPERTIES),
    }
    return render(request, "places/list.html", context)


@login_required
@permission_required(SEE_PROPERTIES, raise_exception=True)
def export(request: HttpRequest, kind: str) -> HttpResponse:
    """What the filters leave, as a workbook; the reading is logged."""
    found = _found(request, kind)
    record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose="export")
    return as_download(write_properties(kind, found), f"{TITLES[kind]}.xlsx")


@login_required
@permission_required(WORK_PROPERTIES, raise_exception=True)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Enter a facility, a land or a building with its address."""
    form = entry_form_of(kind if _kind(kind) else "")(request.POST or None, instance=_kind(kind)())
    if request.method == "POST" and form.is_valid():
        try:
            made = enter_property(record=form.instance, where=form.where(), actor=request.user, now=clock.now())
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("台帳に登録しました"))
            return HttpResponseRedirect(reverse("places:property", args=[kind, made.uid]))
    step = {"title": _("%(kind)sを登録する") % {"kind": TITLES[kind]}, "button": _("この内容で登録する")}
    context = {"step": step, "form": form, "back": reverse("places:list", args=[kind])}
    return render(request, "kernel/step.html", context, status=422 if form.errors else 200)


def _record(request: HttpRequest, kind: str, uid: str) -> Any:
    """The record; the reading of its address is logged."""
    found = get_object_or_404(visible_to(request.user, _kind(kind)).select_related("address__town", *LINKS[kind]), uid=uid)
    record_personal_view(actor=request.user, obj=found, page=request.path, now=clock.now())
    return found


@login_required
@permission_required(SEE_PROPERTIES, raise_exception=True)
def detail(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Everything about one, what the public is shown of it, what stands on it, its history."""
    found = _record(request, kind, uid)
    parts = [
        ("own", _("内容"), OWN[kind]),
        ("planning", _("都市計画と災害想定"), PLANNING),
        ("publishing", _("公開と備考"), PUBLISHING),
    ]
    context = {
        "record": found,
        "kind": kind,
        "title": TITLES[kind],
        "parts": [(name, label, [Shown(each, label_of(kind, each), words_of(found, each)) for each in fields]) for name, label, fields in parts],
        "published": published_place(found),
        "below": _below(found, kind),
        "may_work": request.user.has_perm(WORK_PROPERTIES),
        "history": history_of(found)[:HISTORY_ROWS],
        "history_of": address_of(found) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "places/property.html", context)


def _below(found: Any, kind: str) -> list[tuple[str, Any, list[Any]]]:
    """The lands and buildings that belong to it."""
    parts = {"facilities": ("lands", "buildings"), "lands": ("buildings",), "buildings": ()}[kind]
    return [(name, TITLES[name], list(getattr(found, name).filter(retired_on__isnull=True))) for name in parts]


@login_required
@permission_required(WORK_PROPERTIES, raise_exception=True)
def edit(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Correct it; newer values of others stand beside one's own."""
    found = _record(request, kind, uid)
    form = form_of(kind)(request.POST or None, instance=_kind(kind)._base_manager.get(pk=found.pk))
    back = reverse("places:property", args=[kind, uid])
    if request.method == "POST" and form.is_valid():
        try:
            change_property(record=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    step = {"title": _("登録の内容を直す"), "button": _("この内容を保存する")}
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "kernel/step.html", {"step": step, "form": form, "record": found, "back": back}, status=status)


def _move(request: HttpRequest, record: Property, data: dict[str, Any]) -> None:
    where: Whereabouts = data["where"]
    try:
        move_property(record=record, where=where, shown_version=data["shown_version"], actor=request.user, now=clock.now())
    except PlaceError as error:
        raise StepError(error.code, str(error), error.field) from error


class _Where(MoveForm):
    def clean(self) -> dict[str, Any]:
        """The typed address as the domain takes it."""
        data = super().clean() or self.cleaned_data
        return data if self.errors else {**data, "where": self.where()}


MOVE = Step(_l("所在地を変える"), _l("この所在地にする"), _Where, _move, _l("所在地を変えました"), initial=where_of)


@login_required
@permission_required(WORK_PROPERTIES, raise_exception=True)
def move(request: HttpRequest, kind: str, uid: str) -> HttpResponse:
    """Another address or point."""
    return run_step(request, step=MOVE, record=_record(request, kind, uid), back=reverse("places:property", args=[kind, uid]))


@login_required
@permission_required(WORK_PROPERTIES, raise_exception=True)
def take(request: HttpRequest, kind: str) -> HttpResponse:
    """Take a workbook in: check it first, or keep every row that can be kept and tell the others."""
    if _kind(kind) and "template" in request.GET:
        return as_download(write_properties(kind, []), _("%(kind)s_空のブック.xlsx") % {"kind": TITLES[kind]})
    form = PropertyFileForm(request.POST or None, request.FILES or None)
    read: PropertyRead | None = None
    if request.method == "POST" and form.is_valid():
        try:
            read = read_properties(kind, form.cleaned_data["file"].read(LARGEST_FILE + 1))
        except WorkbookError as error:
            form.add_error("file", str(error))
    kept = None
    if read is not None and "keep" in request.POST:
        new_rows, changed = take_in(read, actor=request.user, now=clock.now())
        kept = {"new": new_rows, "changed": changed}
        messages.success(request, _("新しく%(new)d件を登録し、%(changed)d件を直しました") % kept)
        if not read.problems:
            return redirect("places:list", kind)
    context = {"kind": kind, "title": TITLES[kind], "form": form, "read": read, "kept": kept}
    return render(request, "places/import.html", context, status=422 if form.errors else 200)
