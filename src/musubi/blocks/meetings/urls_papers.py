"""Addresses of meeting papers."""

from __future__ import annotations

from django.urls import path, re_path

from musubi.blocks.meetings.views import paper_templates, papers

app_name = "meeting-papers"
PAPERS = r"^staff/meetings/(?P<uid>\w+)/papers/"
urlpatterns = [
    path("staff/meetings/<str:uid>/papers/", papers.papers, name="papers"),
    path("staff/meetings/<str:uid>/papers/new/", papers.add, name="add"),
    path("staff/meetings/<str:uid>/papers/bring/", papers.bring, name="bring"),
    path("staff/meetings/<str:uid>/papers/plan/<str:plan>/", papers.plan_edit, name="plan-edit"),
    path("staff/meetings/<str:uid>/papers/plan/<str:plan>/file/", papers.brought, name="brought"),
    re_path(PAPERS + r"plan/(?P<plan>\w+)/(?P<action>up|down|remove)/$", papers.plan_act, name="plan-act"),
    re_path(PAPERS + r"(?P<number>\d{1,4})/(?P<action>send|publish)/$", papers.set_act, name="set-act"),
    path("staff/meetings/<str:uid>/papers/<int:number>.zip", papers.archive, name="archive"),
    path("staff/paper-templates/", paper_templates.templates, name="templates"),
    path("staff/paper-templates/new/", paper_templates.new, name="template-new"),
    path("staff/paper-templates/<str:uid>/file/", paper_templates.download, name="template-file"),
    re_path(r"^staff/paper-templates/(?P<uid>\w+)/(?P<action>use|stop)/$", paper_templates.act, name="template-act"),
    re_path(r"^staff/paper-templates/start/(?P<source>[-\w]+)\.(?P<kind>docx|xlsx)$", paper_templates.start, name="template-start"),
    path("councils/papers/<str:uid>/", papers.file, name="file"),
]
