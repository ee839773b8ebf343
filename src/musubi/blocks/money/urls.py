"""Addresses of budgets and contracts."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.money.views import contracts, desk, entries, imports, overview

app_name = "money"
DESK = "staff/desk/<str:code>/"
urlpatterns = [
    path("staff/money/", overview.overview, name="overview"),
    path("staff/money/export/", overview.export, name="export"),
    path("staff/money/import/", imports.imports, name="imports"),
    path("staff/money/import/<slug:uid>/", imports.preview, name="import"),
    path("staff/money/import/<slug:uid>/layout/", imports.layout, name="import-layout"),
    path("staff/money/import/<slug:uid>/drop/", imports.drop, name="import-drop"),
    path("staff/money/contracts/", contracts.all_contracts, name="contracts"),
    path("staff/money/contracts/export/", contracts.export, name="contracts-export"),
    path(DESK + "money/", desk.desk_page, name="desk"),
    path(DESK + "money/compare/", desk.compare, name="compare"),
    path(DESK + "money/copy/", desk.copy, name="copy"),
    path(DESK + "money/transfer/", desk.move, {"kind": "transfer"}, name="transfer"),
    path(DESK + "money/carry-over/", desk.move, {"kind": "carry-over"}, name="carry-over"),
    path(DESK + "money/envelope/<slug:uid>/close/", desk.close, name="close"),
    path(DESK + "money/envelope/<slug:uid>/reopen/", desk.reopen, name="reopen"),
    path(DESK + "money/<slug:kind>/new/", entries.add, name="entry-add"),
    path(DESK + "money/<slug:kind>/<slug:uid>/", entries.edit, name="entry-edit"),
    path(DESK + "money/<slug:kind>/<slug:uid>/remove/", entries.remove, name="entry-remove"),
    path(DESK + "contracts/", contracts.desk_contracts, name="desk-contracts"),
    path(DESK + "contracts/export/", contracts.export, name="desk-contracts-export"),
    path(DESK + "contracts/<slug:uid>/", contracts.contract_page, name="contract"),
]
