"""Addresses of certified brands: the office's, everybody's, the holder's."""

from __future__ import annotations

from django.urls import path

from musubi.programs.brand.local_brands.views import public, staff, staff_rounds

app_name = "local_brands"
STAFF, ONE, ROUND = "staff/brands/", "staff/brands/<str:uid>/", "staff/brands/rounds/<str:uid>/"
urlpatterns = [
    path("brands/", public.register, name="register"),
    path("brands/<str:uid>/", public.one, name="public"),
    path("my/brands/", public.own, name="own"),
    path("my/brands/licences/<str:licence_uid>/", public.licence, name="licence"),
    path("my/brands/certificates/<str:paper_uid>.<slug:ending>", public.paper, name="paper"),
    path("my/brands/<str:uid>/renew/", public.renew, name="renew"),
    path(STAFF, staff.register, name="staff"),
    path(f"{STAFF}export/", staff.export, name="export"),
    path(f"{STAFF}new/<str:certificate_uid>/", staff.new, name="new"),
    path(ROUND, staff_rounds.one, name="round"),
    path(f"{ROUND}propose/", staff_rounds.propose, name="round-propose"),
    path(f"{ROUND}stages/<str:stage_uid>/", staff_rounds.stage_form, name="stage"),
    path(f"{ROUND}stages/<str:stage_uid>/results/", staff_rounds.results, name="results"),
    path(f"{ROUND}stages/<str:stage_uid>/close/", staff_rounds.close, name="stage-close"),
    path(ONE, staff.product, name="product"),
    path(f"{ONE}edit/", staff.edit, name="edit"),
    path(f"{ONE}step/<slug:name>/", staff.step, name="step"),
    path(f"{ONE}checks/<str:check_uid>/<slug:name>/", staff.check_step, name="check-step"),
    path(f"{ONE}licences/<str:licence_uid>/end/", staff.licence_end, name="licence-end"),
    path(f"{ONE}photos/<str:photo_uid>/", staff.photo, name="photo"),
]
