"""What pages and plans ask of places."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.factories.places import event, spot, town

from musubi.blocks.places.domain.queries import events_on, find, municipality_names, published_spots, windows_on
from musubi.blocks.places.enums import OpeningRuleKind, PublicationState
from musubi.blocks.places.models import OpeningRule, Spot

pytestmark = pytest.mark.django_db
DAY = dt.date(2020, 10, 18)


def test_spots_of_a_day_cost_the_same_at_any_number(django_assert_num_queries):
    spot("一", town=town())
    for number in range(3):
        spot(f"見本{number}", town=town())
    spot("下書き", status=PublicationState.DRAFT)
    with django_assert_num_queries(2):
        found = list(published_spots())
        opened = windows_on(found, DAY)
        assert [one.town.name for one in found] == ["東所沢二丁目"] * 4
    assert {uid: [(w.opens, w.closes) for w in day] for uid, day in opened.items()} == {one.uid: [(540, 1020)] for one in found}


def test_events_of_a_day_leave_out_the_last_days_morrow():
    event(day=DAY)
    assert ([str(one) for one in events_on(DAY)], list(events_on(DAY + dt.timedelta(days=1)))) == (["見本の市（架空）"], [])


def test_find_by_kana_theme_and_owner():
    spot("狭山湖の見晴らし", name_kana="サヤマコノミハラシ", themes=("view", "nature"))
    spot("茶の店", themes=("tea",), owner_code="11225")
    names = [
        [str(one) for one in find(Spot.objects.all(), asked)] for asked in ({"q": "さやまこ"}, {"theme": "tea"}, {"owner": "11208"}, {"theme": "te"})
    ]
    assert names == [["狭山湖の見晴らし"], ["茶の店"], ["狭山湖の見晴らし"], []]


def test_names_of_municipalities():
    town()
    assert municipality_names()["11208"] == "所沢市"


@pytest.mark.parametrize(
    "values",
    [
        {"opens_minute": 600, "closes_minute": 600},
        {"opens_minute": 600, "closes_minute": 2100},
        {"opens_minute": 600, "closes_minute": 900, "last_admission_minute": 901},
        {"kind": OpeningRuleKind.CLOSED, "opens_minute": 600, "closes_minute": 900},
        {"opens_minute": None, "closes_minute": 900},
        {"opens_minute": 600, "closes_minute": 900, "season_from": 1101},
    ],
)
def test_the_database_refuses_hours_that_cannot_be(values):
    with pytest.raises(IntegrityError), transaction.atomic():
        OpeningRule.objects.create(spot=spot(), position=5, **values)


def test_a_row_of_a_list_is_one_spot():
    spot(dataset="tourism", dataset_id="0001")
    with pytest.raises(IntegrityError), transaction.atomic():
        spot(dataset="tourism", dataset_id="0001")
