"""People and office in the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.access import manages_people
from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("管理")
    register_menu(
        MenuEntry("staff", _("利用者"), "people:list", "people", 910, manages_people, section),
        MenuEntry("staff", _("組織"), "people:organizations", "visit", 920, manages_people, section),
        MenuEntry("staff", _("4月1日の異動"), "people:moves", "arrow", 930, manages_people, section),
        MenuEntry("staff", _("事務局の設定"), "people:office", "pen", 940, manages_people, section),
    )
