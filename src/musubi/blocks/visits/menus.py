"""Entries of visits in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.kernel.menus import FOOTER_VISIT, MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(MenuEntry("footer", _("スタンプラリー"), "visits:public-rallies", order=64, section=FOOTER_VISIT))
    register_menu(MenuEntry("visitors", _("スタンプラリー"), "visits:public-rallies", order=50))
    register_menu(MenuEntry("staff", _("来訪と回遊"), "visits:circulation", "people", 660, reads_plan, _("訪れる人への案内")))
