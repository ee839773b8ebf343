"""The council's places in the menus."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import is_city_staff, is_staff_or_partner
from musubi.blocks.kernel.menus import FOOTER_PLAN, MenuEntry, register_menu
from musubi.council.access import reads_council


def _works_with(user: Any) -> bool:
    return bool(is_staff_or_partner(user) or reads_council(user))


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("意見と対応")
    register_menu(
        MenuEntry("staff", _("課題"), "council:issues", "comment", 410, reads_council, section),
        MenuEntry("staff", _("意見"), "council:opinions", "people", 420, reads_council, section),
        MenuEntry("staff", _("意見募集"), "council:comment-calls", "comment", 425, reads_council, section),
        MenuEntry("footer", _("意見募集"), "council-public:comment-calls", order=22, section=FOOTER_PLAN),
        MenuEntry("staff", _("調整"), "council:coordinations", "link", 430, _works_with, section),
        MenuEntry("staff", _("まとめと決定"), "council:decisions", "flag", 440, reads_council, section),
        MenuEntry("staff", _("対応事項"), "council:actions", "check", 450, _works_with, section),
        MenuEntry("public", _("意見と、そのあと"), "council-public:issues", order=45),
        MenuEntry("staff", _("目標に届かなかった指標"), "council:shortfalls", "chart", 455, reads_council, section),
        MenuEntry("staff", _("約束の台帳"), "council:promises", "clip", 460, reads_council, section),
        MenuEntry("staff", _("想定問答"), "council:questions", "clip", 470, is_city_staff, section),
    )
