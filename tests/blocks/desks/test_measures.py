"""Figures of the journals equal the records behind them, and open to them."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories.desks import activity

from musubi.blocks.desks.domain.activities import withdraw_activity
from musubi.blocks.desks.enums import ActivityKind
from musubi.blocks.desks.models import Activity
from musubi.blocks.indicators.domain.measures import disagreements, measure, measures

pytestmark = pytest.mark.django_db
OURS = [found for found in measures() if found.key.startswith("desks.")]
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["A-P1", "A-P2"]),
        st.dates(dt.date(2018, 4, 1), dt.date(2021, 3, 31)),
        st.sampled_from(ActivityKind.values),
        st.one_of(st.none(), st.integers(0, 300)),
        st.booleans(),
    ),
    max_size=6,
)


def test_every_kind_but_other_is_counted():
    assert {f"desks.{kind}_count" for kind in ActivityKind if kind != ActivityKind.OTHER} < {found.key for found in OURS}


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_figures_are_what_the_records_add_up_to(item, rows):
    Activity.objects.all().delete()
    items = {code: item.vision.items.get(code=code) for code in ("A-P1", "A-P2")}
    for code, day, kind, people, withdrawn in rows:
        made = activity(items[code], happened_on=day, kind=kind, people=people)
        if withdrawn:
            withdraw_activity(activity=made, reason="x", actor=None, now=timezone.now())
    keys = [found.pk for found in items.values()]
    for found in OURS:
        assert disagreements(found, item_ids=keys, fiscal_years=[2018, 2019, 2020]) == [], found.key


def test_figure_opens_to_its_records(client, clerk, item):
    activity(item, title="訪問A", people=4)
    activity(item, title="会議B", kind="meeting", people=9)
    activity(item, title="会議C", kind="meeting")
    found = measure("desks.meeting_people")
    assert found.compute([item.pk], [2020]) == {(item.pk, 2020): 9}
    page = client.get(found.address(item, 2020)).content.decode()
    assert "会議B" in page
    assert "訪問A" not in page
    assert "会議C" not in page


@pytest.mark.parametrize("found", OURS, ids=lambda found: found.key)
def test_compute_costs_one_query(item, found):
    activity(item)
    with CaptureQueriesContext(connection) as captured:
        found.compute([item.pk], range(2018, 2023))
    assert len(captured) <= 2
