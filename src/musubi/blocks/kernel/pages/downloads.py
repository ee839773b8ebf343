"""Files that a page hands out."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from musubi.blocks.kernel.pages.media_types import PDF, XLSX


def as_file(data: bytes | str, name: str, media_type: str = PDF, *, attachment: bool = False) -> HttpResponse:
    """A file to look at, or to keep, under its name, whatever the letters of that."""
    response = HttpResponse(data, content_type=media_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=attachment, filename=name)
    return response


def as_download(data: bytes | str, name: str, media_type: str = XLSX) -> HttpResponse:
    """The file as a download of that name."""
    return as_file(data, name, media_type, attachment=True)
