"""Staff set the planner's weight and travel speeds."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.programs.brand.tours.domain import planner_travel
from musubi.programs.brand.tours.domain.planner_atlas import current_atlas
from musubi.programs.brand.tours.interfaces.settings_form import PlannerSettingsForm
from musubi.programs.brand.tours.models import PlannerSettings
from musubi.programs.brand.tours.rules import SET_PLANNER


@login_required
@permission_required(SET_PLANNER, raise_exception=True)
def settings_page(request: HttpRequest) -> HttpResponse:
    """Show and change the settings, and tell what the planner has to work with."""
    current = PlannerSettings.objects.order_by("pk").first() or PlannerSettings.objects.create()
    form = PlannerSettingsForm(request.POST or None, instance=PlannerSettings.objects.get(pk=current.pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_record(record=current, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb="planner.changed")
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("回遊プランの設定を保存しました"))
            return HttpResponseRedirect(reverse("tours:planner-settings"))
    atlas = current_atlas()
    context = {
        "form": form,
        "atlas": atlas,
        "without_hours": [spot for spot in atlas.spots if not spot.rules],
        "without_place": [spot for spot in atlas.spots if spot.point is None],
        "ride_days": len(planner_travel.ride_days()),
        "history": history_of(current)[:5],
        "back": reverse("plan:program", args=["tours"]),
    }
    return render(request, "tours/settings_planner.html", context, status=409 if form.conflicts else 200)
