"""Spots and events in the public navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_visitor_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("public", _("観光スポット"), "guide:spots", order=60),
        MenuEntry("footer", _("催し"), "guide:events", order=25),
    )
