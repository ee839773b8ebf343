"""Addresses of the tours."""

from __future__ import annotations

from django.urls import path

from musubi.programs.brand.tours.views import planner, planner_settings

app_name = "tours"
urlpatterns = [
    path("tours/plan/", planner.planner, name="planner"),
    path("tours/plan/edit/", planner.planner_edit, name="planner-edit"),
    path("tours/plan/left-out/", planner.planner_left_out, name="planner-left-out"),
    path("tours/plan/print/", planner.planner_print, name="planner-print"),
    path("tours/plan/calendar.ics", planner.planner_calendar, name="planner-calendar"),
    path("tours/plan/map.json", planner.planner_map, name="planner-map"),
    path("staff/tours/planner/", planner_settings.settings_page, name="planner-settings"),
]
