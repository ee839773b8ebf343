"""Excelから取り込む: upload, look at every row, accept all or some."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.activities import ActivityError
from musubi.blocks.desks.domain.journal_import import accept_rows, drop_upload, keep_upload
from musubi.blocks.desks.interfaces.journal_reader import JournalRead, read_journal
from musubi.blocks.desks.interfaces.journal_workbook import write_journal
from musubi.blocks.desks.models import JournalUpload
from musubi.blocks.desks.views.opening import go, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError
from musubi.blocks.vision.domain.desks import Desk

MOST_SHOWN = 500


class ImportForm(forms.Form):
    """Choose the workbook."""

    use_required_attribute = False
    file = forms.FileField(
        label=gettext_lazy("活動記録のブック(.xlsx)"),
        help_text=gettext_lazy("20MBまで。選んでも、確かめて取り込むまで記録は変わりません。"),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        allow_empty_file=True,
        error_messages={"required": gettext_lazy("ファイルを選んでください")},
    )


@writing
def start(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Choose a workbook; an empty one to fill in is here too."""
    if "template" in request.GET:
        return as_download(write_journal([], title=str(desk.item)), _("活動記録_%(code)s_ひな型.xlsx") % {"code": desk.code})
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        data = file.read(LARGEST_FILE + 1)
        try:
            read_journal(data, item=desk.item, today=clock.today())
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            upload = keep_upload(item=desk.item, data=data, file_name=file.name, actor=request.user, now=clock.now())
            return go("journal-preview", desk, upload.uid)
    waiting = visible_to(request.user, JournalUpload).filter(item=desk.item).select_related("uploaded_by")
    return render(request, "desks/import.html", {"desk": desk, "form": form, "waiting": waiting})


@writing
def preview(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Every row that would be added or changed; accept those that are ticked, or drop the workbook."""
    upload = get_object_or_404(visible_to(request.user, JournalUpload), item=desk.item, uid=uid)
    if "drop" in request.POST:
        drop_upload(upload=upload, actor=request.user, now=clock.now())
        messages.success(request, _("取り込みをやめました。記録は変わっていません"))
        return go("journal-import", desk)
    with upload.file.open("rb") as file:
        read = read_journal(file.read(), item=desk.item, today=clock.today())
    ticked = {row.key for row in read.rows if row.accepted_by_default}
    error = ""
    if request.method == "POST":
        ticked = {row.key for row in read.rows} if "every" in request.POST else set(request.POST.getlist("accept"))
        error = _accept(request, desk, upload, read, ticked)
        if not error:
            return go("journal", desk)
    rows = [{"row": row, "checked": row.key in ticked} for row in read.rows[:MOST_SHOWN]]
    context = {"desk": desk, "upload": upload, "read": read, "rows": rows, "error": error, "more": max(0, len(read.rows) - MOST_SHOWN)}
    return render(request, "desks/import_preview.html", context)


def _accept(request: HttpRequest, desk: Desk, upload: JournalUpload, read: JournalRead, ticked: set[str]) -> str:
    """Take the ticked rows in; what hinders it in words, or ""."""
    chosen = [row for row in read.rows if row.key in ticked]
    if not chosen:
        return _("取り込む行に1つ以上印を付けてください")
    seen = {row.key: int(text) for row in chosen if (text := request.POST.get(f"version-{row.key}", "")).isdecimal()}
    try:
        with transaction.atomic():
            accepted = [row.accepted(seen.get(row.key, row.version)) for row in chosen]
            new, changed = accept_rows(item=desk.item, rows=accepted, actor=request.user, now=clock.now())
            if len(chosen) == len(read.rows) and not read.problems:
                drop_upload(upload=upload, actor=request.user, now=clock.now())
    except FieldConflictError:
        return _("確かめている間に記録が変わりました。いまの値を確かめて、もう一度選んでください")
    except ActivityError as error:
        return str(error)
    messages.success(request, _("新しい記録%(new)d件、直した記録%(changed)d件を取り込みました") % {"new": new, "changed": changed})
    return ""
