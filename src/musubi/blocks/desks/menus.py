"""The desks' tabs."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.desks.access import sees_desks
from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.places.access import sees_properties


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("desk", _("活動記録"), "desks:journal", "pen", 10),
        MenuEntry("desk", _("節目と仕事"), "desks:milestones", "flag", 20),
        MenuEntry("desk", _("ひな型"), "desks:templates", "pen", 65),
        MenuEntry("desk", _("協議会等"), "desks:associations", "people", 75),
        MenuEntry("desk", _("連絡先"), "desks:contacts", "phone", 70),
        MenuEntry("desk", _("場所"), "desks:places", "pin", 72, sees_properties),
        MenuEntry("desk", _("引継ぎ"), "desks:handover", "print", 80),
        MenuEntry("staff", _("担当する事業等"), "desks:list", "tray", 30, sees_desks),
        MenuEntry("desk", _("資料"), "desks:documents", "file", 60),
    )
