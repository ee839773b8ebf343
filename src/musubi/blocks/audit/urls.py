"""Addresses of the audit trail."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.audit.views import history

app_name = "audit"
urlpatterns = [path("staff/history/<str:kind>/<slug:uid>/", history.history, name="history")]
