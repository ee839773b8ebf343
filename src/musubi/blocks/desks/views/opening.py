"""What every page of a desk begins with: the desk itself, and who may read or write at it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse

from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.record_forms import RecordForm
from musubi.blocks.vision.domain.desks import Desk, DeskNotFoundError, may_see_desk, open_desk

View = Callable[..., HttpResponse]


def _desk(request: HttpRequest, code: str) -> Desk:
    try:
        desk = open_desk(user=request.user, code=code, year=request.GET.get("year", ""))
    except DeskNotFoundError as error:
        raise Http404(str(error)) from error
    if not (desk.may_work or may_see_desk(request.user, desk.item)):
        raise PermissionDenied
    return desk


def reading(view: View) -> View:
    """The view takes the desk instead of its code; for those who may see it."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        return view(request, _desk(request, code), **rest)

    return wrapped


def writing(view: View) -> View:
    """The view takes the desk instead of its code; for those who work there."""

    @login_required
    @wraps(view)
    def wrapped(request: HttpRequest, code: str, **rest: Any) -> HttpResponse:
        desk = _desk(request, code)
        if not desk.may_work:
            raise PermissionDenied
        return view(request, desk, **rest)

    return wrapped


def address(name: str, desk: Desk, *args: str, year: int | None = None, anchor: str = "") -> str:
    """The address of a page of the desk in a fiscal year (the desk's unless given)."""
    return f"{reverse(f'desks:{name}', args=[desk.code, *args])}?year={year or desk.fiscal_year}{anchor}"


def go(name: str, desk: Desk, *args: str, year: int | None = None, anchor: str = "") -> HttpResponseRedirect:
    """To a page of the desk."""
    return HttpResponseRedirect(address(name, desk, *args, year=year, anchor=anchor))


def record_at(request: HttpRequest, model: type[Any], items: Any, uid: str, **more: Any) -> Any:
    """A record of the desk that the reader may see, else 404."""
    return get_object_or_404(visible_to(request.user, model), item__in=items, uid=uid, **more)


def save_changes(request: HttpRequest, form: RecordForm, record: Any, *, verb: str) -> Any:
    """The record with what the form changed; None when others were first, the form then offers both versions."""
    try:
        return update_record(record=record, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb=verb)
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return None
