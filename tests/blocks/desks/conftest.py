"""A small plan, its first desk, and a clerk who works there."""

import pytest
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization


def enter(client, user):
    """Sign in without a form."""
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


@pytest.fixture
def item(settings):
    settings.DEMO = True  # no second factor
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def clerk(item, client):
    return enter(client, person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
