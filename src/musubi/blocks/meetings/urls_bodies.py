"""Addresses of bodies and members: the office's pages and the public register."""

from __future__ import annotations

from django.urls import path, re_path

from musubi.blocks.meetings.views import bodies, members, register

app_name = "bodies"
BODIES, MEMBERS = "staff/bodies/", "staff/members/"
urlpatterns = [
    path(BODIES, bodies.bodies, name="list"),
    path(f"{BODIES}new/", bodies.new, name="new"),
    path(f"{BODIES}<str:uid>/", bodies.body, name="body"),
    path(f"{BODIES}<str:uid>/edit/", bodies.edit, name="edit"),
    re_path(rf"^{BODIES}(?P<uid>\w+)/step/(?P<name>seat|officer)/$", bodies.step, name="step"),
    path(f"{BODIES}<str:uid>/<slug:kind>.pdf", bodies.paper, name="paper"),
    path("staff/seats/<str:uid>/", bodies.seat, name="seat"),
    path("staff/seats/<str:uid>/nominate/", members.nomination, name="nominate"),
    path(f"{MEMBERS}<str:uid>/", members.member, name="member"),
    path(f"{MEMBERS}<str:uid>/edit/", members.edit, name="member-edit"),
    path(f"{MEMBERS}<str:uid>/contact/", members.contact, name="member-contact"),
    re_path(rf"^{MEMBERS}(?P<uid>\w+)/step/(?P<name>accept|propose|commission|leave|give-up)/$", members.step, name="member-step"),
    path(f"{MEMBERS}<str:uid>/<slug:kind>.pdf", members.paper, name="member-paper"),
    path("councils/", register.register, name="register"),
    path("councils/register.csv", register.register_csv, name="register-csv"),
    path("councils/<slug:code>/", register.body, name="public"),
]
