"""Addresses of received calls."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reporting.views import received

app_name = "received"
urlpatterns = [
    path("staff/received/", received.calls, name="list"),
    path("staff/received/new/", received.new, name="new"),
    path("staff/received/<slug:uid>/", received.call, name="call"),
    path("staff/received/<slug:uid>/copy/", received.new, name="copy"),
    path("staff/received/<slug:uid>/reopen/", received.act, name="reopen"),
    path("staff/received/<slug:uid>/figures/<slug:figure_uid>/remove/", received.act, name="figure-remove"),
]
