"""Addresses of spots, events and Wi-Fi points for those who keep them."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.places.views import spot_parts, visitors

app_name = "visitors"
KEPT = "staff/visitors/"
SPOT = KEPT + "spots/<slug:uid>/"
KIND = KEPT + "<slug:slug>/"
urlpatterns = [
    path(KEPT, visitors.spots, name="spots"),
    path(SPOT + "hours/", spot_parts.hours, name="hours"),
    path(SPOT + "photos/new/", spot_parts.photo_new, name="photo-new"),
    path(KEPT + "photos/<slug:uid>/remove/", spot_parts.photo_remove, name="photo-remove"),
    path(KEPT + "photos/<slug:uid>/people/", spot_parts.photo_people, name="photo-people"),
    path(KIND, visitors.listed, name="list"),
    path(KIND + "export/", visitors.export, name="export"),
    path(KIND + "new/", visitors.new, name="new"),
    path(KIND + "<slug:uid>/", visitors.detail, name="record"),
    path(KIND + "<slug:uid>/edit/", visitors.edit, name="edit"),
    path(KIND + "<slug:uid>/publish/", visitors.publish, name="publish"),
]
