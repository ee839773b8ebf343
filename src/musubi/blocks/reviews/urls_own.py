"""Addresses of a reviewer's pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reviews.views import own, own_scoring

app_name = "scoring"
urlpatterns = [
    path("reviews/", own.home, name="home"),
    path("reviews/score/<str:uid>/", own_scoring.score, name="score"),
    path("reviews/score/<str:uid>/save/", own_scoring.save, name="save"),
    path("reviews/score/<str:uid>/documents/<str:file>/", own_scoring.document, name="document"),
    path("reviews/<str:uid>/", own.panel, name="panel"),
    path("reviews/<str:uid>/declare/", own.declaring, name="declare"),
    path("reviews/<str:uid>/declare/<str:entry>/", own.redeclaring, name="redeclare"),
    path("reviews/<str:uid>/ties/new/", own.tie, name="tie"),
    path("reviews/<str:uid>/ties/<str:tie>/remove/", own.tie_remove, name="tie-remove"),
    path("reviews/<str:uid>/together/", own.together, name="together"),
]
