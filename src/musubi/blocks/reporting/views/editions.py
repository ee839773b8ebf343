"""年度版: freeze a year, publish it, correct it, and take its papers."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.papers.domain.filling.files import FillError
from musubi.blocks.papers.models import Document
from musubi.blocks.reporting.domain.editions import (
    AlreadyPublishedError,
    NothingReportedError,
    correct_edition,
    correction_candidates,
    freeze_year,
    gaps,
    issue_paper,
    publish_edition,
)
from musubi.blocks.reporting.domain.figures import year_rows
from musubi.blocks.reporting.domain.reports import ReasonMissingError
from musubi.blocks.reporting.interfaces.edition_forms import FreezeForm
from musubi.blocks.reporting.interfaces.paths import path_label
from musubi.blocks.reporting.models import ReportTemplate, YearEdition
from musubi.blocks.reporting.rules import MANAGE_EDITIONS, PUBLISH_EDITION, READ_REPORTS
from musubi.blocks.reporting.views.reports import asked_year, plan, years_of


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def editions(request: HttpRequest) -> HttpResponse:
    """Every frozen year of the plan."""
    vision = plan()
    found = visible_to(request.user, YearEdition).filter(vision=vision).defer("content").select_related("frozen_by", "published_by")
    year = asked_year(request)
    context = {"editions": found, "years": years_of(vision, year), "year": year, "may_freeze": request.user.has_perm(MANAGE_EDITIONS)}
    return render(request, "reporting/editions.html", context)


@login_required
@permission_required(MANAGE_EDITIONS, raise_exception=True)
def freeze(request: HttpRequest) -> HttpResponse:
    """What is missing, and the button that keeps the year."""
    vision, year, today = plan(), asked_year(request), clock.today()
    form = FreezeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = freeze_year(vision=vision, fiscal_year=year, actor=request.user, now=clock.now(), today=today, note=form.cleaned_data["note"])
        except ReasonMissingError as error:
            form.add_error("note", str(error))
        except NothingReportedError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(year)d年度の第%(number)d版を確定しました") % {"year": year, "number": edition.number})
            return HttpResponseRedirect(reverse("reports:edition", args=[edition.uid]))
    rows = year_rows(vision=vision, fiscal_year=year, today=today)
    return render(request, "reporting/freeze.html", {"form": form, "year": year, "gaps": gaps(rows), "total": len(rows.programs)})


def _edition(request: HttpRequest, uid: str) -> YearEdition:
    edition: YearEdition = get_object_or_404(visible_to(request.user, YearEdition).select_related("vision", "frozen_by", "published_by"), uid=uid)
    return edition


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def edition(request: HttpRequest, uid: str) -> HttpResponse:
    """One edition: its papers, what changed since, its errata."""
    found = _edition(request, uid)
    candidates = correction_candidates(found, today=clock.today())
    context: dict[str, Any] = {
        "edition": found,
        "papers": found.papers.select_related("document").defer("document__content"),
        "templates": ReportTemplate.objects.filter(in_use=True).only("key", "name", "file_name"),
        "candidates": [(each, path_label(each.path)) for each in candidates[:200]],
        "candidate_count": len(candidates),
        "errata": found.errata.select_related("item", "corrected_by"),
        "may_manage": request.user.has_perm(MANAGE_EDITIONS),
        "may_publish": request.user.has_perm(PUBLISH_EDITION),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reporting/edition.html", context)


@login_required
@permission_required(PUBLISH_EDITION, raise_exception=True)
@require_POST
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """The division's head confirms what the public will see."""
    found = _edition(request, uid)
    try:
        publish_edition(edition=found, actor=request.user, now=clock.now())
    except AlreadyPublishedError as error:
        messages.warning(request, str(error))
    else:
        messages.success(request, _("公表しました。市民のページに、この版が出ます"))
    return HttpResponseRedirect(reverse("reports:edition", args=[uid]))


@login_required
@permission_required(MANAGE_EDITIONS, raise_exception=True)
@require_POST
def correct(request: HttpRequest, uid: str) -> HttpResponse:
    """Record one correction candidate as an erratum."""
    found = _edition(request, uid)
    path = request.POST.get("path", "")
    difference = next((each for each in correction_candidates(found, today=clock.today()) if each.path == path), None)
    if difference is None:
        messages.warning(request, _("この箇所は、もう確定した内容と同じです"))
        return HttpResponseRedirect(reverse("reports:edition", args=[uid]))
    try:
        correct_edition(
            edition=found,
            difference=difference,
            label=path_label(path),
            reason=request.POST.get("reason", ""),
            actor=request.user,
            now=clock.now(),
        )
    except ReasonMissingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("正誤表に加えました"))
    return HttpResponseRedirect(reverse("reports:edition", args=[uid]))


@login_required
@permission_required(MANAGE_EDITIONS, raise_exception=True)
@require_POST
def issue(request: HttpRequest, uid: str) -> HttpResponse:
    """Issue a paper of the edition from a template."""
    found = _edition(request, uid)
    template = get_object_or_404(ReportTemplate, key=request.POST.get("template", ""), in_use=True)
    public = request.POST.get("public") == "on"
    try:
        paper = issue_paper(edition=found, template=template, actor=request.user, now=clock.now(), public=public)
    except FillError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("「%(name)s」を発行しました") % {"name": paper.document.title})
    return HttpResponseRedirect(reverse("reports:edition", args=[uid]))


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def paper(request: HttpRequest, uid: str, paper_uid: str) -> HttpResponse:
    """An issued paper's stored bytes."""
    found = get_object_or_404(_edition(request, uid).papers.select_related("document"), uid=paper_uid)
    return served(found.document)


def served(document: Document) -> HttpResponse:
    """A stored document as a download."""
    headers = {"Content-Disposition": f'attachment; filename="{document.file_name}"', "X-Content-SHA256": document.sha256}
    return HttpResponse(bytes(document.content), content_type=document.media_type, headers=headers)
