"""Addresses of visits: for staff, and the rallies for visitors."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.visits.views import circulation, rallies, sites, stamps, taking

app_name = "visits"
STAFF = "staff/visits/"
RALLY = STAFF + "rallies/<slug:uid>/"
urlpatterns = [
    path(STAFF, circulation.circulation_page, name="circulation"),
    path(STAFF + "export/", circulation.export_flows, name="export-flows"),
    path(STAFF + "visitors/", circulation.visitors_page, name="visitors"),
    path(STAFF + "visitors/export/", circulation.export_visitors, name="export-visitors"),
    path(STAFF + "sites/", sites.listed, name="sites"),
    path(STAFF + "sites/new/", sites.new, name="new-site"),
    path(STAFF + "sites/<slug:uid>/", sites.detail, name="site"),
    path(STAFF + "sites/<slug:uid>/edit/", sites.edit, name="edit-site"),
    path(STAFF + "import/<slug:kind>/", taking.take, name="import"),
    path(STAFF + "rallies/", rallies.listed, name="rallies"),
    path(STAFF + "rallies/new/", rallies.new, name="new-rally"),
    path(RALLY, rallies.detail, name="rally"),
    path(RALLY + "edit/", rallies.edit, name="edit-rally"),
    path(RALLY + "points/new/", rallies.add, name="add-point"),
    path(RALLY + "points/<int:position>/hint/", rallies.say_hint_page, name="hint"),
    path(RALLY + "points/<int:position>/remove/", rallies.remove, name="remove-point"),
    path(RALLY + "publish/", rallies.publish_page, name="publish-rally"),
    path(RALLY + "end/", rallies.end_page, name="end-rally"),
    path(RALLY + "claim/", rallies.claim_page, name="claim"),
    path(RALLY + "posters/", rallies.posters, name="posters"),
    path("rallies/", stamps.listed, name="public-rallies"),
    path("rallies/<slug:uid>/", stamps.rally_page, name="public-rally"),
    path("stamp/<str:code>/", stamps.stamp_page, name="stamp"),
]
