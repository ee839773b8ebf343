"""What the pages of certified brands begin with."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from musubi.blocks.applications.domain.rights import sees_office_record, works_application
from musubi.blocks.applications.models import Call
from musubi.blocks.kernel.access import visible_to
from musubi.programs.brand.local_brands.domain.rights import sees_product_record, works_product
from musubi.programs.brand.local_brands.models import BrandProduct

PAGE_SIZE = 30
TOGETHER = ("certificate__application__party", "certificate__application__call__item", "certificate__application__call__organization")


def product_at(request: HttpRequest, uid: str, *, work: bool = False) -> BrandProduct:
    """A product that the office may see, else 404; with `work` one that the reader works, else 403."""
    found: BrandProduct = get_object_or_404(visible_to(request.user, BrandProduct).select_related(*TOGETHER), uid=uid)
    if not sees_product_record(request.user, found) or (work and not works_product(request.user, found)):
        raise PermissionDenied
    return found


def round_at(request: HttpRequest, uid: str, *, work: bool = False) -> Call:
    """A certification call whose results the office may see, else 403."""
    found: Call = get_object_or_404(visible_to(request.user, Call).select_related("item", "organization"), uid=uid)
    if not sees_office_record(request.user, found) or (work and not works_application(request.user, found)):
        raise PermissionDenied
    return found


def paged(request: HttpRequest, rows: Any) -> Any:
    """The asked page of a list."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))
