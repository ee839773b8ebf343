"""Addresses of what everybody sees of opinions."""

from __future__ import annotations

from django.urls import path

from musubi.council.views import public

app_name = "council-public"
urlpatterns = [
    path("opinions/", public.issues, name="issues"),
    path("opinions.json", public.issues_json, name="issues-json"),
    path("opinions.csv", public.issues_csv, name="issues-csv"),
    path("opinions/<slug:code>/", public.issue, name="issue"),
]
