"""A spot's opening hours, row by row with the next 14 days, and its photos."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.locking import StaleRecordError
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.hours import set_hours
from musubi.blocks.places.domain.opening import next_days
from musubi.blocks.places.domain.photos import add_photo, remove_photo, say_people
from musubi.blocks.places.interfaces.hours_forms import HoursFormSet, lines_of, rows_of
from musubi.blocks.places.interfaces.visitor_forms import PhotoForm
from musubi.blocks.places.models import Spot, SpotPhoto
from musubi.blocks.places.views.visitors import keeper, record_of

UPLOAD_LIMIT = 26 * 1024 * 1024


@login_required
def hours(request: HttpRequest, uid: str) -> HttpResponse:
    """Lines of hours: add, remove, look at the next days before saving."""
    kind = keeper(request, "spots")
    spot: Spot = record_of(request, kind, uid)
    days, status, shown = [], 200, spot.version
    if request.method != "POST":
        formset = HoursFormSet(initial=rows_of(list(spot.opening_rules.all())))
    else:
        data = request.POST.copy()
        shown = int(data.get("shown_version") or 0) if (data.get("shown_version") or "0").isdigit() else 0
        if "add" in data:
            data["form-TOTAL_FORMS"] = str(int(data.get("form-TOTAL_FORMS") or 0) + 1)
        formset = HoursFormSet(data, initial=[])
        if formset.is_valid():
            lines = lines_of(formset)
            if "save" in data:
                answer = _save(request, spot, lines, shown)
                if answer is not None:
                    return answer
                status = 409
            days = next_days(lines, clock.today())
        else:
            status = 200 if "add" in data else 422
    context = {"record": spot, "formset": formset, "days": days, "shown_version": shown, "previewed": request.method == "POST"}
    return render(request, "places/spot_hours.html", context, status=status)


def _save(request: HttpRequest, spot: Spot, lines: list[Any], shown: int) -> HttpResponse | None:
    try:
        set_hours(spot=spot, lines=lines, shown_version=shown, actor=request.user, now=clock.now())
    except StaleRecordError:
        messages.error(
            request, _("ほかの人が先に保存しました。入力は残っています。スポットのページを別に開いて違いを確かめ、開き直してから入力してください")
        )
        return None
    except PlaceError as error:
        messages.error(request, str(error))
        return None
    messages.success(request, _("営業時間を保存しました"))
    return HttpResponseRedirect(reverse("visitors:record", args=["spots", spot.uid]))


def _add(request: HttpRequest, spot: Spot, data: dict[str, Any]) -> None:
    try:
        add_photo(
            of=spot,
            data=data["file"].read(UPLOAD_LIMIT),
            name=data["file"].name,
            caption=data["caption"],
            rights_holder=data["rights_holder"],
            licence=data["licence"],
            people=data["people"],
            taken_on=data["taken_on"],
            actor=request.user,
            now=clock.now(),
        )
    except PlaceError as error:
        raise StepError(error.code, str(error), error.field) from error


ADD_PHOTO = Step(_l("写真を加える"), _l("この写真を加える"), PhotoForm, _add, _l("写真を加えました"))


@login_required
def photo_new(request: HttpRequest, uid: str) -> HttpResponse:
    """Add a photo."""
    spot = record_of(request, keeper(request, "spots"), uid)
    return run_step(request, step=ADD_PHOTO, record=spot, back=reverse("visitors:record", args=["spots", uid]))


@login_required
@require_POST
def photo_remove(request: HttpRequest, uid: str) -> HttpResponse:
    """Take a photo away."""
    keeper(request, "spots")
    photo = get_object_or_404(visible_to(request.user, SpotPhoto).select_related("spot"), uid=uid)
    remove_photo(photo=photo, actor=request.user, now=clock.now())
    messages.success(request, _("写真を外しました"))
    return HttpResponseRedirect(reverse("visitors:record", args=["spots", photo.spot.uid]))


@login_required
@require_POST
def photo_people(request: HttpRequest, uid: str) -> HttpResponse:
    """Say whether people are on a photo that was kept before it was asked."""
    keeper(request, "spots")
    photo = get_object_or_404(visible_to(request.user, SpotPhoto).select_related("spot"), uid=uid)
    try:
        say_people(photo=photo, people=request.POST.get("people", ""), actor=request.user, now=clock.now())
        messages.success(request, _("写っている人を確かめました。訪れる人に見せます"))
    except PlaceError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("visitors:record", args=["spots", photo.spot.uid]))


def photo_file(request: HttpRequest, uid: str) -> FileResponse:
    """A photo's bytes, to whoever may see its spot."""
    photo = get_object_or_404(visible_to(request.user, SpotPhoto), uid=uid)
    response = FileResponse(photo.file.open("rb"), content_type=photo.media_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=3600"
    return response
