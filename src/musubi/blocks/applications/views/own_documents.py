"""Files of a form: chosen one by one, kept at once; in parts with script, in one post without."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.applications.domain.applicant.editing import editable_parts
from musubi.blocks.applications.domain.applicant.unread import store_of
from musubi.blocks.applications.domain.corrections import form_stage
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import PART, add_file, append_part, finish_upload, remove_file, restore_file, start_upload
from musubi.blocks.applications.domain.terms import RequiredDocument, Terms, read_terms
from musubi.blocks.applications.enums import Stage
from musubi.blocks.applications.models import Application, ApplicationFile, CostLine, Upload
from musubi.blocks.applications.views.opening import application_at
from musubi.blocks.applications.views.own_opening import editable, points_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.papers.domain.uploads import FileRefusedError

ERRORS = "file_errors"


@dataclass(frozen=True)
class DocumentView:
    """A place for files: what is asked, the files that are there or were just taken out, what went wrong with the last one."""

    key: str
    label: str
    required: bool
    help: str
    files: list[ApplicationFile]
    broken: list[Upload]
    error: str = ""
    cost: CostLine | None = None
    point: Any = None
    removed: Sequence[ApplicationFile] = ()
    locked: bool = False

    @property
    def place(self) -> str:
        """An id on the page."""
        return f"{self.key}-{self.cost.uid}" if self.cost else self.key


def documents_of(
    request: HttpRequest,
    found: Application,
    terms: Terms,
    stage: str,
    faults: Mapping[str, str] | None = None,
    parts: frozenset[str] | None = None,
) -> list[DocumentView]:
    """The documents of a stage for this case, evidence by cost line in a report, and a place for others; four queries.

    `parts` are what may be changed, None is everything.
    """
    every = list(found.files.filter(stage=stage).select_related("cost"))
    last = found.receipts.order_by("-received_at").values_list("received_at", flat=True).first()
    kept = [row for row in every if row.removed_at is None]
    gone = [row for row in every if row.removed_at is not None and (last is None or row.removed_at > last)]
    broken = list(found.uploads.filter(stage=stage))
    errors = request.session.pop(ERRORS, {}) if hasattr(request, "session") else {}
    points, missing = points_of(found), faults or {}

    def view(document: RequiredDocument, cost: CostLine | None = None) -> DocumentView:
        own = [row for row in kept if row.requirement == document.key and row.cost_id == (cost.pk if cost else None)]
        place = f"{document.key}-{cost.uid}" if cost else document.key
        begun = [row for row in broken if row.requirement == document.key] if cost is None else []
        required, error, point = (
            document.required and cost is None,
            errors.get(place) or missing.get(f"file-{place}", ""),
            points.get(f"file-{document.key}"),
        )
        there = {row.sha256 for row in own}
        removed = [row for row in gone if row.requirement == document.key and row.cost_id == (cost.pk if cost else None) and row.sha256 not in there]
        removed.sort(key=lambda row: row.removed_at or row.uploaded_at, reverse=True)
        locked = parts is not None and f"file-{document.key}" not in parts
        return DocumentView(document.key, document.label, required, document.help, own, begun, error, cost, point, removed[:3], locked)

    views = [view(each) for each in terms.documents_of(stage, lane=found.lane, answers=store_of(found, stage))]
    if stage == Stage.REPORT:
        evidence = RequiredDocument("evidence", _("証拠書類(領収書・請求書・写真など)"), stage, required=False)
        views += [view(evidence, line) for line in found.costs.filter(stage=stage)]
    asked = {document.key for document in terms.documents_of(stage, lane=found.lane, answers=store_of(found, stage))}
    left = [row for row in kept if row.requirement not in asked | {"other"} and not (row.requirement == "evidence" and row.cost_id)]
    other = view(RequiredDocument("other", _("その他の書類"), stage, required=False))
    other.files.extend(left)  # no longer asked for since an answer changed or a line went: they can still be seen and taken out
    return [*views, other]


def _cost(found: Application, uid: str) -> CostLine | None:
    return get_object_or_404(found.costs.filter(stage=Stage.REPORT), uid=uid) if uid else None


def _one(request: HttpRequest, found: Application, requirement: str, cost: str) -> HttpResponse:
    """The place as it stands now, as a fragment."""
    stage = form_stage(found)
    parts = editable_parts(found, stage, today=clock.today())
    views = documents_of(request, found, read_terms(found.terms.content), stage, parts=parts)
    place = f"{requirement}-{cost}" if cost else requirement
    view = next((each for each in views if each.place == place), views[-1])
    return render(request, "applications/_own_document.html", {"document": view, "application": found})


@login_required
@require_POST
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """Files in one post: each is kept or told why not."""
    found = editable(request, uid, page="filings:form")
    requirement, cost = request.POST.get("requirement", ""), request.POST.get("cost", "")
    line = _cost(found, cost)
    faults = [] if request.FILES.getlist("file") else [_("ファイルを選んでから、送ってください")]
    for sent in request.FILES.getlist("file"):
        try:
            add_file(
                application=found,
                stage=form_stage(found),
                requirement=requirement,
                file_name=sent.name or "",
                data=sent.read(),
                cost=line,
                actor=request.user,
                now=clock.now(),
            )
        except (FileRefusedError, ApplicationError) as error:
            faults.append(f"{sent.name}: {error}")
    place = f"{requirement}-{cost}" if cost else requirement
    if faults:
        request.session[ERRORS] = {place: " / ".join(faults)}
    return HttpResponseRedirect(reverse("filings:form", args=[found.uid]) + f"#file-{place}")


@login_required
@require_POST
def start(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin to send a file in parts, or say how much of it is there."""
    found = editable(request, uid, page="filings:form")
    try:
        upload = start_upload(
            application=found,
            stage=form_stage(found),
            requirement=request.POST.get("requirement", ""),
            file_name=request.POST.get("name", ""),
            size=int(request.POST.get("size") or 0),
            stamp=request.POST.get("stamp", "")[:40],
            cost=_cost(found, request.POST.get("cost", "")),
            now=clock.now(),
        )
    except (FileRefusedError, ApplicationError) as error:
        return JsonResponse({"error": str(error)}, status=422)
    except ValueError:
        return JsonResponse({"error": _("ファイルの大きさを読めませんでした。もう一度選んでください")}, status=422)
    return JsonResponse({"upload": upload.uid, "received": upload.received, "part": PART})


