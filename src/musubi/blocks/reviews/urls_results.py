"""Addresses of what everybody reads of selections."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.reviews.views import selection_public

app_name = "results"
urlpatterns = [
    path("support/<str:uid>/results/", selection_public.results, name="results"),
    path("support/<str:uid>/results.csv", selection_public.results_file, name="file"),
]
