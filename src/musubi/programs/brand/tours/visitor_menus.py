"""Where the tours stand in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import FOOTER_VISIT, MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(MenuEntry("public", _("まちを回る"), "tours:planner", order=50))
    register_menu(MenuEntry("footer", _("モデルコース"), "tours:public-courses", order=60, section=FOOTER_VISIT))
    register_menu(MenuEntry("visitors", _("一日を組み立てる"), "tours:planner", order=10))
    register_menu(MenuEntry("visitors", _("モデルコース"), "tours:public-courses", order=40))
