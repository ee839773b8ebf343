"""The public navigation and the links in the footer."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.menus import FOOTER_PLAN, FOOTER_SITE, MenuEntry, register_menu


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("public", _("ビジョン"), "web:home", order=10),
        MenuEntry("public", _("進み具合"), "web:dashboard", order=15),
        MenuEntry("public", _("工程表"), "vision:roadmap", order=20),
        MenuEntry("footer", _("担い手"), "vision:actors", order=14, section=FOOTER_PLAN),
        MenuEntry("footer", _("番号の地図"), "web:map", order=16, section=FOOTER_PLAN),
        MenuEntry("public", _("検索"), "search:results", order=90),
        MenuEntry("footer", _("お問い合わせ"), "web:contact", order=80, section=FOOTER_SITE),
        MenuEntry("footer", _("公表した版とデータ"), "vision:editions", order=10, section=FOOTER_PLAN),
        MenuEntry("footer", _("印の読み方"), "vision:legend", order=18, section=FOOTER_PLAN),
        MenuEntry("footer", _("アクセシビリティ"), "web:accessibility", order=82, section=FOOTER_SITE),
        MenuEntry("footer", _("個人情報の扱い"), "web:privacy", order=84, section=FOOTER_SITE),
        MenuEntry("footer", _("サイトマップ"), "web:sitemap", order=86, section=FOOTER_SITE),
        MenuEntry("footer", _("職員・関係団体の入口"), "web:staff-home", order=90, section=FOOTER_SITE),
    )
