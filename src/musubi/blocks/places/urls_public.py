"""Addresses of what visitors read of spots and events."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.places.views import spot_parts, visitor_guide

app_name = "guide"
urlpatterns = [
    path("spots/", visitor_guide.spots, name="spots"),
    path("spots/photos/<slug:uid>/", spot_parts.photo_file, name="photo"),
    path("spots/<slug:uid>/", visitor_guide.spot, name="spot"),
    path("wifi/", visitor_guide.wifi, name="wifi"),
    path("spots.geojson", visitor_guide.map_layers, name="map"),
    path("events/", visitor_guide.events, name="events"),
    path("events/<slug:uid>/", visitor_guide.event, name="event"),
]
