"""検査の写真・ファイル and 検査調書."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.domain.settling.inspection_files import add_files, caption_files, may_change, put_back, take_off
from musubi.blocks.applications.interfaces.inspection_paper import inspection_paper
from musubi.blocks.applications.models import InspectionFile, SiteInspection
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


def _inspection(request: HttpRequest, uid: str, *, work: bool = False) -> SiteInspection:
    rows = visible_to(request.user, SiteInspection).select_related("application__party", "application__call__organization", "application__call__item")
    found: SiteInspection = get_object_or_404(rows, uid=uid)
    if work and not works_application(request.user, found.application):
        raise PermissionDenied
    return found


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def inspection(request: HttpRequest, uid: str) -> HttpResponse:
    """検査調書 as PDF, with its photos."""
    found = _inspection(request, uid)
    record_personal_view(actor=request.user, obj=found, page="applications:inspection", now=clock.real_now())
    try:
        content = to_pdf(inspection_paper(found))
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("applications:application", args=[found.application.uid]))
    return as_file(content, f"{found.application.number}-inspection.pdf")


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def files(request: HttpRequest, uid: str) -> HttpResponse:
    """The photos and files of an inspection: add, caption, take off."""
    found = _inspection(request, uid, work=request.method == "POST")
    record_personal_view(actor=request.user, obj=found, page="applications:inspection-files", now=clock.real_now())
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            if "add" in request.POST:
                kept = [(each.name or "", each.read()) for each in request.FILES.getlist("files")]
                made = add_files(inspection=found, files=kept, caption=request.POST.get("caption", ""), actor=request.user, now=clock.now())
                messages.success(request, _("%(count)d件の写真・ファイルを加えました。位置の情報は残りません") % {"count": len(made)})
            else:
                captions = {name.removeprefix("caption-"): value for name, value in request.POST.items() if name.startswith("caption-")}
                caption_files(inspection=found, captions=captions, actor=request.user, now=clock.now())
                messages.success(request, _("説明を直しました"))
        except ApplicationError as error:
            errors = {error.field: str(error)}
        else:
            return HttpResponseRedirect(request.path)
    rows = list(found.files.filter(removed_at__isnull=True))
    context = {
        "inspection": found,
        "application": found.application,
        "rows": [(row, request.POST.get(f"caption-{row.uid}", row.caption), errors.get(row.uid, "")) for row in rows],
        "removed": found.files.filter(removed_at__isnull=False),
        "may_change": works_application(request.user, found.application) and may_change(found.application),
        "asked": request.POST,
        "errors": errors,
        "whole": errors.get("", ""),
    }
    return render(request, "applications/staff_inspection.html", context, status=422 if errors else 200)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def file(request: HttpRequest, uid: str) -> HttpResponse:
    """One photo or file; photos are shown, files are kept."""
    found = get_object_or_404(visible_to(request.user, InspectionFile).select_related("inspection"), uid=uid)
    record_personal_view(actor=request.user, obj=found.inspection, page="applications:inspection-file", now=clock.real_now())
    with found.file.open("rb") as content:
        response = as_file(content.read(), found.file_name, found.media_type, attachment=not found.is_photo)
    response["X-Content-Type-Options"] = "nosniff"
    return response


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
@require_POST
def move_file(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Take a file off, or put it back."""
    if name not in {"remove", "restore"}:
        raise Http404
    record: Any = get_object_or_404(visible_to(request.user, InspectionFile).select_related("inspection__application"), uid=uid)
    if not works_application(request.user, record.inspection.application):
        raise PermissionDenied
    try:
        (put_back if name == "restore" else take_off)(record=record, actor=request.user, now=clock.now())
    except ApplicationError as error:
        messages.error(request, str(error))
    else:
        done = _("「%(caption)s」を戻しました") if name == "restore" else _("「%(caption)s」を外しました。下の「外したもの」から戻せます")
        messages.success(request, done % {"caption": record.caption})
    return HttpResponseRedirect(reverse("applications:inspection-files", args=[record.inspection.uid]))
