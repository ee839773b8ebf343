"""Where draws stand in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.draws.domain.rights import sees_draws
from musubi.blocks.kernel.menus import FOOTER_SUPPORT, MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("staff", _("抽選"), "draws:list", "check", 318, sees_draws, _("募集・申請")),
        MenuEntry("footer", _("抽選の公開"), "draws:public-list", order=42, section=FOOTER_SUPPORT),
    )
