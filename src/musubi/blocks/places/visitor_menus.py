"""Spots and events in the public navigation."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from musubi.blocks.kernel.menus import FOOTER_VISIT, MenuEntry, register_menu


def register_visitor_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("public", pgettext_lazy("menu", "観光スポット"), "guide:spots", order=55),
        MenuEntry("footer", pgettext_lazy("menu", "催し"), "guide:events", order=62, section=FOOTER_VISIT),
        MenuEntry("visitors", pgettext_lazy("menu", "観光スポット"), "guide:spots", order=20),
        MenuEntry("visitors", pgettext_lazy("menu", "催し"), "guide:events", order=30),
        MenuEntry("visitors", _("公衆無線LAN"), "guide:wifi", order=60),
    )
