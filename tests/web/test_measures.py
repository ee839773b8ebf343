"""Every measure that an app registers keeps the contract of measures."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.indicators.domain.measures import disagreements, measures

pytestmark = pytest.mark.django_db
YEARS = [2018, 2019, 2020]


@pytest.mark.parametrize("asked", measures(), ids=lambda asked: asked.key)
def test_page_behind_a_figure_opens(asked, client, settings):
    settings.DEMO = True
    vision, _document = small_plan()
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    address = asked.address(vision.items.get(code="A-P1"), 2019)
    assert address is None or client.get(address).status_code == 200


def test_measures_are_registered():
    assert len(measures()) >= 3


@pytest.mark.parametrize("asked", measures(), ids=lambda asked: asked.key)
def test_measure_keeps_its_contract(asked):
    vision, _document = small_plan(programs=3)
    items = list(vision.items.filter(code__startswith="A-P"))
    ids = [item.pk for item in items]
    with CaptureQueriesContext(connection) as caught:
        found = asked.compute(ids, YEARS)
    assert len(caught) <= 2
    assert set(found) <= {(item, year) for item in ids for year in YEARS}
    assert disagreements(asked, item_ids=ids, fiscal_years=YEARS) == []
    assert asked.compute([], []) == {}
    address = asked.address(items[0], 2019)
    assert address is None or address.startswith("/")
    with override("ja"):
        japanese = (str(asked.name), str(asked.unit))
    with override("en"):
        assert str(asked.name) != japanese[0]
    assert all(japanese)
