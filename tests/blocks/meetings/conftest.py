"""A plan in force, a council with its office, people who may and may not."""

import datetime as dt

import pytest
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role

NOW = dt.datetime(2020, 10, 14, 3, tzinfo=dt.UTC)
DAY = dt.date(2020, 10, 14)


@pytest.fixture
def vision(db):
    return small_plan()[0]


@pytest.fixture
def division(db):
    return organization("K", "産業振興課")


@pytest.fixture
def secretariat(division):
    return person(Role.SECRETARIAT, body=division)


@pytest.fixture
def council(division):
    return meetings.body(division, name="産業振興ビジョン推進会議", basis="要綱")


@pytest.fixture
def office(client, settings, vision, secretariat):
    settings.DEMO = True
    client.force_login(secretariat)
    return client


def posted(client, path, **data):
    """The page after a post that was taken."""
    answer = client.post(path, data, follow=True)
    form = answer.context.get("form") if answer.context else None
    assert answer.status_code == 200, form.errors if form else path
    assert answer.redirect_chain, form.errors if form else path
    return answer
