"""What the pages of draws begin with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from musubi.blocks.draws.domain.rights import sees_office_record, works_draw
from musubi.blocks.draws.models import Draw
from musubi.blocks.kernel.access import visible_to

PAGE_SIZE = 50


def draw_at(request: HttpRequest, uid: str, *, work: bool = True) -> Draw:
    """A draw that the reader may see, else 404; with `work` one that the reader works, else 403."""
    rows = visible_to(request.user, Draw).select_related("item", "organization", "list_document", "document", "previous", "closed_by")
    found: Draw = get_object_or_404(rows.defer("list_document__content", "document__content"), uid=uid)  # megabytes, read by few pages
    if work and not works_draw(request.user, found):
        raise PermissionDenied
    return found


def office_draw_at(request: HttpRequest, uid: str) -> Draw:
    """A draw whose entrants the reader may see, else 403."""
    found = draw_at(request, uid, work=False)
    if not sees_office_record(request.user, found):
        raise PermissionDenied
    return found


def paged(request: HttpRequest, rows: Any) -> Any:
    """The asked page of a list."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
