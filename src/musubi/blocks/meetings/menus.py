"""Places of the meetings in the menus."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import FOOTER_PLAN, MenuEntry, register_menu
from musubi.blocks.meetings.access import is_member, reads_meetings


def register_menus() -> None:
    """Called once when apps are ready."""
    section = _("会議")
    register_menu(
        MenuEntry("staff", _("会議の予定"), "meetings:list", "cal", 400, reads_meetings, section),
        MenuEntry("staff", _("会議体と委員"), "bodies:list", "people", 405, reads_meetings, section),
        MenuEntry("staff", _("会議資料の様式"), "meeting-papers:templates", "file", 410, reads_meetings, section),
        MenuEntry("staff", _("委員のページ"), "member:home", "home", 20, is_member),
        MenuEntry("public", _("推進会議"), "bodies:register", order=40),
        MenuEntry("footer", _("会議の予定"), "meetings:public-calendar", order=20, section=FOOTER_PLAN),
    )
