"""Addresses where people, organisations and the office are kept."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.accounts.views import invitations, moves, numbers, office, organizations, people, posts

app_name = "people"
urlpatterns = [
    path("staff/people/", people.people_page, name="list"),
    path("staff/people/export/", people.export, name="export"),
    path("staff/people/moves/", moves.moves_page, name="moves"),
    path("staff/people/moves/download/", moves.download, name="moves-download"),
    path("staff/people/moves/<slug:uid>/undo/", moves.undo, name="moves-undo"),
    path("staff/people/invitations/", invitations.invitations_page, name="invitations"),
    path("staff/people/invitations/new/", invitations.new, name="invitation-new"),
    path("staff/people/invitations/<slug:uid>/resend/", invitations.resend, name="invitation-resend"),
    path("staff/people/invitations/<slug:uid>/revoke/", invitations.revoke, name="invitation-revoke"),
    path("staff/people/<slug:uid>/second-factor/", invitations.reset_factor, name="second-factor-reset"),
    path("staff/people/<slug:uid>/", people.person_page, name="person"),
    path("staff/people/<slug:uid>/edit/", people.edit, name="edit"),
    path("staff/people/<slug:uid>/active/", people.active, name="active"),
    path("staff/people/<slug:uid>/posts/new/", posts.new, name="post-new"),
    path("staff/posts/<slug:uid>/end/", posts.end, name="post-end"),
    path("staff/posts/<slug:uid>/deputy/", posts.deputy, name="deputy"),
    path("staff/organizations/", organizations.tree, name="organizations"),
    path("staff/organizations/new/", organizations.new, name="organization-new"),
    path("staff/organizations/<slug:uid>/", organizations.edit, name="organization"),
    path("staff/organizations/<slug:uid>/rename/", organizations.rename, name="organization-rename"),
    path("staff/office/", office.office_page, name="office"),
    path("staff/office/numbers/new/", numbers.new, name="series-new"),
    path("staff/office/numbers/<slug:uid>/", numbers.edit, name="series"),
    path("staff/office/holidays/", office.holidays, name="holidays"),
]
