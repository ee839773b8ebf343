"""Spots, events and Wi-Fi points for those who keep them: find, enter, correct, publish, export."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.opening import next_days
from musubi.blocks.places.domain.queries import find, municipality_names
from musubi.blocks.places.domain.records import change, missing_for_visitors, register, set_status
from musubi.blocks.places.enums import PeopleOnPhoto, PublicationState
from musubi.blocks.places.interfaces.visitor_fields import KINDS, Kind, label_of
from musubi.blocks.places.interfaces.visitor_forms import form_of
from musubi.blocks.places.interfaces.visitor_workbook import shown_value, write_visitors
from musubi.blocks.places.models import Spot
from musubi.blocks.places.rules import SEE_PLACES
from musubi.blocks.places.visitor_enums import SpotKind, SpotTheme

PAGE_SIZE = 50
HISTORY_ROWS = 5
SORTS = {
    "name": ("name_kana", "name", "pk"),
    "town": ("town__municipality_code", "town__name_kana", "name_kana", "pk"),
    "new": ("-updated_at", "-pk"),
}


def kind_of(slug: str) -> Kind:
    """The kind of an address."""
    if slug not in KINDS:
        raise Http404(_("この一覧はありません"))
    return KINDS[slug]


def may_work(request: HttpRequest, kind: Kind) -> bool:
    """Whether the person keeps records of the kind."""
    return bool(request.user.has_perm(kind.work))


def keeper(request: HttpRequest, slug: str) -> Kind:
    """The kind, for those who keep it."""
    kind = kind_of(slug)
    if not may_work(request, kind):
        raise PermissionDenied
    return kind


def _found(request: HttpRequest, kind: Kind) -> QuerySet[Any]:
    """The records that the filters leave."""
    asked = request.GET
    records = find(visible_to(request.user, kind.model), asked.dict())
    if asked.get("look") == "hours" and kind.model is Spot:
        records = records.exclude(hours_unread="") | records.filter(opening_rules=None)
    if asked.get("when") != "all" and kind.slug == "events":
        records = records.filter(ends_before__gt=clock.today())
    order = SORTS.get(asked.get("sort", ""), ("starts_on", "pk") if kind.slug == "events" else SORTS["name"])
    joined = [name for name in ("town", "spot") if any(field.name == name for field in kind.model._meta.fields)]
    return records.select_related(*joined).order_by(*order)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def spots(request: HttpRequest) -> HttpResponse:
    """The spots."""
    return listed(request, "spots")


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def listed(request: HttpRequest, slug: str) -> HttpResponse:
    """All records of a kind by name, kind, theme, owner and state."""
    kind, owners = kind_of(slug), municipality_names()
    page = Paginator(_found(request, kind), PAGE_SIZE).get_page(request.GET.get("page"))
    states = dict(visible_to(request.user, kind.model).order_by().values_list("status").annotate(total=Count("pk")))
    context = {
        "kind": kind,
        "kinds": list(KINDS.values()),
        "page": page,
        "rows": [(record, [shown_value(record, name) for name in kind.columns], owners.get(record.owner_code, record.owner_code)) for record in page],
        "columns": [label_of(kind.model, name) for name in kind.columns],
        "asked": request.GET,
        "spot_kinds": SpotKind.choices if kind.model is Spot else (),
        "themes": SpotTheme.choices if "themes" in kind.fields else (),
        "owners": owners.items(),
        "states": [(value, label, states.get(value, 0)) for value, label in PublicationState.choices],
        "may_work": may_work(request, kind),
    }
    return render(request, "places/visitor_list.html", context)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def export(request: HttpRequest, slug: str) -> HttpResponse:
    """What the filters leave, as a workbook."""
    kind = kind_of(slug)
    found = _found(request, kind)
    return as_download(write_visitors(kind, found.prefetch_related("opening_rules") if kind.model is Spot else found), f"{kind.title}.xlsx")


def record_of(request: HttpRequest, kind: Kind, uid: str) -> Any:
    """The record of a page."""
    joined = [name for name in ("town", "spot") if any(field.name == name for field in kind.model._meta.fields)]
    return get_object_or_404(visible_to(request.user, kind.model).select_related(*joined), uid=uid)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def detail(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Everything about one: facts, the next 14 days, photos, history."""
    kind = kind_of(slug)
    record = record_of(request, kind, uid)
    is_spot = isinstance(record, Spot)
    lines = list(record.opening_rules.all()) if is_spot else []
    context = {
        "record": record,
        "kind": kind,
        "owner": municipality_names().get(record.owner_code, record.owner_code),
        "parts": [part for part in _told(record, kind) if part[0] != "heritage" or any(value for _label, value in part[2])],
        "is_spot": is_spot,
        "lines": lines,
        "days": next_days(lines, clock.today()) if lines else [],
        "photos": list(record.photos.all()) if is_spot else [],
        "people": PeopleOnPhoto.choices,
        "missing": missing_for_visitors(record),
        "panels": render_panels("visitor-place", request, {"record": record}),
        "may_work": may_work(request, kind),
        "history": history_of(record)[:HISTORY_ROWS],
        "history_of": address_of(record) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "places/visitor_record.html", context)


