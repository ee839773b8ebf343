"""The desk's tabs and the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.money.domain.rights import sees_money


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("予算・執行")
    register_menu(
        MenuEntry("desk", _("予算・執行"), "money:desk", "money", 40, sees_money),
        MenuEntry("desk", _("契約・執行台帳"), "money:desk-contracts", "file", 45, sees_money),
        MenuEntry("staff", _("予算の一覧"), "money:overview", "money", 410, sees_money, section),
        MenuEntry("staff", _("財務会計の取込"), "money:imports", "down", 430, sees_money, section),
        MenuEntry("staff", _("契約・執行台帳"), "money:contracts", "file", 420, sees_money, section),
    )
