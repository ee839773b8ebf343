"""Registers the site's composed pages."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The composed pages (サイト)."""

    name = "musubi.web"
    label = "web"
    verbose_name = "サイト"

    def ready(self) -> None:
        """Fill the public menus and the register of forms."""
        from musubi.web.menus import register_menus  # noqa: PLC0415 - apps must be loaded first
        from musubi.web.privacy import register_forms  # noqa: PLC0415 - as above

        register_menus()
        register_forms()
