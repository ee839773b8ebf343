"""What the applicant's pages begin with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from musubi.blocks.applications.domain.corrections import form_stage, open_correction
from musubi.blocks.applications.domain.drafts import refuse_closed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.rules import EDIT_APPLICATION
from musubi.blocks.applications.views.opening import application_at


def editable(request: HttpRequest, uid: str, *, page: str) -> Application:
    """An application that the reader may type into; 404 where it may not be seen, 403 where it may only be read."""
    found = application_at(request, uid, page=page)
    if not request.user.has_perm(EDIT_APPLICATION, found):
        raise PermissionDenied
    return found


def form_is_open(application: Application) -> bool:
    """Whether a form of this application can be typed into now."""
    try:
        refuse_closed(application, form_stage(application))
    except ApplicationError:
        return False
    return True


def points_of(application: Application) -> dict[str, Any]:
    """The points of the open correction by their target."""
    correction = open_correction(application)
    return {point.target: point for point in correction.points.all()} if correction else {}
