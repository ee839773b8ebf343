"""Addresses of selections: the office's pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reviews.views import selection, selection_lists

app_name = "selection"
PANEL = "staff/reviews/<str:uid>/selection/"
RUN = "staff/reviews/runs/<str:uid>/"
LIST = "staff/reviews/lists/<str:uid>/"
urlpatterns = [
    path(PANEL, selection.home, name="home"),
    path(f"{PANEL}calculate/", selection.calculate, name="calculate"),
    path(f"{PANEL}begin/", selection_lists.begin, name="begin"),
    path(RUN, selection.run, name="run"),
    path(f"{RUN}progress/", selection.progress, name="run-progress"),
    path(f"{RUN}explain/", selection.explain, name="run-explain"),
    path(f"{RUN}replay/", selection.replay, name="run-replay"),
    path(f"{RUN}paper.<str:ending>", selection.run_file, name="run-file"),
    path(LIST, selection_lists.selection_list, name="list"),
    path(f"{LIST}paper.<str:ending>", selection_lists.list_file, name="list-file"),
    path(f"{LIST}step/<slug:name>/", selection_lists.step, name="list-step"),
    path("staff/reviews/rows/<str:uid>/", selection_lists.row, name="row"),
]
