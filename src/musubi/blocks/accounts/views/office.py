"""How the office signs, its closed days, and the demo's clock."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.accounts.interfaces.forms import HolidayForm, OfficeForm
from musubi.blocks.accounts.models import NumberSeries, OfficeHoliday, OfficeSettings
from musubi.blocks.accounts.views.people import save_record
from musubi.blocks.audit.domain.trail import address_of, history_of, record_event
from musubi.blocks.kernel import clock


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def office_page(request: HttpRequest) -> HttpResponse:
    """The office's settings."""
    current = OfficeSettings.objects.order_by("pk").first() or OfficeSettings.objects.create()
    form = OfficeForm(request.POST or None, request.FILES or None, instance=OfficeSettings.objects.get(pk=current.pk))
    if not settings.DEMO:
        del form.fields["demo_clock"]
    if request.method == "POST" and form.is_valid() and save_record(request, form, current, verb="office.changed"):
        messages.success(request, _("事務局の設定を保存しました"))
        return HttpResponseRedirect(reverse("people:office"))
    context = {
        "form": form,
        "title": _("事務局の設定"),
        "back": reverse("web:staff-home"),
        "history": history_of(current)[:5],
        "history_of": address_of(current),
        "holidays": OfficeHoliday.objects.order_by("-day")[:20],
        "series": NumberSeries.objects.order_by("-fiscal_year", "name")[:20],
    }
    return render(request, "people/office.html", context, status=409 if form.conflicts else 200)


def logo(request: HttpRequest) -> FileResponse:
    """The office's logo, which stands at the head of the public pages; its address changes with each change of it."""
    picture = letterhead().logo
    if picture is None or not picture.storage.exists(picture.name):
        raise Http404
    response = FileResponse(picture.open("rb"), content_type="image/png" if picture.name.endswith(".png") else "image/jpeg")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def holidays(request: HttpRequest) -> HttpResponse:
    """Add or remove a day on which the office is closed; national holidays and 12/29–1/3 count by themselves."""
    form = HolidayForm(request.POST or None) if "remove" not in request.POST else HolidayForm()
    if request.method == "POST":
        if "remove" in request.POST:
            _remove(request, request.POST["remove"])
            return HttpResponseRedirect(reverse("people:holidays"))
        if form.is_valid():
            with transaction.atomic():
                holiday = form.save()
                record_event(actor=request.user, verb="holiday.added", obj=holiday, now=clock.now(), after={"day": holiday.day})
            messages.success(request, _("閉庁日を加えました"))
            return HttpResponseRedirect(reverse("people:holidays"))
    return render(request, "people/holidays.html", {"form": form, "holidays": OfficeHoliday.objects.order_by("-day")})


@transaction.atomic
def _remove(request: HttpRequest, uid: str) -> None:
    holiday = OfficeHoliday.objects.filter(uid=uid).first()
    if holiday is not None:
        record_event(actor=request.user, verb="holiday.removed", obj=holiday, now=clock.now(), before={"day": holiday.day})
        holiday.delete()
        messages.success(request, _("閉庁日を取り除きました"))
