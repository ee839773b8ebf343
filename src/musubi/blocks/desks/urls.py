"""Addresses of the desks' pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.desks.views import activity, associations, contacts, desks, files, handover, journal, journal_import, milestones, places, templates

app_name = "desks"
DESK = "staff/desk/<str:code>"
urlpatterns = [
    path("staff/desks/", desks.desks, name="list"),
    path(f"{DESK}/setting/", desks.setting, name="setting"),
    path(f"{DESK}/journal/", journal.journal, name="journal"),
    path(f"{DESK}/journal/quick/", journal.quick, name="activity-quick"),
    path(f"{DESK}/journal/export/", journal.export, name="journal-export"),
    path(f"{DESK}/journal/import/", journal_import.start, name="journal-import"),
    path(f"{DESK}/journal/import/<slug:uid>/", journal_import.preview, name="journal-preview"),
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
    path(f"{DESK}/places/", places.places, name="places"),
    path(f"{DESK}/places/add/", places.add, name="place-add"),
    path(f"{DESK}/places/<slug:uid>/remove/", places.remove, name="place-remove"),
    path(f"{DESK}/templates/", templates.templates, name="templates"),
    path(f"{DESK}/templates/new/", templates.new, name="template-new"),
    path(f"{DESK}/templates/copy/", templates.copy, name="copy"),
    path(f"{DESK}/templates/<slug:uid>/edit/", templates.edit, name="template-edit"),
    path(f"{DESK}/templates/<slug:uid>/retire/", templates.retire, name="template-retire"),
    path(f"{DESK}/associations/", associations.associations, name="associations"),
    path(f"{DESK}/associations/new/", associations.new, name="association-new"),
    path(f"{DESK}/associations/<slug:uid>/", associations.association, name="association"),
    path(f"{DESK}/associations/<slug:uid>/edit/", associations.edit, name="association-edit"),
    path(f"{DESK}/associations/<slug:uid>/year/", associations.year, name="association-year"),
    path(f"{DESK}/associations/<slug:uid>/officer/", associations.officer, name="officer-new"),
    path(f"{DESK}/associations/<slug:uid>/officer/<slug:officer_uid>/", associations.officer, name="officer-edit"),
    path(f"{DESK}/associations/<slug:uid>/give/", associations.give, name="books-give"),
    path(f"{DESK}/associations/<slug:uid>/receive/<slug:handover_uid>/", associations.receive, name="books-receive"),
    path(f"{DESK}/handover/", handover.handover, name="handover"),
    path(f"{DESK}/handover/<slug:uid>/", handover.paper, name="handover-paper"),
]
