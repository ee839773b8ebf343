"""Addresses where a year is reported, rated, frozen and printed."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reporting.views import desk, editions, public, reports, templates

app_name = "reports"
urlpatterns = [
    path("staff/desk/<str:code>/report/", desk.report, name="desk"),
    path("staff/desk/<str:code>/report/move/", desk.move, name="move"),
    path("staff/desk/<str:code>/report/rate/<slug:tier>/", desk.rate, name="rate"),
    path("staff/reports/", reports.reports, name="list"),
    path("staff/reports/<int:year>/confirm/", reports.confirm, name="confirm"),
    path("staff/reports/filled/<slug:key>/", reports.filled, name="filled"),
    path("staff/editions/", editions.editions, name="editions"),
    path("staff/editions/freeze/", editions.freeze, name="freeze"),
    path("staff/editions/<slug:uid>/", editions.edition, name="edition"),
    path("staff/editions/<slug:uid>/publish/", editions.publish, name="publish"),
    path("staff/editions/<slug:uid>/correct/", editions.correct, name="correct"),
    path("staff/editions/<slug:uid>/issue/", editions.issue, name="issue"),
    path("staff/editions/<slug:uid>/papers/<slug:paper_uid>/", editions.paper, name="paper"),
    path("staff/report-templates/", templates.templates, name="templates"),
    path("staff/report-templates/new/", templates.new, name="template-new"),
    path("staff/report-templates/<slug:key>/next/", templates.new, name="template-next"),
    path("staff/report-templates/<slug:uid>/file/", templates.download, name="template-file"),
    path("staff/report-templates/<slug:uid>/use/", templates.use, name="template-use"),
    path("progress/", public.years, name="public-years"),
    path("progress/<int:year>/", public.year, name="public-year"),
    path("progress/<int:year>/papers/<slug:paper_uid>/", public.paper, name="public-paper"),
]