def _upload(request: HttpRequest, uid: str, upload: str) -> tuple[Application, Upload]:
    found = editable(request, uid, page="filings:form")
    return found, get_object_or_404(visible_to(request.user, Upload).filter(application=found), uid=upload)


@login_required
@require_POST
def part(request: HttpRequest, uid: str, upload: str) -> HttpResponse:
    """One part at its offset; answers how much is there."""
    _found, row = _upload(request, uid, upload)
    try:
        received = append_part(upload=row, offset=int(request.headers.get("Upload-Offset") or 0), data=request.body)
    except (ApplicationError, ValueError) as error:
        return JsonResponse({"error": str(error), "received": row.received}, status=409)
    return JsonResponse({"received": received})


@login_required
@require_POST
def finish(request: HttpRequest, uid: str, upload: str) -> HttpResponse:
    """The file is whole: look at it, keep it, and show its place anew."""
    found, row = _upload(request, uid, upload)
    cost = request.POST.get("cost", "")
    requirement = row.requirement
    try:
        finish_upload(upload=row, actor=request.user, now=clock.now(), cost=_cost(found, cost))
    except (FileRefusedError, ApplicationError) as error:
        place = f"{requirement}-{cost}" if cost else requirement
        request.session[ERRORS] = {place: f"{row.file_name}: {error}"}
    return _one(request, found, requirement, cost)


@login_required
@require_POST
def remove(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """Take a file out of the form."""
    found = editable(request, uid, page="filings:form")
    row = get_object_or_404(visible_to(request.user, ApplicationFile).filter(application=found, removed_at__isnull=True), uid=file)
    place = f"{row.requirement}-{row.cost.uid}" if row.cost else row.requirement
    try:
        remove_file(record=row, actor=request.user, now=clock.now())
    except ApplicationError as error:
        request.session[ERRORS] = {place: str(error)}
    return HttpResponseRedirect(reverse("filings:form", args=[found.uid]) + f"#file-{place}")


@login_required
@require_POST
def restore(request: HttpRequest, uid: str, file: str) -> HttpResponse:
    """Put back a file that was taken out."""
    found = editable(request, uid, page="filings:form")
    row = get_object_or_404(visible_to(request.user, ApplicationFile).filter(application=found, removed_at__isnull=False), uid=file)
    place = f"{row.requirement}-{row.cost.uid}" if row.cost else row.requirement
    try:
        restore_file(record=row, actor=request.user, now=clock.now())
    except ApplicationError as error:
        request.session[ERRORS] = {place: str(error)}
    return HttpResponseRedirect(reverse("filings:form", args=[found.uid]) + f"#file-{place}")


@login_required
def download(request: HttpRequest, uid: str, file: str) -> FileResponse:
    """A file as it was kept."""
    found = application_at(request, uid, page="filings:file")
    row = get_object_or_404(visible_to(request.user, ApplicationFile).filter(application=found), uid=file)
    return FileResponse(row.file.open("rb"), as_attachment=True, filename=row.file_name, content_type=row.media_type)
