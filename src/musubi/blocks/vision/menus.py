"""The plan's entries in the staff menu."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.predicates import is_secretariat, reads_plan
from musubi.blocks.kernel.menus import MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("計画")
    register_menu(
        MenuEntry("staff", _("事業の一覧"), "plan:programs", "clip", 40, reads_plan),
        MenuEntry("staff", _("計画の状態"), "plan:overview", "flag", 200, reads_plan, section),
        MenuEntry("staff", _("工程表を直す"), "plan:roadmap", "cal", 205, reads_plan, section),
        MenuEntry("staff", _("未確定の事項"), "plan:questions", "wait", 210, reads_plan, section),
        MenuEntry("staff", _("担当のない項目"), "plan:unowned", "people", 220, reads_plan, section),
        MenuEntry("staff", _("改定の記録"), "plan:revisions", "clock", 230, reads_plan, section),
        MenuEntry("staff", _("公表版"), "plan:editions", "file", 240, reads_plan, section),
        MenuEntry("staff", _("計画台帳(Excel)"), "plan:workbook", "down", 260, is_secretariat, section),
        MenuEntry("staff", _("計画の一覧"), "plan:plans", "tray", 250, reads_plan, section),
        MenuEntry("staff", _("概要版を読み取る"), "plan:brochures", "search", 270, is_secretariat, section),
        MenuEntry("staff", _("次期計画への引継ぎ"), "plan:carry-over", "right", 280, is_secretariat, section),
    )
