"""Addresses of a person's own account."""

from __future__ import annotations

from django.urls import path

from musubi.blocks.accounts.views import account, demo

app_name = "accounts"
urlpatterns = [
    path("", account.overview, name="overview"),
    path("language/", account.language, name="language"),
    path("second-factor/", account.second_factor, name="second-factor"),
    path("demo/", demo.people, name="demo"),
]
