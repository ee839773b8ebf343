"""計画台帳: write the plan out as a workbook, take it in again after looking at every cell that changes."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.workbooks.reading import WorkbookError
from musubi.blocks.vision.domain.document import ChangeConflictError, Problem
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.preview import Proposal, accepted, proposals
from musubi.blocks.vision.domain.store import InvalidPlanError, load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.uploads import apply_upload, base_of, drop_upload, keep_upload
from musubi.blocks.vision.interfaces.forms import ReasonForm
from musubi.blocks.vision.interfaces.told import told
from musubi.blocks.vision.interfaces.workbook import ReadWorkbook, read_workbook, sheet_title, write_workbook
from musubi.blocks.vision.models import Vision, WorkbookUpload
from musubi.blocks.vision.rules import CHANGE_PLAN

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """Choose the workbook."""

    file = forms.FileField(
        label=gettext_lazy("直した計画台帳(.xlsx)"),
        help_text=gettext_lazy("20MBまで。選んでも、変更を確かめるまで計画は変わりません。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
    )


def _plan() -> Vision:
    vision = plan_in_force()
    if vision is None:
        raise Http404(_("計画がまだありません。概要版を読み取るか、計画台帳を取り込んでください"))
    return vision


def _revision(vision: Vision) -> int:
    return int(vision.revisions.aggregate(last=Max("number"))["last"] or 0)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def workbook(request: HttpRequest) -> HttpResponse:
    """Download, upload, and the uploads that wait."""
    vision = _plan()
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read()
        try:
            read_workbook(data, known=load_document(vision))
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            upload = keep_upload(
                vision=vision, data=data, file_name=file.name, actor=request.user, now=clock.now()
            )
            return HttpResponseRedirect(reverse("plan:workbook-preview", args=[upload.uid]))
    context = {"form": form, "uploads": vision.uploads.select_related("uploaded_by", "revision")[:20]}
    return render(request, "vision/staff/workbook.html", context)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def download(request: HttpRequest) -> HttpResponse:
    """The plan as a workbook."""
    vision = _plan()
    data = write_workbook(load_document(vision), revision=_revision(vision), title=f"{vision.title} 計画台帳")
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{vision.slug}.xlsx"'
    return response


def _rows(found: list[Proposal], chosen: set[int]) -> list[dict[str, Any]]:
    words = told(proposal.change for proposal in found)
    return [
        {"proposal": proposal, "told": word, "checked": proposal.number in chosen}
        for proposal, word in zip(found, words, strict=True)
    ]


def _places(problems: list[Problem], read: ReadWorkbook) -> list[dict[str, str]]:
    titles = {spec.name: sheet_title(spec) for spec in specs()}
    return [
        {
            "place": read.cells.get((p.table, p.uid, p.column)) or read.cells.get((p.table, p.uid, "")) or titles[p.table],
            "message": p.message,
        }
        for p in problems
    ]


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def preview(request: HttpRequest, uid: str) -> HttpResponse:
    """Every cell that changes, with problems and conflicts; accept all or some."""
    upload: WorkbookUpload = get_object_or_404(WorkbookUpload.objects.select_related("vision", "revision"), uid=uid)
    current = load_document(upload.vision)
    with upload.file.open("rb") as file:
        read = read_workbook(file.read(), known=current)
    base = base_of(upload.vision, current, read.revision)
    unreadable = {(problem.table, problem.uid, problem.column) for problem in read.problems}
    found = [
        proposal
        for proposal in proposals(base=base, current=current, copy=read.document, specs=specs(), places=read.cells)
        if (proposal.change.table, proposal.change.uid, proposal.change.column) not in unreadable
    ]
    problems = list(read.problems)
    chosen = {proposal.number for proposal in found if proposal.accepted_by_default}
    reason = ReasonForm(request.POST or None)
    if request.method == "POST":
        chosen = {int(number) for number in request.POST.getlist("accept") if number.isdigit()}
        if not chosen:
            reason.add_error(None, _("反映する変更を1つ以上選んでください")) if reason.is_valid() else None
        elif reason.is_valid():
            revision = _apply(request, upload, accepted(found, chosen), reason, problems)
            if revision is not None:
                return HttpResponseRedirect(reverse("plan:revision", args=[revision]))
    context = {
        "upload": upload,
        "rows": _rows(found, chosen),
        "problems": _places(problems, read),
        "reason": reason,
        "counts": {"all": len(found), "conflicts": sum(p.conflict for p in found)},
    }
    return render(request, "vision/staff/workbook_preview.html", context)


def _apply(
    request: HttpRequest, upload: WorkbookUpload, changes: list[Any], reason: ReasonForm, problems: list[Problem]
) -> int | None:
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
        reason.add_error(None, _("選んだ変更だけでは計画が整いません。下の「直すところ」を確かめてください"))
        return None
    except ChangeConflictError:
        messages.warning(request, _("確かめている間に計画が変わりました。もう一度確かめてください"))
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
