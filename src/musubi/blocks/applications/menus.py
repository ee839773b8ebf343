"""Where calls and applications stand in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.rights import sees_some_applications
from musubi.blocks.kernel.menus import FOOTER_SUPPORT, MenuEntry, register_menu
from musubi.blocks.parties.domain.rights import erases_parties


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("募集・申請")
    register_menu(
        MenuEntry("public", _("支援・募集"), "offers:calls", order=25),
        MenuEntry("footer", _("私の手続"), "filings:home", order=40, section=FOOTER_SUPPORT),
        MenuEntry("staff", _("申請の受付"), "applications:queue", "tray", 300, sees_some_applications, section),
        MenuEntry("staff", _("起案と決裁"), "applications:decisions", "flag", 322, sees_some_applications, section),
        MenuEntry("staff", _("募集"), "applications:calls", "cal", 295, sees_some_applications, section),
        MenuEntry("staff", _("指定と年度ごとの申請"), "applications:designations", "flag", 325, sees_some_applications, section),
        MenuEntry("staff", _("支出の一覧"), "applications:payments", "money", 330, sees_some_applications, section),
        MenuEntry("staff", _("監査調書"), "applications:audit", "check", 340, sees_some_applications, section),
        MenuEntry("staff", _("代理人の確認"), "applications:agents", "people", 345, sees_some_applications, section),
        MenuEntry("staff", _("上位の補助(国・県)"), "applications:upstream", "link", 350, sees_some_applications, section),
        MenuEntry("staff", _("保存期間の満了"), "applications:retention", "tray", 360, erases_parties, section),
    )
