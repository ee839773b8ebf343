"""The tax agency's register: look a corporation up as one types; the files that were taken in."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.parties.domain.corporation_files import counted, known_municipalities, take_file
from musubi.blocks.parties.domain.errors import PartyError
from musubi.blocks.parties.domain.lookup import find_corporations
from musubi.blocks.parties.enums import CorporationFileKind
from musubi.blocks.parties.interfaces.detail_forms import FileForm
from musubi.blocks.parties.models import Corporation, CorporationFile, Party
from musubi.blocks.parties.rules import SEE_PARTIES, UPDATE_REGISTER, WORK_PARTIES

LARGEST_UPLOAD = 40 * 1024 * 1024


@login_required
def lookup(request: HttpRequest) -> HttpResponse:
    """Corporations by number, name or reading; the part alone where the page asks for it while one types."""
    query = request.GET.get("q", "")[:100]
    told = find_corporations(query)
    known: dict[str, str] = {}
    if request.user.has_perm(SEE_PARTIES):
        numbers = [one.legal_entity_number for one in told.found]
        known = dict(visible_to(request.user, Party).filter(legal_entity_number__in=numbers).values_list("legal_entity_number", "uid"))
    context = {"query": query, "lookup": told, "known": known, "may_work": request.user.has_perm(WORK_PARTIES)}
    part = bool(getattr(request, "htmx", False)) and not request.htmx.boosted  # type: ignore[attr-defined]
    return render(request, "parties/_lookup.html" if part else "parties/lookup.html", context)


@login_required
@permission_required(SEE_PARTIES, raise_exception=True)
def files(request: HttpRequest) -> HttpResponse:
    """The files taken in, with what became of their rows; a further one is taken in here."""
    may_update = request.user.has_perm(UPDATE_REGISTER)
    form = FileForm(request.POST or None, request.FILES or None)
    form.fields["kind"].choices = CorporationFileKind.choices  # type: ignore[attr-defined]
    form.fields["kind"].initial = CorporationFileKind.DIFFERENCE
    if request.method == "POST" and may_update and form.is_valid():
        try:
            record = _take(request, form.cleaned_data)
        except (PartyError, BadZipFile) as error:
            told = str(error) if isinstance(error, PartyError) else _("ZIPファイルが壊れています。もう一度取り直してください")
            form.add_error("file", told)
        else:
            words = "、".join(f"{title}{count:,}" for title, count in counted(record))
            messages.success(request, _("取り込みました。%(counts)s") % {"counts": words})
            return HttpResponseRedirect(reverse("parties:register"))
    records = [{"file": one, "counts": counted(one)} for one in visible_to(request.user, CorporationFile).select_related("taken_by")[:50]]
    context: dict[str, Any] = {"form": form, "records": records, "may_update": may_update, "total": visible_to(request.user, Corporation).count()}
    return render(request, "parties/register.html", context, status=422 if form.errors else 200)


def _take(request: HttpRequest, data: dict[str, Any]) -> CorporationFile:
    upload = data["file"]
    if upload.size > LARGEST_UPLOAD:
        raise PartyError("too_big", _("40MBを超えています。大きなファイルは musubi corporations コマンドで取り込んでください"), "file")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        with path.open("wb") as stream:
            for chunk in upload.chunks():
                stream.write(chunk)
        return take_file(
            path=path,
            kind=data["kind"],
            actor=request.user,
            now=clock.now(),
            file_name=Path(upload.name).name,
            municipalities=known_municipalities(),
        )
