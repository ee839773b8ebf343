"""The catalogue of open data and its files."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from musubi.blocks.opendata.domain.datasets import Dataset, dataset, datasets
from musubi.blocks.opendata.domain.exporting import cp932, utf8, write_csv
from musubi.blocks.opendata.domain.specs import CURRENT, EARLIER


def catalogue(request: HttpRequest) -> HttpResponse:
    """What anyone may take and use."""
    return render(request, "opendata/catalogue.html", {"datasets": datasets()})


def _found(code: str, generation: str) -> Dataset:
    try:
        found = dataset(code)
    except KeyError as error:
        raise Http404(_("このデータセットはありません")) from error
    if generation not in {CURRENT, EARLIER}:
        raise Http404(_("この様式はありません"))
    return found


def download(request: HttpRequest, code: str, generation: str) -> HttpResponse:
    """A list in the standard's columns; `?encoding=cp932` for old tools, which tells in a header what it could not hold."""
    found = _found(code, generation)
    text = write_csv(found.spec.columns[generation], found.rows(generation))
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    if request.GET.get("encoding") == "cp932":
        data, lost = cp932(text)
        response = HttpResponse(content_type="text/csv; charset=shift_jis")
        response["X-Characters-Left-Out"] = quote("".join(lost))
    else:
        data = utf8(text)
    response.content = data
    response["Content-Disposition"] = f'attachment; filename="{found.spec.stem}.csv"'
    return response
