"""Addresses of the composed pages."""

from __future__ import annotations

from django.urls import path

from musubi.web.views import duties, health, public, staff

app_name = "web"
health_patterns = [
    path("healthz", health.alive, name="alive"),
    path("readyz", health.ready, name="ready"),
]
# For machines: one address each, whatever the language.
machine_patterns = [
    path("sitemap.xml", duties.sitemap_xml, name="sitemap-xml"),
    path("robots.txt", duties.robots, name="robots"),
]
urlpatterns = [
    path("", public.home, name="home"),
    path("map/", public.codes_map, name="map"),
    path("privacy/", duties.privacy, name="privacy"),
    path("accessibility/", duties.accessibility, name="accessibility"),
    path("accessibility/results/", duties.results, name="accessibility-results"),
    path("contact/", duties.contact, name="contact"),
    path("sitemap/", duties.sitemap, name="sitemap"),
    path("staff/", staff.home, name="staff-home"),
]
