"""What the pages of reviews begin with: records that the reader may see, else 404."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.reviews.domain.rights import serves, works_panel
from musubi.blocks.reviews.models import Panel

PAGE_SIZE = 50


def panel_at(request: HttpRequest, uid: str, *, work: bool = False) -> Panel:
    """A panel of the reader's desks, else 404; `work` also asks for the right to change it, else 403."""
    rows = visible_to(request.user, Panel).select_related("call__item", "call__organization", "body", "terms")
    found: Panel = get_object_or_404(rows, uid=uid)
    if not serves(request.user, found) or (work and not works_panel(request.user, found)):
        raise PermissionDenied
    return found


def note_reading(request: HttpRequest, record: Any, *, page: str) -> None:
    """Lists and files hold personal data: who read them is kept."""
    record_personal_view(actor=request.user, obj=record, page=page, now=clock.real_now())


def paged(request: HttpRequest, rows: Any) -> Any:
    """The asked page of a list."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
