"""What everybody sees of a draw: rules and hash before, results by ticket after, and how to replay it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from musubi.blocks.draws.domain.engine import value_words, weight_words
from musubi.blocks.draws.domain.results import found_outcomes, option_names, option_results, outcome_words, reasons_of, weights_of
from musubi.blocks.draws.enums import DrawStatus
from musubi.blocks.draws.models import Draw, DrawOutcome
from musubi.blocks.draws.views.opening import draw_at, paged
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download


def _told(request: HttpRequest, uid: str) -> Draw:
    found = draw_at(request, uid, work=False)
    if not found.is_told:
        raise Http404
    return found


def draws(request: HttpRequest) -> HttpResponse:
    """All draws whose list was fixed, the newest first."""
    rows = visible_to(request.user, Draw).filter(status__in=DrawStatus.told(), closed_at__isnull=False).order_by("-closed_at", "-pk")
    return render(request, "draws/public_list.html", {"page": paged(request, rows.select_related("organization"))})


def draw(request: HttpRequest, uid: str) -> HttpResponse:
    """A draw: what is announced, the hash, the result by ticket."""
    found = _told(request, uid)
    english = translation.get_language() == "en"
    names = option_names(found, english=english)
    run = getattr(found, "run", None)
    ticket, option, state = (request.GET.get(name, "").strip() for name in ("ticket", "option", "state"))
    context: dict[str, Any] = {
        "draw": found,
        "run": run,
        "options": option_results(found),
        "quotas": found.quotas.prefetch_related("options", "groups"),
        "entry_count": found.entries.filter(withdrawn_at=None).count(),
        "value": value_words(found)[0],
        "fallback": value_words(found)[1],
        "weights": weight_words(found),
        "weight_rows": weights_of(found) if found.weight_per_loss else [],
        "counted": _counted(request, found),
        "names": names,
        "ticket": ticket,
        "option": option,
        "state": state,
        "redrawn": visible_to(request.user, Draw).filter(previous=found, status__in=DrawStatus.told(), closed_at__isnull=False).first(),
        "events": [(event, _promoted(event.promotions, names)) for event in found.events.order_by("number")],
    }
    if run is not None:
        rows = found_outcomes(found, option=option, ticket=ticket, state=state)
        page = paged(request, rows)
        context |= {"page": page, "rows": [(row, outcome_words(row, names)) for row in page.object_list]}
        context["mine"] = _mine(found, ticket, names)
        context["file_name"] = Draw.objects.filter(pk=found.pk).values_list("document__file_name", flat=True).get()  # without its bytes
    return render(request, "draws/public_draw.html", context)


def _counted(request: HttpRequest, draw: Draw) -> list[Draw]:
    """The earlier draws that counted, so that a reader can open them."""
    return list(visible_to(request.user, Draw).filter(counted_in__draw=draw).order_by("run__drawn_at", "pk"))


def _promoted(promotions: list[list[str]], names: dict[str, str]) -> list[tuple[str, str]]:
    return [(row[0], names.get(row[1], row[1])) for row in promotions]


def _mine(draw: Draw, ticket: str, names: dict[str, str]) -> dict[str, Any] | None:
    """Everything of the one ticket that was typed whole."""
    found = DrawOutcome.objects.filter(draw=draw, ticket=ticket.upper()).first() if ticket else None
    if found is None:
        return None
    return {"outcome": found, "words": outcome_words(found, names), "reasons": reasons_of(draw, found, names)}


def file(request: HttpRequest, uid: str, which: str) -> HttpResponse:
    """The published bytes: the list as hashed before the draw, or the newest file with the outcome."""
    found = _told(request, uid)
    document = found.list_document if which == "list" else found.document
    if document is None:
        raise Http404
    response = as_download(bytes(document.content), document.file_name, document.media_type)
    response["X-Content-SHA256"] = document.sha256
    return response
