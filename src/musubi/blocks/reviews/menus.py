"""Where reviews stand in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.reviews.domain.rights import is_reviewer, sees_panels


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("staff", _("審査会・採点"), "reviews:panels", "people", 315, sees_panels, _("募集・申請")),
        MenuEntry("staff", _("審査委員のページ"), "scoring:home", "check", 21, is_reviewer),
    )
