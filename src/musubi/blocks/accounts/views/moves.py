"""4月1日の異動: the list out, edited, in again; looked at row by row; undone until the day."""

from __future__ import annotations

import datetime as dt

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.mass_move import Move, Renaming, apply_moves, undo_moves
from musubi.blocks.accounts.domain.people import PeopleError
from musubi.blocks.accounts.interfaces.forms import MoveUploadForm
from musubi.blocks.accounts.interfaces.move_workbook import MoveReader, write_moves
from musubi.blocks.accounts.models import MassMove, Membership
from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import WorkbookError

FOLDER = "moves"


def _next_april(today: dt.date) -> dt.date:
    return dt.date(today.year + (today >= dt.date(today.year, 4, 1)), 4, 1)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def moves_page(request: HttpRequest) -> HttpResponse:
    """Upload and preview; the accepted rows are applied from the same file, kept between the two steps."""
    form = MoveUploadForm(request.POST or None, request.FILES or None, initial={"day": _next_april(clock.today())})
    if request.method == "POST" and "kept" in request.POST:
        return _preview(request, request.POST["kept"])
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data["file"].read()
        day = form.cleaned_data["day"]
        try:
            MoveReader(day).read(data)
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            name = default_storage.save(f"{FOLDER}/{request.user.uid}-{day}.xlsx", ContentFile(data))
            return _preview(request, name.removeprefix(f"{FOLDER}/"))
    context = {"form": form, "records": MassMove.objects.select_related("applied_by")[:20], "today": clock.today()}
    return render(request, "people/moves.html", context)


def _preview(request: HttpRequest, kept: str) -> HttpResponse:
    """Who moves where; apply what is accepted."""
    name = f"{FOLDER}/{kept}"
    if "/" in kept or not kept.startswith(f"{request.user.uid}-") or not default_storage.exists(name):
        messages.warning(request, _("取り込んだファイルが見つかりません。もう一度選んでください"))
        return HttpResponseRedirect(reverse("people:moves"))
    day = dt.date.fromisoformat(kept.removeprefix(f"{request.user.uid}-")[:10])
    with default_storage.open(name) as file:
        data = file.read()
    reader = MoveReader(day)
    reader.read(data)
    error = ""
    chosen = set(request.POST.getlist("accept"))
    if "apply" in request.POST:
        accepted = [move for move in reader.moves if move.key in chosen]
        named = [one for one in reader.renamings if one.key in chosen]
        changed = _("確かめているあいだに所属が変わりました。もう一度確かめて、反映してください")
        error = changed if len(accepted) + len(named) < len(chosen) else _apply(request, accepted, named, day, kept)
        if not error:
            default_storage.delete(name)
            messages.success(request, _("%(count)d件の異動を記録しました。異動日に自動で切り替わります") % {"count": len(accepted) + len(named)})
            return HttpResponseRedirect(reverse("people:moves"))
    else:
        chosen = {move.key for move in reader.moves if move.organization is not None} | {one.key for one in reader.renamings}
    record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose="mass move")
    context = {
        "moves": reader.moves,
        "renamings": reader.renamings,
        "problems": reader.problems,
        "chosen": chosen,
        "kept": kept,
        "day": day,
        "error": error,
    }
    return render(request, "people/moves_preview.html", context)


def _apply(request: HttpRequest, accepted: list[Move], named: list[Renaming], day: dt.date, kept: str) -> str:
    """Apply; what hinders it in words, or ""."""
    try:
        apply_moves(moves=accepted, renamings=named, day=day, file_name=kept, actor=request.user, now=clock.now())
    except PeopleError as problem:
        return str(problem)
    return ""


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def download(request: HttpRequest) -> HttpResponse:
    """The posts of today as a workbook to edit."""
    posts = Membership.objects.active_on(clock.today()).select_related("user", "organization")
    record_personal_view(actor=request.user, obj=request.user, page=request.path, now=clock.now(), purpose="export")
    ordered = posts.order_by("organization__order", "organization__code", "user__name_kana", "pk")
    return as_download(write_moves(ordered), "moves.xlsx")


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
@require_POST
def undo(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a mass move back before its day."""
    record = get_object_or_404(MassMove, uid=uid)
    try:
        undo_moves(record=record, today=clock.today(), actor=request.user, now=clock.now())
        messages.success(request, _("一括異動を取り消しました"))
    except PeopleError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("people:moves"))
