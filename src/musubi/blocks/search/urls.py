"""Address of the search page."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.search.views import public

app_name = "search"
urlpatterns = [path("search/", public.results, name="results")]
