"""A call that is open on the demo's day (2020-10-14), and one that is over."""

import datetime as dt

import pytest
from tests.blocks.desks.conftest import enter
from tests.factories.council import comment_call

from musubi.blocks.accounts.enums import Role


@pytest.fixture(autouse=True)
def demo(settings, vision):
    from django.core.cache import cache

    settings.DEMO = True
    cache.clear()


@pytest.fixture
def call(division):
    return comment_call(division, slug="2020-1", title="ビジョン中間見直しの案（架空）")


@pytest.fixture
def over(division):
    return comment_call(division, slug="2020-2", title="終わった案（架空）", ends_on=dt.date(2020, 10, 10))


@pytest.fixture
def office(client, secretariat):
    assert secretariat.memberships.get().role == Role.SECRETARIAT
    return enter(client, secretariat)
