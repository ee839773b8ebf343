"""What the pages of applications begin with."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest

from musubi.blocks.applications.models import Application
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to

PAGE_SIZE = 30


def application_at(request: HttpRequest, uid: str, *, page: str) -> Application:
    """An application that the reader may see, else 404; reading another's is noted, since it holds personal data."""
    rows = visible_to(request.user, Application).select_related("call__item", "call__organization", "party", "terms", "applicant", "handler")
    found: Application | None = rows.filter(uid=uid).first()
    if found is None:
        raise Http404
    if found.applicant_id != getattr(request.user, "pk", None):
        record_personal_view(actor=request.user, obj=found, page=page, now=clock.real_now())
    return found


def paged(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, count: int | None = None) -> Any:
    """The asked page of a list; `count` saves asking how many there are."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))
