"""What indicators add to the desk."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_tab() -> None:
    """The desk's tab; called once when apps are ready."""
    register_menu(MenuEntry("desk", _("指標"), "indicators:desk", order=40))
