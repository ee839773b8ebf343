"""The tours in the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_staff_menus() -> None:
    """Called once when apps are ready."""
    register_menu(MenuEntry("staff", _("モデルコース"), "tours:courses", "walk", 655, reads_plan, _("訪れる人への案内")))
