"""Addresses of what everybody reads of calls."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.applications.views import awards, offers

app_name = "offers"
OFFERS = "support/"
urlpatterns = [
    path(OFFERS, offers.calls, name="calls"),
    path(f"{OFFERS}awards/", awards.awards, name="awards"),
    path(f"{OFFERS}awards/<str:name>", awards.file, name="awards-file"),
    path(f"{OFFERS}<str:uid>/", offers.call, name="call"),
    path(f"{OFFERS}<str:uid>/check/", offers.check, name="check"),
    path(f"{OFFERS}<str:uid>/form/", offers.blank_form, name="blank-form"),
]
