"""Addresses of the desks' pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.desks.views import activity, files, journal

app_name = "desks"
DESK = "staff/desk/<str:code>"
urlpatterns = [
    path(f"{DESK}/journal/", journal.journal, name="journal"),
    path(f"{DESK}/journal/quick/", journal.quick, name="activity-quick"),
    path(f"{DESK}/journal/export/", journal.export, name="journal-export"),
    path(f"{DESK}/journal/new/", activity.new, name="activity-new"),
    path(f"{DESK}/journal/<slug:uid>/", activity.activity, name="activity"),
    path(f"{DESK}/journal/<slug:uid>/edit/", activity.edit, name="activity-edit"),
    path(f"{DESK}/journal/<slug:uid>/withdraw/", activity.withdraw, name="activity-withdraw"),
    path(f"{DESK}/journal/<slug:uid>/restore/", activity.restore, name="activity-restore"),
    path(f"{DESK}/journal/<slug:uid>/done/", activity.step_done, name="activity-step-done"),
    path(f"{DESK}/journal/<slug:uid>/files/", files.add_to_activity, name="activity-files"),
    path(f"{DESK}/documents/", files.documents, name="documents"),
    path(f"{DESK}/files/<slug:uid>/", files.file, name="file"),
    path(f"{DESK}/files/<slug:uid>/withdraw/", files.withdraw, name="file-withdraw"),
]
