"""Menus: apps register entries of the public navigation, the staff menu and the footer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.panels import everyone

# The headings in the footer, in the order of its columns.
FOOTER_PLAN = _("計画と進み具合")
FOOTER_SUPPORT = _("事業者・農業者の方")
FOOTER_VISIT = _("訪れる方")
FOOTER_SITE = _("このサイト")


@dataclass(frozen=True)
class MenuEntry:
    """A link in a menu. `label` is a lazy translation; `url_name` has no arguments; `icon` names a sprite symbol."""

    menu: str  # "public", "visitors", "staff", "footer", "account"
    label: Any
    url_name: str
    icon: str = ""
    order: int = 100
    audience: Callable[[Any], bool] = everyone
    section: Any = ""


_entries: list[MenuEntry] = []


def register_menu(*entries: MenuEntry) -> None:
    """Add entries; each menu is shown in `order`."""
    _entries.extend(entries)
    _entries.sort(key=lambda entry: (entry.menu, entry.order, entry.url_name))


def menu(name: str, user: Any) -> list[MenuEntry]:
    """The entries of a menu that this reader may use, those of one section together: where its first entry stands."""
    found = [entry for entry in _entries if entry.menu == name and entry.audience(user)]
    sections = list(dict.fromkeys(str(entry.section) for entry in found))
    return sorted(found, key=lambda entry: sections.index(str(entry.section)))
