"""会議資料の様式: the city's own Word and Excel files for the meeting papers; checked at upload, by place."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.meetings.access import is_body_office
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.sources import own_sources
from musubi.blocks.meetings.domain.papers.templates import keep_template, own_source, set_in_use, starter, vocabulary_of
from musubi.blocks.meetings.interfaces.paper_forms import PaperTemplateForm
from musubi.blocks.meetings.models import Body, PaperTemplate
from musubi.blocks.meetings.rules import MANAGE_BODIES, WORK_BODY
from musubi.blocks.meetings.views.opening import record_at, staff_page
from musubi.blocks.papers.domain.filling.files import MEDIA_TYPES, TemplateFaultsError, suffix_of
from musubi.blocks.papers.domain.filling.tags import described


def _may_manage(request: HttpRequest, body: Body | None) -> bool:
    """A body's own templates are its office's; those for all bodies the secretariat's."""
    return request.user.has_perm(WORK_BODY, body) if body is not None else request.user.has_perm(MANAGE_BODIES)


@staff_page
def templates(request: HttpRequest) -> HttpResponse:
    """Kind of paper by kind: the files in use, earlier editions, a file to begin with, every tag."""
    found = list(visible_to(request.user, PaperTemplate).defer("content").select_related("body", "uploaded_by"))
    kinds = []
    for source in own_sources():
        rows = [{"row": row, "may_manage": _may_manage(request, row.body)} for row in found if row.source == source.code]
        kinds.append(
            {
                "source": source,
                "in_use": [each for each in rows if each["row"].in_use],
                "earlier": [each for each in rows if not each["row"].in_use],
                "tags": list(described(vocabulary_of(source))),
            }
        )
    return render(request, "meetings/papers/templates.html", {"kinds": kinds, "may_add": is_body_office(request.user)})


@login_required
def new(request: HttpRequest) -> HttpResponse:
    """Check a file and keep it as the next edition."""
    if not is_body_office(request.user):
        raise PermissionDenied
    initial = {name: request.GET.get(name, "") for name in ("source", "body", "name")}
    form = PaperTemplateForm(request.POST or None, request.FILES or None, user=request.user, initial=initial)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = keep_template(
                source=data["source"],
                body=data["body"],
                name=data["name"],
                file_name=data["file"].name,
                content=data["file"].read(),
                actor=request.user,
                now=clock.now(),
            )
        except TemplateFaultsError as error:
            findings = error.findings
        else:
            messages.success(
                request,
                _("「%(name)s」第%(edition)d版を使います。次に作る資料から、この様式になります") % {"name": made.name, "edition": made.edition},
            )
            return HttpResponseRedirect(reverse("meeting-papers:templates"))
    context = {"form": form, "findings": findings}
    return render(request, "meetings/papers/template_new.html", context, status=422 if findings or form.errors else 200)


@staff_page
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """The file itself, to be shaped and uploaded again."""
    found: PaperTemplate = record_at(request, PaperTemplate, uid)
    suffix = suffix_of(found.file_name)
    return as_file(bytes(found.content), f"{found.source}-{found.edition}{suffix}", MEDIA_TYPES[suffix], attachment=True)


@login_required
@require_POST
def act(request: HttpRequest, uid: str, action: str) -> HttpResponse:
    """Go back to an edition, or use none."""
    found: PaperTemplate = record_at(request, PaperTemplate, uid, "body")
    if not _may_manage(request, found.body):
        raise PermissionDenied
    set_in_use(template=found, in_use=action == "use", actor=request.user, now=clock.now())
    words = {"name": found.name, "edition": found.edition}
    if action == "use":
        messages.success(request, _("「%(name)s」は第%(edition)d版を使います") % words)
    else:
        messages.success(request, _("「%(name)s」を使うのをやめました。次からは、はじめからある形で作ります") % words)
    return HttpResponseRedirect(reverse("meeting-papers:templates"))


@staff_page
def start(request: HttpRequest, source: str, kind: str) -> HttpResponse:
    """A file with every tag, to begin with."""
    try:
        content = starter(own_source(source), kind)
    except MeetingError as error:
        raise Http404(str(error)) from error
    return as_file(content, f"{source}.{kind}", MEDIA_TYPES[f".{kind}"], attachment=True)
