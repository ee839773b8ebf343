"""Confirmed editions: their list, what changed between two of them, and the plan as open data."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.vision.domain.compare import compare as compare_documents
from musubi.blocks.vision.domain.published import earlier_plans, public_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.interfaces.opendata import item_columns, item_records, plan_record
from musubi.blocks.vision.interfaces.told import told
from musubi.blocks.vision.models import Edition
from musubi.blocks.vision.views.reading import in_force_or_404, plan_context

ROWS = 200


def editions(request: HttpRequest) -> HttpResponse:
    """Every confirmed edition of the plan in force, newest first, and the plans that ended."""
    found = in_force_or_404(request)
    listed = list(found.vision.editions.defer("content").order_by("-number"))
    context = {**plan_context(found), "editions": listed, "plans": earlier_plans()}
    return render(request, "vision/editions.html", context)


def compare(request: HttpRequest) -> HttpResponse:
    """Two editions (`?a=` and `?b=`, by number; without them the last two), narrowed to an item by `?item=`."""
    found = in_force_or_404(request)
    listed = list(found.vision.editions.defer("content").order_by("-number"))
    newer = _chosen(listed, request.GET.get("b", ""), listed[0])
    older = _chosen(listed, request.GET.get("a", ""), listed[1] if len(listed) > 1 else listed[0])
    compared = compare_documents(public_document(older), public_document(newer), specs())
    code = request.GET.get("item", "")
    shown = compared.narrowed(code)
    page = Paginator(shown.changes, ROWS).get_page(request.GET.get("page"))
    pairs = list(page.object_list)
    words = told([change for _code, change in pairs])
    context = {
        **plan_context(found),
        "editions": listed,
        "older": older,
        "newer": newer,
        "item": code,
        "codes": compared.codes,
        "counts": shown.counts,
        "page": page,
        "rows": [(found.tree.nodes.get(c), c, change) for (c, _raw), change in zip(pairs, words, strict=True)],
    }
    return render(request, "vision/compare.html", context)


def _chosen(listed: list[Edition], number: str, default: Edition) -> Edition:
    if not number:
        return default
    for edition in listed:
        if str(edition.number) == number:
            return edition
    raise Http404(_("第%(number)s版は公表されていません") % {"number": number})


def plan_json(request: HttpRequest) -> HttpResponse:
    """The plan as last confirmed, as JSON."""
    found = in_force_or_404(request)
    text = json.dumps(plan_record(found), ensure_ascii=False, indent=2)
    return _download(text + "\n", "application/json; charset=utf-8", "plan.json")


def plan_csv(request: HttpRequest) -> HttpResponse:
    """The plan's items as CSV: UTF-8 with a byte order mark, so that spreadsheet programs read it."""
    found = in_force_or_404(request)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, fieldnames=item_columns(), lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(item_records(found))
    return _download("\ufeff" + buffer.getvalue(), "text/csv; charset=utf-8", "plan.csv")


def _download(text: str, content_type: str, name: str) -> HttpResponse:
    headers: dict[str, Any] = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Access-Control-Allow-Origin": "*",
    }
    return HttpResponse(text, content_type=content_type, headers=headers)
