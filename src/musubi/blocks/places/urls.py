"""Addresses of the register of places."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.places.views import properties

app_name = "places"
REGISTER = "staff/places/"
KIND = REGISTER + "<slug:kind>/"
urlpatterns = [
    path(REGISTER, properties.register, name="register"),
    path(KIND, properties.listed, name="list"),
    path(KIND + "export/", properties.export, name="export"),
    path(KIND + "new/", properties.new, name="new"),
    path(KIND + "import/", properties.take, name="import"),
    path(KIND + "<slug:uid>/", properties.detail, name="property"),
    path(KIND + "<slug:uid>/edit/", properties.edit, name="edit"),
    path(KIND + "<slug:uid>/move/", properties.move, name="move"),
]
