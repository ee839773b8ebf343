"""文書番号の系列: the form of the office's document numbers, by year."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.accounts.access import MANAGE_PEOPLE
from musubi.blocks.accounts.interfaces.number_forms import NewSeriesForm, SeriesForm
from musubi.blocks.accounts.models import NumberSeries
from musubi.blocks.accounts.views.people import save_record
from musubi.blocks.audit.domain.trail import address_of, history_of, record_event
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.dates import fiscal_year_of


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Add a series for a year."""
    form = NewSeriesForm(request.POST or None, initial={"fiscal_year": fiscal_year_of(clock.today()), "last_number": 0})
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            series = form.save()
            after = {"name": series.name, "fiscal_year": series.fiscal_year, "pattern": series.pattern}
            record_event(actor=request.user, verb="series.created", obj=series, now=clock.now(), after=after)
        messages.success(request, _("文書番号の系列を加えました"))
        return HttpResponseRedirect(reverse("people:office"))
    context = {"form": form, "title": _("文書番号の系列を加える"), "back": reverse("people:office"), "button": _("この系列を加える")}
    return render(request, "people/form_page.html", context)


@login_required
@permission_required(MANAGE_PEOPLE, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change the form of a series' numbers, or from which number it goes on."""
    series = get_object_or_404(NumberSeries, uid=uid)
    form = SeriesForm(request.POST or None, instance=NumberSeries.objects.get(pk=series.pk))
    if request.method == "POST" and form.is_valid() and save_record(request, form, series, verb="series.changed"):
        messages.success(request, _("文書番号の形を保存しました"))
        return HttpResponseRedirect(reverse("people:office"))
    context = {
        "form": form,
        "title": str(series),
        "back": reverse("people:office"),
        "history": history_of(series)[:5],
        "history_of": address_of(series),
    }
    return render(request, "people/record_edit.html", context, status=409 if form.conflicts else 200)
