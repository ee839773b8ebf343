"""Addresses of the indicators at a desk."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.indicators.views import overview, staff

app_name = "indicators"
urlpatterns = [
    path("staff/indicators/", overview.indicators, name="list"),
    path("staff/rating-scales/", overview.rating_scales, name="scales"),
    path("staff/desk/<str:code>/indicators/", staff.desk, name="desk"),
    path("staff/desk/<str:code>/indicators/<slug:uid>/<int:year>/", staff.actual, name="actual"),
    path("staff/desk/<str:code>/indicators/<slug:uid>/<int:year>/target/", staff.target, name="target"),
]
