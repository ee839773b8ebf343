"""Who takes part: list, one entry, many from a workbook or pasted, postcards; every reading of entrants is noted."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.draws.domain.addresses import take_addresses
from musubi.blocks.draws.domain.entries import add_entry, change_entry, take_rows, withdraw_entry
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.results import option_names, outcome_words
from musubi.blocks.draws.domain.rights import works_draw
from musubi.blocks.draws.enums import DrawStatus, EntryChannel
from musubi.blocks.draws.interfaces.entry_rows import ReadRows, read_pasted, read_workbook, write_entries
from musubi.blocks.draws.interfaces.forms import EntryForm, PasteForm, ReasonForm, WorkbookForm
from musubi.blocks.draws.interfaces.postcards import read_postcards, write_postcards
from musubi.blocks.draws.models import Draw, DrawEntry, PastEntry
from musubi.blocks.draws.rules import SEE_DRAWS
from musubi.blocks.draws.views.opening import draw_at, office_draw_at, paged
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.workbooks.reading import WorkbookError

SORTS = {"": "pk", "name": "name_kana", "-name": "-name_kana", "ticket": "ticket", "order": "outcome__position"}
MOST_FAULTS = 200


def _rows(request: HttpRequest, draw: Draw) -> Any:
    return visible_to(request.user, DrawEntry).filter(draw=draw).select_related("group", "outcome")


def _seen(request: HttpRequest, record: Any, page: str) -> None:
    record_personal_view(actor=request.user, obj=record, page=page, now=clock.real_now())


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def entries(request: HttpRequest, uid: str) -> HttpResponse:
    """All entries of a draw: by name, ticket, number or address; in the order asked for."""
    draw = office_draw_at(request, uid)
    words, sort = request.GET.get("q", "").strip(), request.GET.get("sort", "")
    rows = _rows(request, draw)
    for word in words.split():
        rows = rows.filter(
            Q(name__icontains=word)
            | Q(name_kana__icontains=word)
            | Q(ticket__startswith=word.upper())
            | Q(reference=word)
            | Q(address__icontains=word)
        )
    page = paged(request, rows.order_by(SORTS.get(sort, "pk"), "pk"))
    names = option_names(draw)
    shown = [(entry, [names.get(key, key) for key in entry.wishes], _result(entry, names)) for entry in page.object_list]
    _seen(request, draw, "draw-entries")
    context = {
        "draw": draw,
        "page": page,
        "rows": shown,
        "words": words,
        "sort": sort,
        "works": works_draw(request.user, draw),
        "preparing": draw.status == DrawStatus.PREPARING,
        "drawn": hasattr(draw, "run"),
    }
    return render(request, "draws/entries.html", context)


def _result(entry: DrawEntry, names: dict[str, str]) -> str:
    if entry.withdrawn_at is not None:
        return _("取下げ")
    outcome = getattr(entry, "outcome", None)
    return outcome_words(outcome, names) if outcome else ""


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def export(request: HttpRequest, uid: str) -> HttpResponse:
    """The entries as a workbook that can be read back; `empty` gives the headings alone."""
    draw = office_draw_at(request, uid)
    if "empty" in request.GET:
        return as_download(write_entries(draw, []), _("抽選の申込_ひな型.xlsx"))
    _seen(request, draw, "draw-export")
    rows = _rows(request, draw).filter(withdrawn_at=None).order_by("pk")
    return as_download(write_entries(draw, rows), _("抽選の申込_%(title)s.xlsx") % {"title": draw.title})


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Type one entry; it gets its ticket."""
    draw = draw_at(request, uid)
    form = EntryForm(request.POST or None, instance=DrawEntry(draw=draw), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = add_entry(entry=form.entry(), actor=request.user, now=clock.now())
        except DrawError as error:
            form.add_error(_field(form, error), str(error))
        else:
            messages.success(request, _("受け付けました。抽選番号は %(ticket)s です。申し込んだ方に渡してください") % {"ticket": made.ticket})
            return HttpResponseRedirect(reverse("draws:entry", args=[uid, made.uid]))
    context = {"form": form, "title": _("申込を1件入れる"), "button": _("受け付ける"), "back": reverse("draws:entries", args=[uid])}
    return render(request, "draws/form.html", context, status=422 if form.errors else 200)


def _field(form: EntryForm, error: DrawError) -> str | None:
    field = "wish_1" if error.field == "wishes" else error.field
    return field if field in form.fields else None


def _entry(request: HttpRequest, draw: Draw, entry_uid: str) -> DrawEntry:
    found: DrawEntry = get_object_or_404(_rows(request, draw), uid=entry_uid)
    return found


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def entry(request: HttpRequest, uid: str, entry_uid: str) -> HttpResponse:
    """An entry with what the entrant is handed: ticket, string and particulars; its result and offers."""
    draw = office_draw_at(request, uid)
    found = _entry(request, draw, entry_uid)
    _seen(request, found, "draw-entry")
    names = option_names(draw)
    context = {
        "draw": draw,
        "entry": found,
        "wishes": [names.get(key, key) for key in found.wishes],
        "result": _result(found, names),
        "offers": [(offer, names.get(offer.option, offer.option)) for offer in found.offers.all()],
        "past": visible_to(request.user, PastEntry).filter(entry=found, is_same=True).select_related("earlier__draw", "decided_by"),
        "works": works_draw(request.user, draw),
        "preparing": draw.status == DrawStatus.PREPARING and found.withdrawn_at is None,
        "leaves": draw.status == DrawStatus.DRAWN
        and getattr(found, "outcome", None) is not None
        and not found.outcome.void
        and not found.outcome.left_at,
        "history": history_of(found)[:8],
        "history_of": address_of(found),
    }
    return render(request, "draws/entry.html", context)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def edit(request: HttpRequest, uid: str, entry_uid: str) -> HttpResponse:
    """Change an entry before the list is fixed."""
    draw = draw_at(request, uid)
    found = _entry(request, draw, entry_uid)
    _seen(request, found, "draw-entry-edit")
    form = EntryForm(request.POST or None, instance=DrawEntry.objects.select_related("draw").get(pk=found.pk), user=request.user)
    back = reverse("draws:entry", args=[uid, entry_uid])
    if request.method == "POST" and form.is_valid():
        try:
            change_entry(entry=found, values=form.changes(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except DrawError as error:
            form.add_error(_field(form, error), str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    context = {"form": form, "title": _("申込を直す"), "button": _("この内容を保存する"), "back": back}
    return render(request, "draws/form.html", context, status=409 if form.conflicts else 422 if form.errors else 200)


def _withdraw(request: HttpRequest, record: DrawEntry, data: dict[str, Any]) -> None:
    withdraw_entry(entry=record, reason=data["reason"], actor=request.user, now=clock.now())


WITHDRAW = Step(_l("申込を取り下げる"), _l("取り下げを記録する"), ReasonForm, _withdraw, _l("取り下げを記録しました。抽選には加わりません"))


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def withdraw(request: HttpRequest, uid: str, entry_uid: str) -> HttpResponse:
    """An entrant takes the entry back."""
    draw = draw_at(request, uid)
    found = _entry(request, draw, entry_uid)
    return run_step(request, step=WITHDRAW, record=found, back=reverse("draws:entry", args=[uid, entry_uid]))


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def take(request: HttpRequest, uid: str, way: str) -> HttpResponse:
    """Many entries in one go: from a workbook (`file`) or pasted (`paste`); all rows or none."""
    draw = draw_at(request, uid)
    if way not in {"file", "paste"}:
        raise Http404
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = (WorkbookForm if way == "file" else PasteForm)(*sent, user=request.user, record=draw)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            read = read_workbook(draw, form.data_of_file()) if isinstance(form, WorkbookForm) else read_pasted(draw, form.cleaned_data["rows"])
            faults = list(read.faults)
            if not faults:
                return _taken(request, draw, read)
        except (WorkbookError, DrawError) as error:
            form.add_error("file" if way == "file" else "rows", str(error))
    context = {"draw": draw, "form": form, "way": way, "faults": faults[:MOST_FAULTS], "fault_count": len(faults)}
    return render(request, "draws/take.html", context, status=422 if faults or form.errors else 200)


def _taken(request: HttpRequest, draw: Draw, read: ReadRows) -> HttpResponse:
    taken = take_rows(draw=draw, rows=read.rows, channel=EntryChannel.LIST, actor=request.user, now=clock.now())
    words = {"all": len(read.rows), "new": taken.new, "changed": taken.changed, "same": taken.same}
    messages.success(request, _("%(all)d行: 新しい申込%(new)d件、直した申込%(changed)d件、変わらない申込%(same)d件") % words)
    if read.unknown:
        messages.warning(request, _("読まなかった列があります: %(names)s") % {"names": "、".join(read.unknown)})
    return HttpResponseRedirect(reverse("draws:entries", args=[draw.uid]))


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def postcards(request: HttpRequest, uid: str) -> HttpResponse:
    """はがき: the sheet for printing (`download`), and the same sheet back with addresses and returns."""
    draw = draw_at(request, uid)
    if "download" in request.GET:
        _seen(request, draw, "draw-postcards")
        rows = _rows(request, draw).filter(withdrawn_at=None).order_by("outcome__position", "pk")
        return as_download(write_postcards(draw, rows), _("はがき_%(title)s.xlsx") % {"title": draw.title})
    sent = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form = WorkbookForm(*sent, user=request.user, record=draw)
    faults: list[Any] = []
    if request.method == "POST" and form.is_valid():
        try:
            rows, faults = read_postcards(draw, form.data_of_file(), today=clock.today())
        except WorkbookError as error:
            form.add_error("file", str(error))
        else:
            if not faults:
                changed, same = take_addresses(draw=draw, rows=rows, actor=request.user, now=clock.now())
                messages.success(request, _("直した申込%(changed)d件、変わらない申込%(same)d件") % {"changed": changed, "same": same})
                return HttpResponseRedirect(reverse("draws:entries", args=[uid]))
    context = {"draw": draw, "form": form, "faults": faults[:MOST_FAULTS], "fault_count": len(faults), "drawn": hasattr(draw, "run")}
    return render(request, "draws/postcards.html", context, status=422 if faults or form.errors else 200)
