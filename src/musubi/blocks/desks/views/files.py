"""Photos and files: put to an activity or to the desk, looked at, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.desks.domain.attachments import add_attachment, restore_attachment, withdraw_attachment
from musubi.blocks.desks.domain.journal import earlier_items
from musubi.blocks.desks.interfaces.file_forms import DocumentsForm, FilesForm
from musubi.blocks.desks.models import Activity, Attachment
from musubi.blocks.desks.views.activity import activity_page
from musubi.blocks.desks.views.opening import go, reading, record_at, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.papers.domain.uploads import FileRefusedError, check_size
from musubi.blocks.vision.domain.desks import Desk

PAGE_SIZE = 50


def _keep(request: HttpRequest, form: FilesForm, desk: Desk, **more: Any) -> int:
    """Keep each file that can be kept; the others are told by name at the field. How many were kept."""
    kept = 0
    given = {name: form.cleaned_data[name] for name in ("consent", "note", "title", "visibility") if name in form.cleaned_data}
    if len(form.cleaned_data["files"]) > 1:
        given.pop("title", None)
    for file in form.cleaned_data["files"]:
        try:
            check_size(file.size)
            add_attachment(file_name=file.name, data=file.read(), actor=request.user, now=clock.now(), **given, **more)
            kept += 1
        except FileRefusedError as error:
            form.add_error("files", _("「%(name)s」: %(problem)s") % {"name": file.name, "problem": error})
    if kept:
        messages.success(request, _("%(count)d個のファイルを付けました") % {"count": kept})
    return kept


@writing
@require_POST
def add_to_activity(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Files of an activity."""
    activity = record_at(request, Activity, {desk.item.pk, *earlier_items(desk.item)}, uid, withdrawn_at__isnull=True)
    form = FilesForm(request.POST, request.FILES)
    if form.is_valid():
        _keep(request, form, desk, item=activity.item, activity=activity)
    if form.errors:
        return activity_page(request, desk, activity, files=form)
    return go("activity", desk, uid, year=activity.fiscal_year, anchor="#h-files")


@reading
def documents(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Every file of the desk in a year; the desk's own documents are added here."""
    form = DocumentsForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and desk.may_work and form.is_valid():
        _keep(request, form, desk, item=desk.item, fiscal_year=desk.fiscal_year)
        if not form.errors:
            return go("documents", desk)
    rows = visible_to(request.user, Attachment).filter(item=desk.item, withdrawn_at__isnull=True)
    if request.GET.get("every") != "1":
        rows = rows.filter(fiscal_year=desk.fiscal_year)
    query = request.GET.get("q", "").strip()
    if query:
        rows = rows.filter(Q(title__icontains=query) | Q(file_name__icontains=query) | Q(note__icontains=query) | Q(activity__title__icontains=query))
    rows = rows.filter(is_photo=request.GET["photo"] == "1") if request.GET.get("photo") in {"0", "1"} else rows
    page = Paginator(rows.select_related("activity", "uploaded_by"), PAGE_SIZE).get_page(request.GET.get("page"))
    gone = visible_to(request.user, Attachment).filter(item=desk.item, fiscal_year=desk.fiscal_year, withdrawn_at__isnull=False)
    context = {
        "desk": desk,
        "page": page,
        "form": form,
        "asked": request.GET,
        "filtered": bool(query) or "photo" in request.GET,
        "gone": gone[:20] if desk.may_work else [],
    }
    return render(request, "desks/documents.html", context)


def _file(request: HttpRequest, desk: Desk, uid: str, **more: Any) -> Attachment:
    found: Attachment = record_at(request, Attachment, {desk.item.pk, *earlier_items(desk.item)}, uid, **more)
    return found


@reading
def file(request: HttpRequest, desk: Desk, uid: str) -> HttpResponseBase:
    """The file's bytes: photos to look at, everything else to keep; never cached by others, never run as a page."""
    attachment = _file(request, desk, uid, withdrawn_at__isnull=True)
    try:
        content = attachment.file.open("rb")
    except FileNotFoundError as error:
        raise Http404(_("ファイルの中身が見つかりません。システム管理者に、控えから戻すよう伝えてください")) from error
    response = FileResponse(content, as_attachment=not attachment.is_photo, filename=attachment.file_name, content_type=attachment.media_type)
    response["Cache-Control"] = "private, no-store"
    return response


@writing
@require_POST
def withdraw(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Take a file back, or bring it back with `undo`."""
    attachment = _file(request, desk, uid)
    if "undo" in request.POST:
        if restore_attachment(attachment=attachment, actor=request.user, now=clock.now()):
            messages.success(request, _("「%(title)s」を元に戻しました") % {"title": attachment.title})
    elif withdraw_attachment(attachment=attachment, actor=request.user, now=clock.now()):
        messages.success(request, _("「%(title)s」を外しました。資料の画面の「外した資料」から元に戻せます") % {"title": attachment.title})
    if attachment.activity is not None and "undo" not in request.POST:
        return go("activity", desk, attachment.activity.uid, year=attachment.fiscal_year, anchor="#h-files")
    return go("documents", desk, year=attachment.fiscal_year)
