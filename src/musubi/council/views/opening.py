"""What the council's pages begin with."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.vision.models import PlanItem
from musubi.council.interfaces.lists import ListSheet, to_workbook
from musubi.council.models import Issue
from musubi.council.rules import WORK_ISSUE

PAGE_SIZE = 30


def record_at(request: HttpRequest, model: type[Any], uid: str, *related: str) -> Any:
    """A record that the reader may see, else 404."""
    return get_object_or_404(visible_to(request.user, model).select_related(*related), uid=uid)


def issue_to_work(request: HttpRequest, uid: str) -> Issue:
    """An issue that the reader may work on, else 403 or 404."""
    issue: Issue = record_at(request, Issue, uid, "body")
    if not request.user.has_perm(WORK_ISSUE, issue):
        raise PermissionDenied
    return issue


def paged(request: HttpRequest, rows: QuerySet[Any] | list[Any]) -> Any:
    """The asked page of a list."""
    return Paginator(rows, PAGE_SIZE).get_page(request.GET.get("page"))


def exported(request: HttpRequest, sheet: ListSheet, rows: Iterable[Any]) -> HttpResponse | None:
    """The list as Excel where it was asked for with ?export=1."""
    if "export" not in request.GET:
        return None
    return as_download(to_workbook(sheet, rows), f"{sheet.name}.xlsx")


def first_item(items: list[PlanItem]) -> PlanItem | None:
    """The one item of an action."""
    return items[0] if items else None
