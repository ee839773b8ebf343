"""繰上げ: who is offered what until when, who accepted, who leaves."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.draws.domain.promotions import accept_offer, record_leaving
from musubi.blocks.draws.domain.results import option_names
from musubi.blocks.draws.domain.rights import works_draw
from musubi.blocks.draws.interfaces.forms import AcceptForm, LeavingForm
from musubi.blocks.draws.interfaces.letters import offer_letter
from musubi.blocks.draws.models import DrawEntry, PromotionOffer
from musubi.blocks.draws.rules import SEE_DRAWS
from musubi.blocks.draws.views.opening import draw_at, office_draw_at, paged
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.media_types import PDF
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def waiting(request: HttpRequest, uid: str) -> HttpResponse:
    """Offers, the open ones first, and what happened since the draw."""
    draw = office_draw_at(request, uid)
    rows = visible_to(request.user, PromotionOffer).filter(draw=draw).select_related("entry").order_by("answered_at", "-offered_at", "-pk")
    page = paged(request, rows)
    names = option_names(draw)
    record_personal_view(actor=request.user, obj=draw, page="draw-waiting", now=clock.real_now())
    context = {
        "draw": draw,
        "page": page,
        "rows": [(offer, names.get(offer.option, offer.option)) for offer in page.object_list],
        "events": draw.events.select_related("recorded_by").order_by("-number"),
        "works": works_draw(request.user, draw),
        "today": clock.today(),
    }
    return render(request, "draws/waiting.html", context)


def _leave(request: HttpRequest, record: DrawEntry, data: dict[str, Any]) -> None:
    record_leaving(entry=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _accept(request: HttpRequest, record: PromotionOffer, data: dict[str, Any]) -> None:
    accept_offer(offer=record, note=data["note"], actor=request.user, now=clock.now())


LEAVE = Step(
    _l("辞退・期限切れを記録する"),
    _l("記録して次の方を繰り上げる"),
    LeavingForm,
    _leave,
    _l("記録しました。空いたところは、順番の早い方に案内しています"),
    _l("取り消せません。この抽選番号は当選も補欠も失い、順番の早い次の方に案内されます。"),
)
ACCEPT = Step(_l("承諾を記録する"), _l("承諾を記録する"), AcceptForm, _accept, _l("承諾を記録しました"))


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def leave(request: HttpRequest, uid: str, entry_uid: str) -> HttpResponse:
    """An entrant gives up place or wait."""
    draw = draw_at(request, uid)
    found = get_object_or_404(visible_to(request.user, DrawEntry).select_related("draw"), draw=draw, uid=entry_uid)
    return run_step(request, step=LEAVE, record=found, back=reverse("draws:waiting", args=[uid]))


def _offer(request: HttpRequest, uid: str, offer_uid: str) -> PromotionOffer:
    draw = draw_at(request, uid)
    rows = visible_to(request.user, PromotionOffer).select_related("draw__organization", "entry")
    found: PromotionOffer = get_object_or_404(rows, draw=draw, uid=offer_uid)
    return found


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def accept(request: HttpRequest, uid: str, offer_uid: str) -> HttpResponse:
    """An entrant takes the place."""
    return run_step(request, step=ACCEPT, record=_offer(request, uid, offer_uid), back=reverse("draws:waiting", args=[uid]))


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def letter(request: HttpRequest, uid: str, offer_uid: str) -> HttpResponse:
    """繰上げ通知書 as PDF."""
    found = _offer(request, uid, offer_uid)
    record_personal_view(actor=request.user, obj=found.entry, page="draw-offer-letter", now=clock.real_now())
    try:
        content = offer_letter(found)
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("draws:waiting", args=[uid]))
    return as_download(content, _("繰上げ通知書_%(ticket)s.pdf") % {"ticket": found.entry.ticket}, PDF)
