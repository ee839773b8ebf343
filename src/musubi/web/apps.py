"""Registers the site's composed pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The composed pages (サイト)."""

    name = "musubi.web"
    label = "web"
    verbose_name = "サイト"
