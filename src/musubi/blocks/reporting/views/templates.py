"""報告様式: the Word and Excel files that figures fill; checked at upload, by place."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.papers.domain.filling.files import MEDIA_TYPES, TemplateFaultsError, suffix_of
from musubi.blocks.papers.domain.filling.tags import described
from musubi.blocks.reporting.domain.templates import keep_template, use_edition
from musubi.blocks.reporting.domain.vocabulary import vocabulary
from musubi.blocks.reporting.interfaces.edition_forms import TemplateForm
from musubi.blocks.reporting.models import ReportTemplate
from musubi.blocks.reporting.rules import MANAGE_TEMPLATES, READ_REPORTS


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def templates(request: HttpRequest) -> HttpResponse:
    """The templates in use, their earlier editions, and every tag."""
    found = visible_to(request.user, ReportTemplate).defer("content").select_related("uploaded_by")
    context = {
        "in_use": [template for template in found if template.in_use],
        "earlier": [template for template in found if not template.in_use],
        "tags": list(described(vocabulary())),
        "may_manage": request.user.has_perm(MANAGE_TEMPLATES),
    }
    return render(request, "reporting/templates.html", context)


@login_required
@permission_required(MANAGE_TEMPLATES, raise_exception=True)
def new(request: HttpRequest, key: str = "") -> HttpResponse:
    """Add a template, or a further edition of one."""
    earlier = get_object_or_404(visible_to(request.user, ReportTemplate), key=key, in_use=True) if key else None
    initial = {"name": earlier.name, "purpose": earlier.purpose} if earlier else {}
    form = TemplateForm(request.POST or None, request.FILES or None, initial=initial)
    findings: list[Any] = []
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            made = keep_template(
                key=key or _key(file.name),
                name=form.cleaned_data["name"],
                purpose=form.cleaned_data["purpose"],
                file_name=file.name,
                content=file.read(),
                note=form.cleaned_data["note"],
                actor=request.user,
                now=clock.now(),
            )
        except TemplateFaultsError as error:
            findings = error.findings
        else:
            messages.success(request, _("「%(name)s」第%(edition)d版を使えるようにしました") % {"name": made.name, "edition": made.edition})
            return HttpResponseRedirect(reverse("reports:templates"))
    return render(request, "reporting/template_new.html", {"form": form, "earlier": earlier, "findings": findings}, status=422 if findings else 200)


def _key(file_name: str) -> str:
    stem = re.sub(r"[^a-z0-9]+", "-", file_name.rsplit(".", 1)[0].lower()).strip("-")[:30]
    return f"{stem or 'template'}-{new_uid()[:6]}"


@login_required
@permission_required(READ_REPORTS, raise_exception=True)
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """The template's own file, to be edited and uploaded again."""
    found = get_object_or_404(visible_to(request.user, ReportTemplate), uid=uid)
    suffix = suffix_of(found.file_name)
    headers = {"Content-Disposition": f'attachment; filename="{found.key}-{found.edition}{suffix}"'}
    return HttpResponse(bytes(found.content), content_type=MEDIA_TYPES[suffix], headers=headers)


@login_required
@permission_required(MANAGE_TEMPLATES, raise_exception=True)
@require_POST
def use(request: HttpRequest, uid: str) -> HttpResponse:
    """Go back to an earlier edition."""
    found = use_edition(template=get_object_or_404(visible_to(request.user, ReportTemplate), uid=uid), actor=request.user, now=clock.now())
    messages.success(request, _("「%(name)s」は第%(edition)d版を使います") % {"name": found.name, "edition": found.edition})
    return HttpResponseRedirect(reverse("reports:templates"))
