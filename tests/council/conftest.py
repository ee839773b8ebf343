"""A plan in force, a council with a meeting, the secretariat and a head."""

from __future__ import annotations

import datetime as dt

import pytest
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role

NOW = dt.datetime(2020, 11, 10, 3, tzinfo=dt.UTC)
DAY = dt.date(2020, 11, 10)


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
def head(division):
    return person(Role.DIVISION_HEAD, body=division)


@pytest.fixture
def council(division):
    return meetings.body(division)


@pytest.fixture
def meeting(council):
    return meetings.meeting(council)
