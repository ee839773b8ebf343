"""The registry of measures, tried with measures over the plan's own marks."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal

import pytest
from tests.factories.vision import small_plan

from musubi.blocks.indicators.domain import measures as registry
from musubi.blocks.indicators.domain.measures import Disagreement, Measure, UnknownMeasureError, disagreements, measure, register_measure, sum_of
from musubi.blocks.vision.models import ScheduleMark


def _marks(item_ids, fiscal_years):
    rows = ScheduleMark.objects.filter(item__in=item_ids, fiscal_year__in=fiscal_years).values_list("item", "fiscal_year")
    return {pair: Decimal(number) for pair, number in Counter(rows).items()}


MARKS = Measure(
    "plan.marks",
    "工程の印",
    "個",
    _marks,
    lambda item, year: ScheduleMark.objects.filter(item=item, fiscal_year=year),
    lambda item, _year: f"/staff/desk/{item.code}/",
)


@pytest.fixture
def empty_registry(monkeypatch):
    monkeypatch.setattr(registry, "_measures", {})


@pytest.mark.usefixtures("empty_registry")
def test_measures_are_known_by_key():
    other = replace(MARKS, key="a.first")
    register_measure(MARKS, other)
    assert registry.measures() == (other, MARKS)
    assert measure("plan.marks") is MARKS
    with pytest.raises(UnknownMeasureError):
        measure("plan.unknown")


@pytest.mark.usefixtures("empty_registry")
@pytest.mark.parametrize("key", ["marks", "Plan.marks", "plan.", "plan.日本", "a." + "b" * 60])
def test_key_must_name_its_app(key):
    with pytest.raises(ValueError, match="measure key"):
        register_measure(replace(MARKS, key=key))


@pytest.mark.usefixtures("empty_registry")
def test_key_is_registered_once():
    register_measure(MARKS)
    with pytest.raises(ValueError, match="twice"):
        register_measure(MARKS)


@pytest.mark.django_db
def test_disagreements_find_a_wrong_figure():
    vision, _document = small_plan(programs=2)
    one, two = vision.items.get(code="A-P1").pk, vision.items.get(code="A-P2").pk
    assert disagreements(MARKS, item_ids=[one, two], fiscal_years=[2018, 2019]) == []
    wrong = replace(MARKS, compute=lambda _items, _years: {(one, 2018): Decimal(2), (two, 2018): Decimal(1), (two, 2030): Decimal(1)})
    assert disagreements(wrong, item_ids=[one, two], fiscal_years=[2018, 2019]) == [
        Disagreement(one, 2018, Decimal(2), Decimal(1)),
        Disagreement(two, 2030, Decimal(1), Decimal(0)),
    ]


@pytest.mark.django_db
def test_sums_count_each_record_once():
    vision, _document = small_plan(programs=2)
    doubled = ScheduleMark.objects.filter(vision=vision, vision__items__isnull=False)
    assert doubled.count() > 2
    assert sum_of("fiscal_year")(doubled) == 2018 * 2
    assert sum_of("fiscal_year")(doubled.none()) == 0
    assert registry.count(doubled) == 2
