"""Addresses of open data."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.opendata.views import public, staff

app_name = "opendata"
STAFF = "staff/open-data/"
urlpatterns = [
    path("open-data/", public.catalogue, name="catalogue"),
    path("open-data/<slug:code>/<slug:generation>.csv", public.download, name="download"),
    path("open-data/<slug:key>.csv", public.file, {"ending": "csv"}, name="file-csv"),
    path("open-data/<slug:key>.json", public.file, {"ending": "json"}, name="file-json"),
    path(STAFF, staff.imports, name="imports"),
    path(STAFF + "new/<slug:code>/", staff.new, name="new"),
    path(STAFF + "<slug:uid>/", staff.one, name="import"),
    path(STAFF + "<slug:uid>/apply/", staff.apply, name="apply"),
]
