"""場所: the facilities, lands and buildings that a desk's work is about."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.desks.domain.places import DeskPlaceError, add_place, find_places, remove_place
from musubi.blocks.desks.models import DeskPlace
from musubi.blocks.desks.views.opening import go, reading, record_at, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.places.models import PROPERTIES
from musubi.blocks.places.rules import SEE_PROPERTIES
from musubi.blocks.vision.domain.desks import Desk


@reading
def places(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The desk's places, and those of the register that hold the asked words; a reading is noted, since addresses may be private."""
    if not request.user.has_perm(SEE_PROPERTIES):
        raise PermissionDenied
    joined = [f"{name}__address" for name in ("facility", "land", "building")]
    rows = list(visible_to(request.user, DeskPlace).filter(item=desk.item).select_related(*joined))
    words = request.GET.get("q", "").strip()
    found = find_places(request.user, words) if words and desk.may_work else []
    if rows or found:
        record_personal_view(actor=request.user, obj=desk.item, page=request.path, now=clock.now())
    there = {(row.kind, row.place.pk) for row in rows}
    context = {"desk": desk, "rows": rows, "words": words, "found": [(kind, place, (kind, place.pk) in there) for kind, place in found]}
    return render(request, "desks/places.html", context)


@writing
@require_POST
def add(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Name a place of the register at this desk."""
    kind = request.POST.get("kind", "")
    if kind not in PROPERTIES:
        raise Http404
    place = get_object_or_404(visible_to(request.user, PROPERTIES[kind]), uid=request.POST.get("place", ""))
    try:
        add_place(item=desk.item, kind=kind, place=place, note=request.POST.get("note", ""), actor=request.user, now=clock.now())
    except DeskPlaceError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("「%(name)s」を加えました") % {"name": place.name})
    return go("places", desk)


@writing
@require_POST
def remove(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Take a place off the desk."""
    found = record_at(request, DeskPlace, [desk.item], uid)
    remove_place(place=found, actor=request.user, now=clock.now())
    messages.success(request, _("外しました。台帳には残っています"))
    return go("places", desk)
