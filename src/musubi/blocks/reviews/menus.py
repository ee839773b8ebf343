"""Where reviews stand in the menus."""

from __future__ import annotations

from typing import Any

import rules
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.menus import MenuEntry, register_menu
from musubi.blocks.meetings.access import is_member
from musubi.blocks.reviews.domain.rights import seats_of, sees_panels


@rules.predicate
def has_reviewers_page(user: Any) -> bool:
    """Reviewers; asked on every page, so whoever sits on no body costs no query beyond that."""
    return has_role(user, Role.REVIEWER, day=clock.today()) or bool(is_member(user) and seats_of(user))


def register_menus() -> None:
    """Called once when apps are ready."""
    register_menu(
        MenuEntry("staff", _("審査会・採点"), "reviews:panels", "people", 315, sees_panels, _("募集・申請")),
        MenuEntry("staff", _("審査委員のページ"), "scoring:home", "check", 21, has_reviewers_page),
    )
