"""The register of places in the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.places.access import sees_properties


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("訪れる人への案内")
    register_menu(
        MenuEntry("staff", _("スポットと催し"), "visitors:spots", "pin", 510, reads_plan, section),
    )
    register_menu(MenuEntry("staff", _("施設・土地・建物"), "places:register", "pin", 630, sees_properties, _("台帳")))
