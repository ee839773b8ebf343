"""The catalogue of open data and its files."""

from __future__ import annotations

from urllib.parse import quote

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import CSV, JSON
from musubi.blocks.opendata.domain.datasets import Dataset, dataset, datasets
from musubi.blocks.opendata.domain.exporting import cp932, utf8, write_csv
from musubi.blocks.opendata.domain.open_files import licence_of_files, open_file, open_files, source_of_files
from musubi.blocks.opendata.domain.specs import CURRENT, EARLIER
from musubi.blocks.opendata.interfaces.open_files import as_csv, as_json


def catalogue(request: HttpRequest) -> HttpResponse:
    """What anyone may take and use."""
    context = {"datasets": datasets(), "files": open_files(), "licence": licence_of_files(), "source": source_of_files()}
    return render(request, "opendata/catalogue.html", context)


def file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """A list of the city's own records; the same for every reader, in Japanese."""
    try:
        found = open_file(key)
    except KeyError as error:
        raise Http404(_("このデータはありません")) from error
    with override("ja"):
        text, media_type = (as_csv(found), CSV) if ending == "csv" else (as_json(found, clock.now()), JSON)
    return as_download(text, f"{key}.{ending}", media_type)


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
