"""Addresses of the plan's pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.vision.views import public

app_name = "vision"
urlpatterns = [
    path("plan/<str:code>/", public.item, name="item"),
]
