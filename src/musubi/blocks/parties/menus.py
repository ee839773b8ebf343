"""Parties in the menus of staff and of those who apply."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.parties.domain.rights import is_applicant, sees_parties


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("台帳")
    register_menu(
        MenuEntry("staff", _("事業者台帳"), "parties:list", "people", 610, sees_parties, section),
        MenuEntry("staff", _("法人番号の公表データ"), "parties:register", "down", 620, sees_parties, section),
        MenuEntry("staff", _("私の事業者情報"), "parties:own", "people", 30, is_applicant),
    )
