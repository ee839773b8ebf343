"""過去の落選を数える: choose earlier draws, decide doubtful entrants, confirm the table of figures before and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.draws.domain.engine import weight_words
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.past_losses import (
    Counting,
    LossRow,
    Recognised,
    choose_draws,
    count_now,
    counted_draws,
    decide_pair,
    keep_losses,
)
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.interfaces.losses import CountForm, EarlierForm
from musubi.blocks.draws.models import Draw, DrawEntry, PastEntry
from musubi.blocks.draws.rules import SEE_DRAWS
from musubi.blocks.draws.views.opening import draw_at, paged
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to

MOST_DOUBTFUL = 50


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def losses(request: HttpRequest, uid: str) -> HttpResponse:
    """The page; sent, it keeps which earlier draws count."""
    draw = draw_at(request, uid)
    initial = {"earlier": counted_draws(draw), "losses_reset": draw.losses_reset, "references_last": draw.references_last}
    form = EarlierForm(request.POST or None, user=request.user, record=draw, initial=initial)
    if request.method == "POST" and form.is_valid():
        values = {**form.cleaned_data, "earlier": list(form.cleaned_data["earlier"])}
        try:
            choose_draws(draw=draw, actor=request.user, now=clock.now(), **values)
        except DrawError as error:
            form.add_error("earlier", str(error))
        else:
            messages.success(request, _("数える抽選を選びました。下の表を確かめてください"))
            return HttpResponseRedirect(reverse("draws:losses", args=[uid]))
    return _page(request, draw, form, None)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
@require_POST
def count(request: HttpRequest, uid: str) -> HttpResponse:
    """Take in the figures that the table showed."""
    draw = draw_at(request, uid)
    counting = count_now(draw)
    form = CountForm(request.POST, user=request.user, record=draw, overwrites=sum(row.is_overwritten for row in counting.rows))
    if form.is_valid():
        values = {"digest": form.cleaned_data["digest"], "keep_typed": form.cleaned_data["typed"] == "keep"}
        try:
            changed = keep_losses(draw=draw, actor=request.user, now=clock.now(), **values)
        except DrawError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("過去の落選を数えました。回数が変わった申込は%(count)d件です") % {"count": changed})
            return HttpResponseRedirect(reverse("draws:draw", args=[uid]))
    initial = {"earlier": counted_draws(draw), "losses_reset": draw.losses_reset, "references_last": draw.references_last}
    return _page(request, draw, EarlierForm(user=request.user, record=draw, initial=initial), form, counting)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
@require_POST
def decide(request: HttpRequest, uid: str, entry_uid: str, earlier_uid: str) -> HttpResponse:
    """A person says whether two entries are of the same person."""
    draw = draw_at(request, uid)
    rows = visible_to(request.user, DrawEntry).select_related("draw__item")
    entry = get_object_or_404(rows, draw=draw, uid=entry_uid)
    earlier = get_object_or_404(rows, uid=earlier_uid)
    try:
        decide_pair(entry=entry, earlier=earlier, is_same=request.POST.get("is_same") == "yes", actor=request.user, now=clock.now())
    except DrawError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("記録しました。表の回数に反映しています"))
    return HttpResponseRedirect(f"{reverse('draws:losses', args=[uid])}#h-doubtful")


def _page(request: HttpRequest, draw: Draw, form: EarlierForm, sent: CountForm | None, counting: Counting | None = None) -> HttpResponse:
    counting = counting or count_now(draw)
    overwrites = sum(row.is_overwritten for row in counting.rows)
    if sent is None:
        first = {"digest": counting.digest, "typed": "" if overwrites else "count"}
        counting_form = CountForm(user=request.user, record=draw, overwrites=overwrites, initial=first)
    else:
        counting_form = sent
        counting_form.data = {**sent.data.dict(), "digest": counting.digest}
    page = paged(request, _shown(request, draw, counting))
    for each in (draw, *counting.draws):
        record_personal_view(actor=request.user, obj=each, page="draw-losses", now=clock.real_now())
    context = {
        "draw": draw,
        "form": form,
        "count_form": counting_form,
        "counting": counting,
        "page": page,
        "rows": _with_found(request, page.object_list, counting),
        "shows_all": "all" in request.GET,
        "changes": sum(row.before != row.after for row in counting.rows),
        "overwrites": overwrites,
        "doubtful": _doubtful(request, counting),
        "doubtful_count": len(counting.doubtful),
        "decided": _decided(request, draw),
        "preparing": draw.status == DrawStatus.PREPARING,
        "weights": weight_words(draw),
    }
    return render(request, "draws/losses.html", context, status=422 if form.errors or counting_form.errors else 200)


def _shown(request: HttpRequest, draw: Draw, counting: Counting) -> list[LossRow]:
    """The rows of entries that the reader may see; the figures are counted from all."""
    seen = set(visible_to(request.user, DrawEntry).filter(draw=draw).values_list("pk", flat=True))
    return [row for row in counting.rows if row.entry.pk in seen and ("all" in request.GET or row.found or row.before or row.after)]


def _with_found(request: HttpRequest, rows: Sequence[LossRow], counting: Counting) -> list[tuple[LossRow, list[dict[str, Any]]]]:
    """Each row with its earlier entries that the reader may see."""
    keys = [each.earlier for row in rows for each in row.found]
    seen = set(visible_to(request.user, DrawEntry).filter(pk__in=keys).values_list("pk", flat=True))
    return [(row, [_found(each, counting) for each in row.found if each.earlier in seen]) for row in rows]


def _found(each: Recognised, counting: Counting) -> dict[str, Any]:
    title = next(draw.title for draw in counting.draws if draw.pk == each.draw)
    return {"title": title, "result": each.result.label, "evidence": _("職員が確かめた") if each.by_person else each.evidence.label}


def _doubtful(request: HttpRequest, counting: Counting) -> list[dict[str, Any]]:
    """The first pairs to decide, with both entries as the reader may see them."""
    pairs = counting.doubtful[:MOST_DOUBTFUL]
    keys = {pair.entry for pair in pairs} | {pair.earlier for pair in pairs}
    entries = visible_to(request.user, DrawEntry).filter(pk__in=keys).select_related("draw").in_bulk()
    return [
        {"entry": entries[pair.entry], "earlier": entries[pair.earlier], "evidence": pair.evidence.label}
        for pair in pairs
        if pair.entry in entries and pair.earlier in entries
    ]


def _decided(request: HttpRequest, draw: Draw) -> Any:
    rows = visible_to(request.user, PastEntry).filter(entry__draw=draw, decided_at__isnull=False)
    return rows.select_related("entry", "earlier__draw", "decided_by").order_by("-decided_at", "-pk")[:MOST_DOUBTFUL]
