"""Open data in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import reads_plan
from musubi.blocks.kernel.menus import FOOTER_PLAN, MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("staff", _("オープンデータの取込み"), "opendata:imports", "down", 540, reads_plan, _("訪れる人への案内")),
        MenuEntry("footer", _("オープンデータ"), "opendata:catalogue", order=24, section=FOOTER_PLAN),
    )
