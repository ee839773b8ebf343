"""Addresses of a person's own account."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.accounts.views import account, demo, invitation, office, registration

app_name = "accounts"
urlpatterns = [
    path("", account.overview, name="overview"),
    path("language/", account.language, name="language"),
    path("second-factor/", account.second_factor, name="second-factor"),
    path("sign-out-everywhere/", account.sign_out_all, name="sign-out-everywhere"),
    path("invitation/", invitation.accept, name="invitation"),
    path("invitation/<str:token>/", invitation.open_link, name="invitation-open"),
    path("register/", registration.ask, name="register"),
    path("register/sent/", registration.sent, name="register-sent"),
    path("register/finish/", registration.finish, name="register-finish"),
    path("register/<str:token>/", registration.open_link, name="register-open"),
    path("logo/", office.logo, name="logo"),
    path("demo/", demo.people, name="demo"),
]
