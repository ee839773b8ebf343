"""A call with a score sheet, three applications under review, a panel of three with accounts and one on paper."""

import pytest
from tests.factories import applications, reviews
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.reviews.domain import panels
from musubi.blocks.reviews.domain.interests import Declared, declare


@pytest.fixture(autouse=True)
def demo(settings):
    """As in a demo, nobody is asked for a second factor."""
    settings.DEMO = True


@pytest.fixture
def item(db):
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def office(item):
    """A clerk of the desk: the secretariat works every desk."""
    return person(Role.SECRETARIAT, body=Organization.objects.get(code="D1"))


@pytest.fixture
def head(item):
    """The head who works the desk too."""
    return person(Role.SECRETARIAT, Role.DIVISION_HEAD, body=Organization.objects.get(code="D1"))


@pytest.fixture
def call(item):
    return applications.open_call(item, terms=reviews.TERMS)


@pytest.fixture
def users(item):
    return [reviews.reviewer_user() for _ in range(3)]


@pytest.fixture
def panel(call, users):
    """Open, with three applications; nobody declared yet. Reviewers in the order of `users`, the last without an account."""
    made = reviews.prepared(call, users=[*users, None], applications_in=3)
    return panels.open_panel(panel=made, actor=None, now=reviews.NOW)


@pytest.fixture
def reviewers(panel):
    return list(panel.reviewers.order_by("pk"))


@pytest.fixture
def entries(panel):
    return list(panel.entries.order_by("number"))


@pytest.fixture
def ready(panel, reviewers, entries):
    """Everybody declared no interest and scores everything."""
    for reviewer in reviewers:
        declare(reviewer=reviewer, rows=[Declared(entry, "none") for entry in entries], channel="paper", actor=None, now=reviews.NOW)
    return reviews.assigned(panel)


@pytest.fixture
def sign_in(client):
    def go(user):
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return go
