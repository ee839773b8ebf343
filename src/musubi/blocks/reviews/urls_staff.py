"""Addresses of the office's pages of reviews."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reviews.views import staff, staff_assign, staff_results, staff_sheets, staff_steps, staff_topics

app_name = "reviews"
STAFF = "staff/reviews/"
urlpatterns = [
    path(STAFF, staff.panels, name="panels"),
    path(f"{STAFF}new/", staff.new, name="panel-new"),
    path(f"{STAFF}<str:uid>/", staff.panel, name="panel"),
    path(f"{STAFF}<str:uid>/edit/", staff.edit, name="panel-edit"),
    path(f"{STAFF}<str:uid>/entries/", staff.entries, name="entries"),
    path(f"{STAFF}<str:uid>/entries/add/", staff.entries_add, name="entries-add"),
    path(f"{STAFF}<str:uid>/assign/", staff_assign.assign, name="assign"),
    path(f"{STAFF}<str:uid>/topics/", staff_topics.topics, name="topics"),
    path(f"{STAFF}<str:uid>/interests/", staff.interests, name="interests"),
    path(f"{STAFF}<str:uid>/results/", staff_results.results, name="results"),
    path(f"{STAFF}<str:uid>/results/export/", staff_results.results_export, name="results-export"),
    path(f"{STAFF}<str:uid>/apart.pdf", staff_results.apart, name="apart"),
    path(f"{STAFF}<str:uid>/calibration/", staff_results.calibration, name="calibration"),
    path(f"{STAFF}<str:uid>/sheets/", staff_sheets.sheets, name="sheets"),
    path(f"{STAFF}entry/<str:uid>/", staff.entry, name="entry"),
    path(f"{STAFF}sheet/<str:uid>/", staff_results.sheet, name="sheet"),
    path(f"{STAFF}sheet/<str:uid>/type-in/", staff_sheets.type_in, name="type-in"),
    path(f"{STAFF}reviewer/<str:uid>/typed/", staff_sheets.typed, name="typed"),
    path(f"{STAFF}reviewer/<str:uid>/upload/", staff_sheets.upload, name="upload"),
    path(f"{STAFF}reviewer/<str:uid>/sheets.<str:ending>", staff_sheets.sheets_out, name="sheets-out"),
    path(f"{STAFF}step/<slug:kind>/<str:uid>/<slug:name>/", staff_steps.step, name="step"),
]
