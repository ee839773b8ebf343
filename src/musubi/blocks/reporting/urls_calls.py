"""Addresses of data calls: answering by link, and the secretariat's and the organisations' pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reporting.views import answer_workbook, answering, calls, replies

app_name = "calls"
urlpatterns = [
    path("report/", answering.answer, name="answer"),
    path("report/save/", answering.save, name="save"),
    path("report/evidence/<slug:entry_uid>/", answering.evidence, name="evidence"),
    path("report/evidence/<slug:entry_uid>/<slug:uid>/remove/", answering.evidence_remove, name="evidence-remove"),
    path("report/<str:token>/", answering.open_link, name="open-link"),
    path("staff/calls/", calls.calls, name="list"),
    path("staff/calls/new/", calls.new, name="new"),
    path("staff/calls/<slug:uid>/", calls.call, name="call"),
    path("staff/calls/<slug:uid>/copy/", calls.new, name="copy"),
    path("staff/calls/<slug:uid>/act/<slug:action>/", calls.act, name="act"),
    path("staff/replies/<slug:uid>/", replies.reply, name="reply"),
    path("staff/replies/<slug:uid>/save/", replies.save, name="reply-save"),
    path("staff/replies/<slug:uid>/typed/", replies.typed, name="reply-typed"),
    path("staff/replies/<slug:uid>/workbook/", answer_workbook.download, name="reply-workbook"),
    path("staff/replies/<slug:uid>/workbook/upload/", answer_workbook.upload, name="reply-upload"),
    path("staff/replies/<slug:uid>/act/<slug:action>/", replies.act, name="reply-act"),
    path("staff/replies/<slug:uid>/choose/<slug:submission_uid>/<slug:action>/", replies.choose, name="reply-choose"),
    path("staff/replies/<slug:uid>/evidence/<slug:entry_uid>/", replies.evidence, name="reply-evidence"),
    path("staff/replies/<slug:uid>/evidence/<slug:entry_uid>/<slug:file_uid>/", replies.evidence_file, name="reply-evidence-file"),
]
