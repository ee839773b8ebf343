"""Addresses of the composed pages."""

from __future__ import annotations

from django.urls import path

from musubi.web.views import dashboard, duties, health, public, staff

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
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("dashboard.json", dashboard.dashboard_json, name="dashboard-json"),
    path("dashboard.csv", dashboard.items_csv, name="dashboard-csv"),
    path("dashboard/indicators.csv", dashboard.indicators_csv, name="dashboard-indicators-csv"),
    path("map/", public.codes_map, name="map"),
    path("privacy/", duties.privacy, name="privacy"),
    path("accessibility/", duties.accessibility, name="accessibility"),
    path("accessibility/results/", duties.results, name="accessibility-results"),
    path("contact/", duties.contact, name="contact"),
    path("sitemap/", duties.sitemap, name="sitemap"),
    path("staff/", staff.home, name="staff-home"),
]
