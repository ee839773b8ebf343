"""Addresses of meeting papers."""

from __future__ import annotations

from django.urls import path, re_path

from musubi.blocks.meetings.views import papers

app_name = "meeting-papers"
PAPERS = r"^staff/meetings/(?P<uid>\w+)/papers/"
urlpatterns = [
    path("staff/meetings/<str:uid>/papers/", papers.papers, name="papers"),
    path("staff/meetings/<str:uid>/papers/new/", papers.add, name="add"),
    re_path(PAPERS + r"plan/(?P<plan>\w+)/(?P<action>up|down|remove|confidential)/$", papers.plan_act, name="plan-act"),
    re_path(PAPERS + r"(?P<number>\d{1,4})/(?P<action>send|publish)/$", papers.set_act, name="set-act"),
    path("staff/meetings/<str:uid>/papers/<int:number>.zip", papers.archive, name="archive"),
    path("councils/papers/<str:uid>/", papers.file, name="file"),
]
