"""What a visitor sees of a rally, in four languages: no account, no name; the book is a number in the own browser."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.languages import for_visitors, page_language
from musubi.blocks.translations.domain.wordings import put_words
from musubi.blocks.visits.domain.errors import VisitError
from musubi.blocks.visits.domain.site_names import put_site_names
from musubi.blocks.visits.domain.stamping import book_of, is_running, press
from musubi.blocks.visits.models import Rally, RallyPoint

COOKIE = "stamps-"


def _token(request: HttpRequest, rally: Rally) -> str:
    return request.COOKIES.get(COOKIE + rally.uid, "")


@for_visitors
def listed(request: HttpRequest) -> HttpResponse:
    """The rallies that run or are announced."""
    today = clock.today()
    rallies = put_words(visible_to(request.user, Rally).exclude(status="draft").filter(ends_on__gte=today).order_by("starts_on"), page_language())
    return render(request, "visits/visitor/rallies.html", {"rallies": [(rally, is_running(rally, today)) for rally in rallies]})


def _shown(request: HttpRequest, rally: Rally, stamped: RallyPoint | None = None) -> dict[str, object]:
    """The rally as the holder of a book sees it."""
    today = clock.today()
    put_words([rally], page_language())
    book = book_of(rally, _token(request, rally))
    pressed = {stamp.point_id: stamp.stamped_at for stamp in book.stamps.all()} if book else {}
    points = put_site_names(list(rally.points.select_related("site__spot")), page_language())
    return {
        "rally": rally,
        "book": book,
        "points": [(point, pressed.get(point.pk)) for point in points],
        "number": len(pressed),
        "missing": max(rally.goal - len(pressed), 0),
        "runs": is_running(rally, today),
        "not_yet": rally.starts_on > today,
        "kept_until": rally.ends_on + dt.timedelta(days=rally.keep_days),
        "stamped": stamped,
    }


@for_visitors
@never_cache
def rally_page(request: HttpRequest, uid: str) -> HttpResponse:
    """The rally, its places and one's own stamps."""
    rally = get_object_or_404(visible_to(request.user, Rally), uid=uid)
    return render(request, "visits/visitor/rally.html", _shown(request, rally))


@for_visitors
@never_cache
def stamp_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where the QR code leads: press the stamp; only then is a book opened."""
    point = get_object_or_404(RallyPoint.objects.select_related("rally", "site__spot"), code=code)
    rally = get_object_or_404(visible_to(request.user, Rally), pk=point.rally_id)
    put_site_names([point], page_language())
    if request.method != "POST":
        return render(request, "visits/visitor/stamp.html", {**_shown(request, rally), "point": point})
    try:
        pressed = press(point=point, token=_token(request, rally), language=page_language(), now=clock.now())
    except VisitError as error:
        return render(request, "visits/visitor/stamp.html", {**_shown(request, rally), "point": point, "error": str(error)}, status=409)
    response = HttpResponseRedirect(f"{reverse('visits:public-rally', args=[rally.uid])}?stamped={point.position if pressed.is_new else 0}")
    days = (rally.ends_on - clock.today()).days + rally.keep_days
    response.set_cookie(COOKIE + rally.uid, pressed.token, max_age=max(days, 1) * 86_400, httponly=True, samesite="Lax", secure=request.is_secure())
    return response
