"""Addresses of the office's pages of calls and applications."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.applications.views import staff

app_name = "applications"
STAFF = "staff/applications/"
urlpatterns = [
    path(f"{STAFF}<str:uid>/", staff.application, name="application"),
]
