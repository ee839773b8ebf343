"""Take a file of counts in: check it first, or keep every row that can be kept and tell the others."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError
from musubi.blocks.visits.domain.taking import keep_rows
from musubi.blocks.visits.interfaces.files import KINDS, empty_book, read_file
from musubi.blocks.visits.interfaces.forms import CountFileForm
from musubi.blocks.visits.rules import WORK_VISITS

LANDS_ON = {"quarters": "visits:visitors", "counters": "visits:visitors", "surveys": "visits:circulation"}


@login_required
@permission_required(WORK_VISITS, raise_exception=True)
def take(request: HttpRequest, kind: str) -> HttpResponse:
    """One page for each kind of file."""
    if kind not in KINDS:
        raise Http404(_("この種類のファイルはありません"))
    asked = KINDS[kind]
    if "template" in request.GET:
        return as_download(empty_book(asked), _("%(kind)s_空のブック.xlsx") % {"kind": asked.title})
    form = CountFileForm(request.POST or None, request.FILES or None)
    read = kept = None
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            read = read_file(asked, file.read(LARGEST_FILE + 1), today=clock.today())
        except WorkbookError as error:
            form.add_error("file", str(error))
        if read is not None and "keep" in request.POST:
            new, changed = keep_rows(records=read.rows, file_name=file.name, actor=request.user, now=clock.now())
            kept = {"new": new, "changed": changed}
            if read.problems and not new + changed:
                messages.error(request, _("取り込めた行はありません。下のセルを直して、もう一度選んでください"))
            else:
                messages.success(request, _("新しく%(new)d件を登録し、%(changed)d件を直しました") % kept)
            if not read.problems:
                return redirect(LANDS_ON[kind])
    context = {"kind": kind, "asked": asked, "kinds": KINDS.items(), "form": form, "read": read, "kept": kept}
    return render(request, "visits/import.html", context, status=422 if form.errors else 200)
