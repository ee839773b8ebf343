"""Addresses of a member's opinions."""

from __future__ import annotations

from django.urls import path

from musubi.council.views import member_opinions

app_name = "member-opinions"
urlpatterns = [
    path("member/opinions/", member_opinions.opinions, name="list"),
    path("member/opinions/new/", member_opinions.new, name="new"),
]
