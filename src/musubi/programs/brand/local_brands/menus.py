"""Where certified brands stand in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import FOOTER_SUPPORT, MenuEntry, register_menu
from musubi.programs.brand.local_brands.domain.rights import sees_brands


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("staff", _("地域ブランドの認定"), "local_brands:staff", "flag", 410, sees_brands, _("事業ごとの仕事")),
        MenuEntry("footer", _("認定された地域ブランド"), "local_brands:register", order=44, section=FOOTER_SUPPORT),
    )
