"""Addresses of the office's pages of calls and applications."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.applications.views import (
    staff,
    staff_calls,
    staff_decisions,
    staff_designations,
    staff_drawing,
    staff_inspections,
    staff_keeping,
    staff_paper,
    staff_queue,
    staff_settlement,
)
from musubi.blocks.applications.views.agents import staff as agent_pages
from musubi.blocks.applications.views.follow_up import sheets

app_name = "applications"
STAFF = "staff/applications/"
urlpatterns = [
    path("staff/offers/", staff_calls.calls, name="calls"),
    path("staff/offers/new/", staff_calls.new, name="call-new"),
    path("staff/offers/guidelines/new/", staff_calls.new_guideline, name="guideline-new"),
    path("staff/offers/<str:uid>/", staff_calls.call, name="call"),
    path("staff/offers/<str:uid>/draw/", staff_drawing.propose, name="call-draw"),
    path("staff/offers/<str:uid>/edit/", staff_calls.edit, name="call-edit"),
    path("staff/offers/<str:uid>/terms/<slug:section>/<slug:key>/", staff_calls.terms_row, name="call-terms"),
    path("staff/offers/<str:uid>/step/<slug:name>/", staff_calls.step, name="call-step"),
    path(STAFF, staff_queue.applications, name="queue"),
    path(f"{STAFF}export/", staff_queue.export, name="queue-export"),
    path(f"{STAFF}bulk/", staff_queue.bulk, name="queue-bulk"),
    path(f"{STAFF}payments/", staff_settlement.payments, name="payments"),
    path(f"{STAFF}payments/export/", staff_settlement.payments_export, name="payments-export"),
    path(f"{STAFF}retention/", staff_keeping.due, name="retention"),
    path(f"{STAFF}audit/", staff_settlement.audit, name="audit"),
    path(f"{STAFF}inspections/files/<str:uid>/", staff_inspections.file, name="inspection-file"),
    path(f"{STAFF}inspections/files/<str:uid>/<slug:name>/", staff_inspections.move_file, name="inspection-file-move"),
    path(f"{STAFF}inspections/<str:uid>/", staff_inspections.inspection, name="inspection"),
    path(f"{STAFF}inspections/<str:uid>/files/", staff_inspections.files, name="inspection-files"),
    path(f"{STAFF}designations/", staff_designations.designations, name="designations"),
    path(f"{STAFF}designations/<str:uid>/years/", staff_designations.years, name="designation-years"),
    path(f"{STAFF}upstream/", staff_paper.upstream, name="upstream"),
    path(f"{STAFF}upstream/new/", staff_paper.upstream_new, name="upstream-new"),
    path(f"{STAFF}upstream/<str:uid>/", staff_paper.upstream_edit, name="upstream-edit"),
    path(f"{STAFF}upstream/papers/<str:uid>/<str:file>/", staff_paper.upstream_kept, name="upstream-kept"),
    path(f"{STAFF}upstream/<str:uid>/<slug:kind>/keep/", staff_paper.upstream_keep, name="upstream-keep"),
    path(f"{STAFF}upstream/<str:uid>/<slug:kind>/", staff_paper.upstream_paper, name="upstream-paper"),
    path(f"{STAFF}paper/<str:uid>/", staff_paper.begin, name="paper-begin"),
    path(f"{STAFF}consultations/<str:uid>/", staff_paper.consultations, name="consultations"),
    path(f"{STAFF}consultations/<str:uid>/new/", staff_paper.consultation_new, name="consultation-new"),
    path(f"{STAFF}decisions/", staff_decisions.decisions, name="decisions"),
    path(f"{STAFF}decisions/record/", staff_decisions.record_many, name="decisions-record"),
    path(f"{STAFF}decisions/new/<str:uid>/", staff_decisions.new, name="decision-new"),
    path(f"{STAFF}decisions/letters/<str:uid>/", staff_decisions.draft_letter, name="letter-draft"),
    path(f"{STAFF}decisions/letters/<str:uid>/word/", staff_decisions.word_letter, name="letter-word"),
    path(f"{STAFF}decisions/<str:uid>/", staff_decisions.decision, name="decision"),
    path(f"{STAFF}decisions/<str:uid>/issue/", staff_decisions.issue, name="decision-issue"),
    path(f"{STAFF}decisions/<str:uid>/pack.<str:ending>", staff_decisions.pack, name="decision-pack"),
    path(f"{STAFF}decisions/<str:uid>/step/<slug:name>/", staff_decisions.step, name="decision-step"),
    path(f"{STAFF}notices/<str:uid>/", staff_decisions.notice, name="notice"),
    path(f"{STAFF}agents/", agent_pages.agents, name="agents"),
    path(f"{STAFF}agents/<str:uid>/", agent_pages.agent, name="agent"),
    path(f"{STAFF}agents/<str:uid>/letter/", agent_pages.letter, name="agent-letter"),
    path(f"{STAFF}agents/<str:uid>/<slug:name>/", agent_pages.step, name="agent-step"),
    path(f"{STAFF}files/<str:uid>/", staff.file, name="file"),
    path(f"{STAFF}<str:uid>/", staff.application, name="application"),
    path(f"{STAFF}<str:uid>/agents/new/", agent_pages.record, name="agent-record"),
    path(f"{STAFF}<str:uid>/sheets/<slug:kind>/", sheets.office, name="sheet"),
    path(f"{STAFF}<str:uid>/settle/<slug:name>/", staff_settlement.step, name="settle-step"),
    path(f"{STAFF}<str:uid>/step/<slug:name>/", staff.step, name="application-step"),
]
