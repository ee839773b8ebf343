"""Addresses of what everybody reads of calls."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.applications.views import offers

app_name = "offers"
OFFERS = "support/"
urlpatterns = [
    path(OFFERS, offers.calls, name="calls"),
    path(f"{OFFERS}<str:uid>/", offers.call, name="call"),
    path(f"{OFFERS}<str:uid>/check/", offers.check, name="check"),
    path(f"{OFFERS}<str:uid>/form/", offers.blank_form, name="blank-form"),
]
