"""People and organisations for tests."""

from __future__ import annotations

import datetime as dt
import itertools

from django.utils import timezone

from musubi.blocks.accounts.domain.invitations import invite
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Membership, Organization, User

_numbers = itertools.count(1)
PASSWORD = "correct horse battery"


def organization(code: str = "D9", name: str = "試験課", **fields) -> Organization:
    """An organisation, made once per code."""
    return Organization.objects.get_or_create(code=code, defaults={"name": name, **fields})[0]


def person(*roles: Role, body: Organization | None = None, starts_on=dt.date(2018, 4, 1), ends_before=None, **fields) -> User:
    """A person with a password who holds `roles` in `body`."""
    number = next(_numbers)
    user = User.objects.create_user(f"p{number}@example.jp", PASSWORD, **{"name": f"人物{number}", **fields})
    for role in roles:
        Membership.objects.create(user=user, organization=body or organization(), role=role, starts_on=starts_on, ends_before=ends_before)
    return user


def invitation(email: str = "new@example.jp", *, actor: User | None = None, now=None, role: Role = Role.DIVISION_STAFF, **fields):
    """An open invitation and its secret; the demo's clock does not matter to it."""
    made, link = invite(
        email=email,
        name="新田 新",
        organization=fields.pop("body", None) or organization(),
        role=role,
        actor=actor,
        starts_on=dt.date(2020, 10, 1),
        today=dt.date(2020, 10, 1),
        now=now or timezone.now(),
        **fields,
    )
    return made, link.rstrip("/").rsplit("/", 1)[1]
