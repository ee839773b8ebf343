"""Addresses of what everybody sees of opinions."""

from __future__ import annotations

from django.urls import path

from musubi.council.views import public
from musubi.council.views.comments import public as comments

app_name = "council-public"
urlpatterns = [
    path("opinions/", public.issues, name="issues"),
    path("opinions.json", public.issues_json, name="issues-json"),
    path("opinions.csv", public.issues_csv, name="issues-csv"),
    path("opinions/<slug:code>/", public.issue, name="issue"),
    path("comments/", comments.calls, name="comment-calls"),
    path("comments/<slug:slug>/", comments.call, name="comment-call"),
    path("comments/<slug:slug>/send/", comments.send, name="comment-send"),
    path("comments/<slug:slug>/receipt/", comments.receipt, name="comment-receipt"),
    path("comments/<slug:slug>/materials/<str:uid>/", comments.material, name="comment-material"),
    path("comments/<slug:slug>/result.<slug:suffix>", comments.result_file, name="comment-result"),
]
