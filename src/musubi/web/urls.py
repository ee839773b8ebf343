"""Addresses of the composed pages."""

from __future__ import annotations

from django.urls import path

from musubi.web.views import health, public, staff

app_name = "web"
health_patterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("staff/", staff.home, name="staff-home"),
]
