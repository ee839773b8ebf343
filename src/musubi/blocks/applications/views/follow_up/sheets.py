"""様式 as PDF, for the applicant and for the office."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from musubi.blocks.applications.interfaces.sheets.model import sheet_pdf
from musubi.blocks.applications.interfaces.sheets.register import sheet_of
from musubi.blocks.applications.models import Application
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


def _pdf(request: HttpRequest, found: Application, kind: str) -> HttpResponse:
    sheet = sheet_of(found, kind, request.GET.get("of", ""), filled="filled" in request.GET)
    if sheet is None:
        raise Http404
    try:
        content = sheet_pdf(sheet, found, today=clock.today())
    except MissingGlyphsError as error:
        return HttpResponse(str(error), content_type="text/plain; charset=utf-8", status=422)
    return as_file(content, f"{found.number or 'draft'}-{kind}.pdf")


@login_required
@never_cache
def own(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """A sheet of one's own application."""
    return _pdf(request, application_at(request, uid, page="filings:sheet"), kind)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
@never_cache
def office(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """A sheet for the counter, or of what was handed in."""
    return _pdf(request, application_at(request, uid, page="applications:sheet"), kind)
