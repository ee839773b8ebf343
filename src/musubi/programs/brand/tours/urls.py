"""Addresses of the tours."""

from __future__ import annotations

from django.urls import path

from musubi.programs.brand.tours.views import courses, planner, planner_settings, visitor_courses, weights

app_name = "tours"
urlpatterns = [
    path("tours/plan/", planner.planner, name="planner"),
    path("tours/plan/edit/", planner.planner_edit, name="planner-edit"),
    path("tours/plan/left-out/", planner.planner_left_out, name="planner-left-out"),
    path("tours/plan/print/", planner.planner_print, name="planner-print"),
    path("tours/plan/calendar.ics", planner.planner_calendar, name="planner-calendar"),
    path("tours/courses/", visitor_courses.listed, name="public-courses"),
    path("tours/courses/<slug:uid>/", visitor_courses.course_page, name="public-course"),
    path("staff/tours/courses/", courses.listed, name="courses"),
    path("staff/tours/courses/new/", courses.new, name="new-course"),
    path("staff/tours/courses/<slug:uid>/", courses.detail, name="course"),
    path("staff/tours/courses/<slug:uid>/edit/", courses.edit, name="edit-course"),
    path("staff/tours/courses/<slug:uid>/stops/new/", courses.add, name="add-stop"),
    path("staff/tours/courses/<slug:uid>/stops/<slug:stop_uid>/", courses.act, name="act-stop"),
    path("staff/tours/courses/<slug:uid>/publish/", courses.publish, name="publish-course"),
    path("staff/tours/weights/", weights.weights, name="weights"),
    path("staff/tours/planner/", planner_settings.settings_page, name="planner-settings"),
]
