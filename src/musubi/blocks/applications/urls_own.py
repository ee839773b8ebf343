"""Addresses of an applicant's own pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.applications.views import own

app_name = "filings"
OWN = "my/applications/"
urlpatterns = [
    path(f"{OWN}<str:uid>/", own.application, name="application"),
]
