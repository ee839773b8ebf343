"""Root URLs: Japanese without a prefix, other languages under /en/; what machines read outside of both."""

from __future__ import annotations

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from musubi.web import urls as web_urls

urlpatterns = [
    path("", include((web_urls.health_patterns, "health"))),
    path("", include((web_urls.machine_patterns, "machines"))),
    *i18n_patterns(
        path("account/", include("musubi.blocks.accounts.urls")),
        path("account/", include("allauth.urls")),
        path("", include("musubi.blocks.reporting.urls_calls")),
        path("", include("musubi.blocks.reporting.urls_received")),
        path("", include("musubi.blocks.reporting.urls_reports")),
        path("", include("musubi.blocks.desks.urls")),
        path("", include("musubi.blocks.draws.urls")),
        path("", include("musubi.blocks.vision.urls")),
        path("", include("musubi.blocks.vision.urls_staff")),
        path("", include("musubi.blocks.indicators.urls")),
        path("", include("musubi.blocks.money.urls")),
        path("", include("musubi.blocks.opendata.urls")),
        path("", include("musubi.blocks.places.urls")),
        path("", include("musubi.blocks.places.urls_staff")),
        path("", include("musubi.blocks.places.urls_public")),
        path("", include("musubi.blocks.visits.urls")),
        path("", include("musubi.blocks.parties.urls")),
        path("", include("musubi.blocks.search.urls")),
        path("", include("musubi.blocks.notifications.urls")),
        path("", include("musubi.blocks.accounts.urls_staff")),
        path("", include("musubi.blocks.audit.urls")),
        path("", include("musubi.blocks.meetings.urls_meetings")),
        path("", include("musubi.blocks.meetings.urls_papers")),
        path("", include("musubi.blocks.meetings.urls_bodies")),
        path("", include("musubi.blocks.meetings.urls_member")),
        path("", include("musubi.blocks.reviews.urls_staff")),
        path("", include("musubi.blocks.reviews.urls_own")),
        path("", include("musubi.blocks.reviews.urls_selection")),
        path("", include("musubi.blocks.reviews.urls_results")),
        path("", include("musubi.blocks.applications.urls_staff")),
        path("", include("musubi.blocks.applications.urls_own")),
        path("", include("musubi.blocks.applications.urls_offers")),
        path("", include("musubi.programs.brand.local_brands.urls")),
        path("", include("musubi.council.urls")),
        path("", include("musubi.council.urls_member")),
        path("", include("musubi.council.urls_public")),
        path("", include("musubi.programs.brand.inbound.urls")),
        path("", include("musubi.programs.brand.tours.urls")),
        path("", include("musubi.web.urls")),
        prefix_default_language=False,
    ),
]
