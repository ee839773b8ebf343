"""Addresses of the plan's public pages."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.vision.views import programs, public, public_editions, public_roadmap

app_name = "vision"
urlpatterns = [
    path("plan/<str:code>/", public.item, name="item"),
    path("plans/<slug:slug>/", public.plan, name="plan"),
    path("plans/<slug:slug>/<str:code>/", public.plan_item, name="plan-item"),
    path("programs/<slug:slug>/", programs.public, name="program"),
    path("roadmap/", public_roadmap.roadmap, name="roadmap"),
    path("roadmap.xlsx", public_roadmap.workbook, name="roadmap-xlsx"),
    path("roadmap.pdf", public_roadmap.pdf, name="roadmap-pdf"),
    path("actors/", public.actors, name="actors"),
    path("actors/<str:code>/", public.actor, name="actor"),
    path("editions/", public_editions.editions, name="editions"),
    path("editions/compare/", public_editions.compare, name="editions-compare"),
    path("legend/", public.legend, name="legend"),
    path("plan.json", public_editions.plan_json, name="plan-json"),
    path("plan.csv", public_editions.plan_csv, name="plan-csv"),
]
