"""拠点整備: places that the city makes over, with phases, actors, photos over time and the item's indicators."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.sites import (
    SiteError,
    add_actor,
    add_phase,
    add_photo,
    begin_site,
    change_phase,
    change_site,
    remove_actor,
)
from musubi.blocks.desks.interfaces.site_forms import ActorForm, PhaseForm, SiteForm, SitePhotoForm
from musubi.blocks.desks.interfaces.site_rows import phase_rows, viewpoints
from musubi.blocks.desks.models import SitePhase, SiteProject
from musubi.blocks.desks.views.opening import address, go, reading, record_at, writing
from musubi.blocks.indicators.domain.values import values
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_size
from musubi.blocks.vision.domain.desks import Desk

HISTORY_ROWS = 5


@reading
def sites(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The places of the desk."""
    found = visible_to(request.user, SiteProject).filter(item=desk.item).prefetch_related("phases")
    today = clock.today()
    rows = [(project, phase_rows(list(project.phases.all()), today)) for project in found]
    return render(request, "desks/sites.html", {"desk": desk, "rows": rows, "today": today})


def _project(request: HttpRequest, desk: Desk, uid: str) -> SiteProject:
    found: SiteProject = record_at(request, SiteProject, [desk.item], uid)
    return found


@reading
def site(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """One place with everything about it."""
    project = get_object_or_404(visible_to(request.user, SiteProject).select_related("land"), item=desk.item, uid=uid)
    own = list(Indicator.objects.filter(item=desk.item).order_by("order", "code"))
    today = clock.today()
    figures = values(indicators=own, fiscal_years=[desk.fiscal_year], today=today) if own else {}
    context = {
        "desk": desk,
        "project": project,
        "phases": phase_rows(list(project.phases.all()), today),
        "actors": project.actors.select_related("organization", "phase"),
        "viewpoints": viewpoints(request.user, project),
        "indicators": [figures[each.uid, desk.fiscal_year] for each in own],
        "may_see_land": project.land is not None and request.user.has_perm("places.see_properties"),
        "history": history_of(project)[:HISTORY_ROWS],
        "history_of": address_of(project) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "desks/site.html", context)


def _page(request: HttpRequest, desk: Desk, form: Any, title: str, back: str) -> HttpResponse:
    conflicts = getattr(form, "conflicts", None)
    status = 409 if conflicts else 422 if form.errors else 200
    context = {"desk": desk, "form": form, "title": title, "back": back}
    return render(request, "desks/form_page.html", context, status=status)


def _kept(form: Any, keep: Callable[[], Any]) -> Any:
    """What the domain kept; None when it was refused, the form then tells why at its field."""
    try:
        return keep()
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
    except FileRefusedError as error:
        form.add_error("file", str(error))
    except SiteError as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
    return None


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Begin with a place."""
    form = SiteForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in SiteForm.Meta.fields}
        project = _kept(form, lambda: begin_site(item=desk.item, values=given, actor=request.user, now=clock.now()))
        if project is not None:
            messages.success(request, _("登録しました。次に段階を加えてください"))
            return go("site", desk, project.uid)
    return _page(request, desk, form, _("場所を登録する"), address("sites", desk))


def _step(request: HttpRequest, desk: Desk, uid: str, form: Any, keep: Callable[[dict[str, Any]], Any], *, title: str, done: str) -> HttpResponse:
    """A form that leads back to the place; `keep` takes who and when."""
    if request.method == "POST" and form.is_valid():
        stamp = {"actor": request.user, "now": clock.now()}
        if _kept(form, lambda: keep(stamp)) is not None:
            messages.success(request, done)
            return go("site", desk, uid)
    return _page(request, desk, form, title, address("site", desk, uid))


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Correct the place."""
    project = _project(request, desk, uid)
    form = SiteForm(request.POST or None, instance=SiteProject.objects.get(pk=project.pk), user=request.user)

    def keep(stamp: dict[str, Any]) -> Any:
        return change_site(project=project, values=form.values(), unchanged=form.unchanged, **stamp)

    return _step(request, desk, uid, form, keep, title=_("場所の内容を直す"), done=_("保存しました"))


@writing
def new_phase(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Add a phase."""
    project = _project(request, desk, uid)
    form = PhaseForm(request.POST or None)

    def keep(stamp: dict[str, Any]) -> Any:
        return add_phase(project=project, values={name: form.cleaned_data[name] for name in PhaseForm.Meta.fields}, **stamp)

    return _step(request, desk, uid, form, keep, title=_("段階を加える"), done=_("段階を加えました"))


@writing
def edit_phase(request: HttpRequest, desk: Desk, uid: str, phase_uid: str) -> HttpResponse:
    """Move, begin or finish a phase."""
    project = _project(request, desk, uid)
    phase = get_object_or_404(visible_to(request.user, SitePhase), project=project, uid=phase_uid)
    form = PhaseForm(request.POST or None, instance=SitePhase.objects.get(pk=phase.pk))

    def keep(stamp: dict[str, Any]) -> Any:
        return change_phase(phase=phase, values=form.values(), unchanged=form.unchanged, **stamp)

    return _step(request, desk, uid, form, keep, title=_("段階を直す"), done=_("保存しました"))


@writing
def new_actor(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Say who does what."""
    project = _project(request, desk, uid)
    form = ActorForm(request.POST or None, project=project, user=request.user)

    def keep(stamp: dict[str, Any]) -> Any:
        return add_actor(project=project, values=form.cleaned_data, **stamp)

    return _step(request, desk, uid, form, keep, title=_("担い手を加える"), done=_("担い手を加えました"))


@writing
@require_POST
def drop_actor(request: HttpRequest, desk: Desk, uid: str, actor_uid: str) -> HttpResponse:
    """Take somebody out; to undo it, add them again."""
    project = _project(request, desk, uid)
    found = get_object_or_404(project.actors, uid=actor_uid)
    told = {"name": str(found)}
    remove_actor(actor_row=found, actor=request.user, now=clock.now())
    messages.success(request, _("「%(name)s」を外しました。変更の履歴に残ります") % told)
    return go("site", desk, uid)


@writing
def new_photo(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Add a photo from a viewpoint."""
    project = _project(request, desk, uid)
    form = SitePhotoForm(request.POST or None, request.FILES or None, initial={"taken_on": clock.today()})

    def keep(stamp: dict[str, Any]) -> Any:
        given = {name: form.cleaned_data[name] for name in ("viewpoint", "taken_on", "people")}
        file = form.cleaned_data["file"]
        check_size(file.size)
        return add_photo(project=project, file_name=file.name, data=file.read(), **given, **stamp)

    return _step(request, desk, uid, form, keep, title=_("写真を加える"), done=_("写真を加えました"))
