"""What the pages of bodies and meetings begin with."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.meetings.models import Body, Meeting
from musubi.blocks.meetings.rules import READ_MEETINGS, WORK_BODY


def staff_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the city's staff and auditors."""

    @login_required
    @permission_required(READ_MEETINGS, raise_exception=True)
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
        return view(request, *args, **options)

    return opened


def record_at(request: HttpRequest, model: type[Any], uid: str, *related: str) -> Any:
    """A record that the reader may see, else 404."""
    return get_object_or_404(visible_to(request.user, model).select_related(*related), uid=uid)


def served_body(request: HttpRequest, uid: str) -> Body:
    """A body whose office the reader is, else 403 or 404."""
    body: Body = record_at(request, Body, uid, "organization", "item", "parent")
    return needs_office(request, body)


def served_meeting(request: HttpRequest, uid: str) -> Meeting:
    """A meeting of a body whose office the reader is, else 403 or 404."""
    meeting: Meeting = record_at(request, Meeting, uid, "body__organization")
    needs_office(request, meeting.body)
    return meeting


def needs_office(request: HttpRequest, body: Body) -> Body:
    """The body, where the reader is its office, else 403."""
    if not request.user.has_perm(WORK_BODY, body):
        raise PermissionDenied
    return body


def save_form(request: HttpRequest, form: Any, record: Any, *, verb: str) -> bool:
    """Save what a RecordForm changed; False when others were first, the form then offers both versions."""
    try:
        update_record(record=record, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb=verb)
    except FieldConflictError as error:
        form.show_conflicts(dict(error.current))
        return False
    return True
