"""What indicators add to the desk and to the menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import is_staff_or_partner
from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_menus() -> None:
    """The desk's tab, the list of indicators and the page of rating scales; called once when apps are ready."""
    register_menu(
        MenuEntry("desk", _("指標"), "indicators:desk", order=40),
        MenuEntry("staff", _("指標の一覧"), "indicators:list", "chart", 325, is_staff_or_partner, _("進捗管理")),
        MenuEntry("staff", _("評価基準"), "indicators:scales", "check", 345, is_staff_or_partner, _("進捗管理")),
    )
