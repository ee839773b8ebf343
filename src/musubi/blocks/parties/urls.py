"""Addresses of parties, of the tax agency's register, and of one's own."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.parties.views import acting, corporations, own, own_register, party, register, steps

app_name = "parties"
STAFF, MINE = "staff/parties/", "my/businesses/"
urlpatterns = [
    path(STAFF, register.parties_page, name="list"),
    path(STAFF + "export/", register.export, name="export"),
    path(STAFF + "doubles/", register.doubles, name="doubles"),
    path(STAFF + "claims/", register.claims, name="claims"),
    path(STAFF + "register/", corporations.files, name="register"),
    path(STAFF + "new/", party.new, name="new"),
    path(STAFF + "new/<slug:kind>/", party.new_of_kind, name="new-kind"),
    path(STAFF + "merges/<slug:uid>/undo/", steps.unmerge, name="unmerge"),
    path(STAFF + "consents/<slug:uid>/withdraw/", steps.withdraw, name="withdraw"),
    path(STAFF + "rights/<slug:uid>/<slug:name>/", acting.answer, name="right"),
    path(STAFF + "<slug:uid>/", party.party_page, name="party"),
    path(STAFF + "<slug:uid>/edit/", party.edit, name="edit"),
    path(STAFF + "<slug:uid>/address/", steps.address, name="address"),
    path(STAFF + "<slug:uid>/number/", steps.number, name="number"),
    path(STAFF + "<slug:uid>/follow/", steps.follow, name="follow"),
    path(STAFF + "<slug:uid>/entity/", steps.entity, name="entity"),
    path(STAFF + "<slug:uid>/acting/new/", acting.grant, name="grant"),
    path(STAFF + "<slug:uid>/consents/new/", steps.consent, name="consent"),
    path(STAFF + "<slug:uid>/merge/", steps.merge, name="merge"),
    path(STAFF + "<slug:uid>/erase/", steps.erase, name="erase"),
    path(STAFF + "<slug:uid>/<slug:kind>/new/", steps.detail, name="detail-new"),
    path(STAFF + "<slug:uid>/<slug:kind>/<slug:row>/", steps.detail, name="detail"),
    path(STAFF + "<slug:uid>/<slug:kind>/<slug:row>/remove/", steps.remove, name="detail-remove"),
    path("corporations/", corporations.lookup, name="lookup"),
    path(MINE, own.own, name="own"),
    path(MINE + "new/", own_register.register, name="own-register"),
    path(MINE + "number/<slug:number>/", own_register.older, name="own-number"),
    path(MINE + "new/<slug:kind>/", own_register.older, name="own-new"),
    path(MINE + "rights/<slug:uid>/<slug:name>/", own.answer, name="own-right"),
    path(MINE + "consents/<slug:uid>/withdraw/", own.withdraw, name="own-withdraw"),
    path(MINE + "<slug:uid>/", own.own_party, name="own-party"),
    path(MINE + "<slug:uid>/edit/", own.edit, name="own-edit"),
    path(MINE + "<slug:uid>/address/", own.address, name="own-address"),
    path(MINE + "<slug:uid>/acting/new/", own.grant, name="own-grant"),
    path(MINE + "<slug:uid>/<slug:kind>/new/", own.detail, name="own-detail-new"),
    path(MINE + "<slug:uid>/<slug:kind>/<slug:row>/", own.detail, name="own-detail"),
]
