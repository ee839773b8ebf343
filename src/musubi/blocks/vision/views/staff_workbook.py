"""計画台帳: write the plan out as a workbook, take it in again after looking at every cell that changes."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.vision.domain.document import Change, ChangeConflictError, Problem
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.store import InvalidPlanError, load_document
from musubi.blocks.vision.domain.workbook.uploads import apply_upload, drop_upload, keep_upload
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.interfaces.forms import ReasonForm
from musubi.blocks.vision.interfaces.workbook import read_workbook, write_workbook
from musubi.blocks.vision.interfaces.workbook_preview import SHOWS, Preview, places_of, preview_of, rows_of
from musubi.blocks.vision.models import Vision, WorkbookUpload
from musubi.blocks.vision.rules import CHANGE_PLAN

PAGE_SIZE = 300


class UploadForm(forms.Form):
    """Choose the workbook."""

    file = forms.FileField(
        label=gettext_lazy("直した計画台帳(.xlsx)"),
        help_text=gettext_lazy("20MBまで。選んでも、変更を確かめるまで計画は変わりません。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )


def _plan(request: HttpRequest) -> Vision:
    """The plan in force, or the draft that `?plan=` names."""
    slug = request.GET.get("plan", "")
    vision = Vision.objects.filter(slug=slug, status=VisionStatus.DRAFT).first() if slug else plan_in_force()
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    return vision


def _revision(vision: Vision) -> int:
    return int(vision.revisions.aggregate(last=Max("number"))["last"] or 0)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def workbook(request: HttpRequest) -> HttpResponse:
    """Download, upload, and the uploads that wait."""
    vision = _plan(request)
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_workbook(data, known=load_document(vision))
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            upload = keep_upload(vision=vision, data=data, file_name=file.name, actor=request.user, now=clock.now())
            return HttpResponseRedirect(reverse("plan:workbook-preview", args=[upload.uid]))
    context = {
        "form": form,
        "vision": vision,
        "is_draft": vision.status == VisionStatus.DRAFT,
        "uploads": vision.uploads.select_related("uploaded_by", "revision")[:20],
    }
    return render(request, "vision/staff/workbook.html", context)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def download(request: HttpRequest) -> HttpResponse:
    """The plan as a workbook."""
    vision = _plan(request)
    data = write_workbook(load_document(vision), revision=_revision(vision), title=f"{vision.title} 計画台帳")
    return as_workbook(data, f"計画台帳_{vision.slug}_第{_revision(vision)}号.xlsx")


def as_workbook(data: bytes, name: str) -> HttpResponse:
    """The workbook as a download of that name."""
    return as_download(data, name)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def preview(request: HttpRequest, uid: str) -> HttpResponse:
    """Every cell that changes, with problems and conflicts; accept all or some, a part at a time where there are many."""
    upload: WorkbookUpload = get_object_or_404(WorkbookUpload.objects.select_related("vision", "revision"), uid=uid)
    try:
        told = preview_of(upload)
    except WorkbookError as error:
        return render(request, "vision/staff/workbook_preview.html", {"upload": upload, "unreadable": str(error)})
    problems = list(told.read.problems)
    reason = ReasonForm(request.POST or None, user=request.user, initial={"decision": request.GET.get("decision", "")})
    ticked = {proposal.token for proposal in told.found if proposal.accepted_by_default}
    if request.GET.get("mark") in {"all", "none"}:
        ticked = {proposal.token for proposal in told.found} if request.GET["mark"] == "all" else set()
    if request.method == "POST":
        if "every" not in request.POST:
            ticked = set(request.POST.getlist("accept"))
        revision = _accept(request, upload, told, ticked, reason, problems)
        if revision is not None:
            if upload.vision.status == VisionStatus.IN_FORCE:
                return HttpResponseRedirect(reverse("plan:revision", args=[revision]))
            return HttpResponseRedirect(reverse("plan:draft", args=[upload.vision.slug]))
    show, table = request.GET.get("show", "all"), request.GET.get("table", "")
    page = Paginator(told.part(show, table), PAGE_SIZE).get_page(request.GET.get("page"))
    context = {
        "upload": upload,
        "preview": told,
        "show": show if show in SHOWS else "all",
        "table": table,
        "page": page,
        "rows": rows_of(list(page), ticked),
        "problems": places_of(problems, told.read),
        "reason": reason,
    }
    return render(request, "vision/staff/workbook_preview.html", context)


def _accept(
    request: HttpRequest,
    upload: WorkbookUpload,
    told: Preview,
    ticked: set[str],
    reason: ReasonForm,
    problems: list[Problem],
) -> int | None:
    """Apply what is ticked; None, with the errors on the form, where that is not possible."""
    if not reason.is_valid():
        return None
    chosen = told.chosen(ticked)
    if len({proposal.token for proposal in chosen} & ticked) < len(ticked):
        reason.add_error(None, _("確かめている間に計画が変わりました。いまの値を確かめて、もう一度選んでください"))
        return None
    if not chosen:
        reason.add_error(None, _("反映する変更を1つ以上選んでください"))
        return None
    revision = _apply(request, upload, [proposal.change for proposal in chosen], reason, problems)
    brought = len(chosen) - len(ticked)
    if revision is not None and brought:
        messages.info(request, _("選んだ変更に要る行や番号も、合わせて反映しました(%(count)d件)") % {"count": brought})
    return revision


def _apply(request: HttpRequest, upload: WorkbookUpload, changes: list[Change], reason: ReasonForm, problems: list[Problem]) -> int | None:
    try:
        revision = apply_upload(
            upload=upload,
            changes=changes,
            actor=request.user,
            now=clock.now(),
            reason=reason.cleaned_data["reason"],
            basis=reason.basis(),
            effective_on=reason.cleaned_data["effective_on"] or clock.today(),
        )
    except InvalidPlanError as error:
        problems.extend(error.problems)
        reason.add_error(None, _("選んだ変更だけでは計画が整いません。上の「直すところ」を確かめてください"))
        return None
    except ChangeConflictError:
        reason.add_error(None, _("確かめている間に計画が変わりました。いまの値を確かめて、もう一度選んでください"))
        return None
    messages.success(request, _("改定第%(number)d号として保存しました。公表版には、次に公表するまで出ません") % {"number": revision.number})
    return int(revision.number)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
@require_POST
def drop(request: HttpRequest, uid: str) -> HttpResponse:
    """Forget an upload."""
    upload = get_object_or_404(WorkbookUpload, uid=uid)
    drop_upload(upload=upload, actor=request.user, now=clock.now())
    messages.success(request, _("取り込みをやめました。計画は変わっていません"))
    return HttpResponseRedirect(reverse("plan:workbook"))
