"""What every page's frame needs: the site's name, menus, languages, the demo stamp."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import resolve, reverse, translate_url
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import Letterhead, letterhead
from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.menus import MenuEntry, menu
from musubi.blocks.kernel.pages.languages import languages_of
from musubi.blocks.kernel.templatetags.musubi import local
from musubi.blocks.vision.domain.editions import plan_in_force, public_edition


@dataclass(frozen=True)
class Link:
    """A link of the frame; `language` where its words and its page are in another than this page's."""

    url_name: str
    href: str
    label: str
    language: str = ""
    icon: str = ""


@dataclass
class StaffSection:
    """Links of the staff menu under one heading; `here` is the one that leads to the page or to what it is a part of."""

    label: Any
    links: list[Link]
    here: Link | None = None


@cache
def _languages(url_name: str) -> tuple[str, ...]:
    """The languages of the page that a name without arguments leads to."""
    with override("ja"):
        return languages_of(resolve(reverse(url_name)).func)


def _link(entry: MenuEntry) -> Link:
    """The entry in the page's language, in English where its page has no other."""
    if (get_language() or "ja") in _languages(entry.url_name):
        return Link(entry.url_name, reverse(entry.url_name), str(entry.label), icon=entry.icon)
    with override("en"):
        return Link(entry.url_name, reverse(entry.url_name), str(entry.label), "en")


class Site:
    """Lazily read facts of the frame; a page that shows none of them costs no query."""

    def __init__(self, request: HttpRequest) -> None:
        self._request = request
        self.demo = settings.DEMO
        self.demo_sign_in = settings.DEMO_SIGN_IN
        self.name = SimpleLazyObject(self._name)
        self.owner = SimpleLazyObject(self._owner)
        self.last_updated = SimpleLazyObject(self._last_updated)

    def _plan(self) -> Any:
        if not hasattr(self._request, "plan_in_force"):
            self._request.plan_in_force = plan_in_force()  # type: ignore[attr-defined]
        return self._request.plan_in_force  # type: ignore[attr-defined]

    def _name(self) -> str:
        plan = self._plan()
        return local(plan, "title") if plan else _("産業振興ビジョン")

    def _last_updated(self) -> Any:
        """When what the public sees was last confirmed: for pages that have no date of their own."""
        plan = self._plan()
        edition = public_edition(plan) if plan else None
        return edition.confirmed_at if edition else None

    def _owner(self) -> Letterhead | None:
        """Who answers for the pages: the office, else the division that publishes the plan."""
        plan = self._plan()
        found = letterhead(plan.publisher if plan else None)
        return found if found.division_name else None

    @property
    def languages(self) -> list[dict[str, Any]]:
        """The languages that this page exists in, with its address in each."""
        path = self._request.get_full_path()
        match = self._request.resolver_match
        here = languages_of(match.func if match else None)
        return [
            {"code": code, "name": name, "url": translate_url(path, code), "current": code == get_language()}
            for code, name in settings.LANGUAGES
            if code in here
        ]

    @property
    def public_menu(self) -> list[Link]:
        """The public navigation: the pages that exist in this page's language."""
        links = [_link(entry) for entry in menu("public", self._request.user)]
        return [link for link in links if not link.language]

    @property
    def visitor_menu(self) -> list[Link]:
        """The ways between the pages for visitors, above each of them."""
        return [_link(entry) for entry in menu("visitors", self._request.user)]

    @property
    def footer_menu(self) -> list[tuple[Any, list[Link]]]:
        """The links in the footer by section, to English pages where this page's language has none."""
        return [(section, [_link(entry) for entry in entries]) for section, entries in self._sections("footer")]

    @property
    def staff_menu(self) -> list[StaffSection]:
        """The staff menu by section; the page stands in the one whose entry's address begins the page's own the furthest."""
        sections = [StaffSection(label, [_link(entry) for entry in entries]) for label, entries in self._sections("staff")]
        path = self._request.path
        around = [
            (len(link.href), section, link)
            for section in sections
            for link in section.links
            if path == link.href or (path.startswith(link.href) and link.url_name != "web:staff-home")
        ]
        if around:
            _length, section, link = max(around, key=lambda found: found[0])
            section.here = link
        return sections

    def _sections(self, name: str) -> list[tuple[Any, list[MenuEntry]]]:
        entries = menu(name, self._request.user)
        return [(section, list(group)) for section, group in groupby(entries, key=lambda entry: entry.section)]

    @property
    def user_post(self) -> str:
        """The reader's main post."""
        posts = memberships_on(user=self._request.user, day=clock.today())
        return local(posts[0].organization, "name") if posts else ""


def site(request: HttpRequest) -> dict[str, Any]:
    """`frame` for every template; the name `site` is taken by the sign-in pages' own views."""
    return {"frame": Site(request)}