def _told(record: Any, kind: Kind) -> list[tuple[str, Any, list[tuple[Any, str]]]]:
    """The record's facts in words, by part."""
    return [(name, label, [(label_of(kind.model, field), shown_value(record, field)) for field in fields]) for name, label, fields in kind.parts]


@login_required
def new(request: HttpRequest, slug: str) -> HttpResponse:
    """Enter a record; it begins as a draft."""
    kind = keeper(request, slug)
    owner = _home()
    form = form_of(kind)(request.POST or None, instance=kind.model(owner_code=owner), initial={"owner_code": owner})
    if request.method == "POST" and form.is_valid():
        try:
            made = register(model=kind.model, values=form.entered(), actor=request.user, now=clock.now())
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("下書きとして登録しました。内容を確かめてから公開してください"))
            return HttpResponseRedirect(reverse("visitors:record", args=[slug, made.uid]))
    step = {"title": _("%(kind)sを登録する") % {"kind": kind.title}, "button": _("下書きとして登録する")}
    context = {"step": step, "form": form, "kind": kind, "back": reverse("visitors:list", args=[slug])}
    return render(request, "places/visitor_form.html", _in_parts(context), status=422 if form.errors else 200)


def _home() -> str:
    """The municipality that most records belong to: the installation's own city once it has entered some."""
    top = Spot.objects.values_list("owner_code").annotate(total=Count("pk")).order_by("-total").first()
    return str(top[0]) if top else ""


def _in_parts(context: dict[str, Any]) -> dict[str, Any]:
    """The form's fields under the headings of their parts."""
    form, kind = context["form"], context["kind"]
    return {**context, "form_parts": [(name, label, [form[field] for field in fields]) for name, label, fields in kind.parts]}


@login_required
def edit(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Correct a record; newer values of others stand beside one's own."""
    kind = keeper(request, slug)
    record = record_of(request, kind, uid)
    form = form_of(kind)(request.POST or None, instance=kind.model._base_manager.get(pk=record.pk))
    back = reverse("visitors:record", args=[slug, uid])
    if request.method == "POST" and form.is_valid():
        try:
            change(record=record, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts({name: value for name, value in error.current.items() if name in form.fields})
        except PlaceError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    step = {"title": _("内容を直す"), "button": _("この内容を保存する")}
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(
        request, "places/visitor_form.html", _in_parts({"step": step, "form": form, "record": record, "kind": kind, "back": back}), status=status
    )


@login_required
@require_POST
def publish(request: HttpRequest, slug: str, uid: str) -> HttpResponse:
    """Show the record to visitors, or no longer."""
    kind = keeper(request, slug)
    record = record_of(request, kind, uid)
    status = PublicationState.PUBLISHED if request.POST.get("to") == "published" else PublicationState.WITHDRAWN
    try:
        set_status(record=record, status=status, actor=request.user, now=clock.now())
    except PlaceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("公開しました") if status == PublicationState.PUBLISHED else _("公開を止めました"))
    return HttpResponseRedirect(reverse("visitors:record", args=[slug, uid]))
