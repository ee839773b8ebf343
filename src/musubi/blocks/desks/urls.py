"""Addresses of the desks' pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.desks.views import activity, contacts, desks, files, journal, milestones

app_name = "desks"
DESK = "staff/desk/<str:code>"
urlpatterns = [
    path("staff/desks/", desks.desks, name="list"),
    path(f"{DESK}/setting/", desks.setting, name="setting"),
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
    path(f"{DESK}/milestones/", milestones.milestones, name="milestones"),
    path(f"{DESK}/milestones/new/", milestones.new, name="milestone-new"),
    path(f"{DESK}/milestones/task/", milestones.new_task, name="task-new"),
    path(f"{DESK}/milestones/<slug:uid>/edit/", milestones.edit, name="milestone-edit"),
    path(f"{DESK}/milestones/<slug:uid>/", milestones.act, name="milestone-act"),
    path(f"{DESK}/contacts/", contacts.contacts, name="contacts"),
    path(f"{DESK}/contacts/new/", contacts.new, name="contact-new"),
    path(f"{DESK}/contacts/<slug:uid>/edit/", contacts.edit, name="contact-edit"),
    path(f"{DESK}/contacts/<slug:uid>/withdraw/", contacts.withdraw, name="contact-withdraw"),
]
