"""Reporting's places in the menus and on the desks."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import is_city_staff, is_staff_or_partner
from musubi.blocks.kernel.menus import FOOTER_PLAN, MenuEntry, register_menu
from musubi.blocks.reporting.access import reads_reports


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("進捗管理")
    register_menu(
        MenuEntry("staff", _("照会"), "calls:list", "tray", 310, is_staff_or_partner, section),
        MenuEntry("staff", _("照会受付"), "received:list", "tray", 315, is_city_staff, section),
        MenuEntry("staff", _("進捗の一覧"), "reports:list", "flag", 320, reads_reports, section),
        MenuEntry("staff", _("年度版"), "reports:editions", "file", 330, reads_reports, section),
        MenuEntry("staff", _("報告様式"), "reports:templates", "down", 340, reads_reports, section),
        MenuEntry("desk", _("進捗報告"), "reports:desk", order=300),
        MenuEntry("footer", _("年度ごとの進捗報告"), "reports:public-years", order=12, section=FOOTER_PLAN),
    )
