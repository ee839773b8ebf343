"""An indicator in a year: where its value comes from, both achievement rates, revised targets, what the public sees."""

import datetime as dt
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.indicators.domain.figures import ActualPoint, Figure, Points, Subject, TargetPoint, ValueState, figure
from musubi.blocks.indicators.enums import AchievementRate

DAY = dt.date(2020, 10, 14)
SUBJECT = Subject(uid="u", code="K1", item="A-P1", name="架空指標")


def points(subject=SUBJECT, *, targets=(), actuals=(), computed=None, is_live=True):
    return Points(subject, tuple(targets), {point.fiscal_year: point for point in actuals}, computed, is_live)


def one(year=2019, today=DAY, subject=SUBJECT, **known):
    return figure(points(subject, **known), year, today=today)


STATES = {
    "typed": (one(actuals=[ActualPoint(2019, Decimal(3))]), ValueState.TYPED),
    "provisional": (one(actuals=[ActualPoint(2019, Decimal(3), provisional=True)]), ValueState.PROVISIONAL),
    "computed": (one(subject=replace(SUBJECT, measure="a.b"), computed={2019: Decimal(4)}), ValueState.COMPUTED),
    "computed, none": (one(subject=replace(SUBJECT, measure="a.b"), computed={}), ValueState.COMPUTED),
    "computed, running": (one(2020, subject=replace(SUBJECT, measure="a.b"), computed={2020: Decimal(4)}), ValueState.RUNNING),
    "computed, next year": (one(2021, subject=replace(SUBJECT, measure="a.b"), computed={}), ValueState.NOT_YET),
    "measure gone": (one(subject=replace(SUBJECT, measure="a.b")), ValueState.UNKNOWN_MEASURE),
    "measure, in an edition": (one(subject=replace(SUBJECT, measure="a.b"), is_live=False), ValueState.UNPUBLISHED),
    "not measurable": (one(subject=replace(SUBJECT, not_measurable_reason="5年ごとの調査")), ValueState.NOT_MEASURABLE),
    "year running": (one(2020), ValueState.NOT_YET),
    "missing": (one(2019), ValueState.MISSING),
    "missing, in an edition": (one(2019, is_live=False), ValueState.UNPUBLISHED),
    "unpublished": (one(2019, subject=replace(SUBJECT, publication_lag_months=8)), ValueState.UNPUBLISHED),
    "published meanwhile": (one(2019, subject=replace(SUBJECT, publication_lag_months=6)), ValueState.MISSING),
    "held": (one(2019, subject=replace(SUBJECT, holds_last_value=True), actuals=[ActualPoint(2015, Decimal(9))]), ValueState.HELD),
    "nothing to hold": (one(2019, subject=replace(SUBJECT, holds_last_value=True)), ValueState.MISSING),
}


@pytest.mark.parametrize("case", STATES)
def test_value_says_where_it_comes_from(case):
    found, state = STATES[case]
    assert found.state is state
    assert (found.actual is None) == (state.value in {"not_measurable", "not_yet", "unpublished", "missing", "unknown_measure"})


def test_typed_value_stands_above_what_the_measure_counts():
    found = one(subject=replace(SUBJECT, measure="a.b"), computed={2019: Decimal(4)}, actuals=[ActualPoint(2019, Decimal(6))])
    assert (found.actual, found.computed) == (6, 4)


def test_held_value_tells_its_year():
    found, _state = STATES["held"]
    assert (found.actual, found.actual_year, found.fiscal_year) == (9, 2015, 2019)


@pytest.mark.parametrize(
    ("basis", "month", "day", "lag", "expected"),
    [
        ("year_total", None, None, None, dt.date(2020, 4, 1)),
        ("year_total", None, None, 8, dt.date(2020, 12, 1)),
        ("year_end", None, None, 1, dt.date(2020, 5, 1)),
        ("calendar_year", None, None, 2, dt.date(2020, 3, 1)),
        ("as_of", 10, 1, 3, dt.date(2020, 1, 1)),
        ("as_of", 2, 29, None, dt.date(2020, 3, 1)),
        ("as_of", 2, None, None, dt.date(2020, 3, 1)),
        ("as_of", 12, None, None, dt.date(2020, 1, 1)),
    ],
)
def test_month_from_which_a_value_can_be_known(basis, month, day, lag, expected):
    subject = replace(SUBJECT, basis=basis, as_of_month=month, as_of_day=day, publication_lag_months=lag)
    assert subject.published_from(2019) == expected


def test_day_of_february_follows_the_year():
    subject = replace(SUBJECT, basis="as_of", as_of_month=2, as_of_day=29)
    assert [subject.value_day(2019), subject.value_day(2020)] == [dt.date(2020, 2, 29), dt.date(2021, 2, 28)]


RATES = [  # direction, baseline, target, actual → from baseline, to target, reached
    ("up", "100", "200", "150", "0.5", "0.75", False),
    ("up", "100", "200", "200", "1", "1", True),
    ("up", "100", "200", "90", "-0.1", "0.45", False),
    ("down", "50", "40", "45", "0.5", "0.8888888888888888888888888889", False),
    ("down", "50", "40", "40", "1", "1", True),
    ("down", "50", "40", "32", "1.8", "1.25", True),
    ("down", "50", "40", "0", "5", None, True),
    ("down", "50", "0", "10", "0.8", "0", False),
    ("up", None, "200", "150", None, "0.75", False),
    ("up", "200", "200", "150", None, "0.75", False),
    ("up", "100", None, "150", None, None, None),
    ("up", "100", "200", None, None, None, None),
    ("up", "-5", "0", "-1", "0.8", None, False),
]


@pytest.mark.parametrize(("direction", "baseline", "target", "actual", "from_baseline", "to_target", "reached"), RATES)
def test_both_definitions_of_the_achievement_rate(direction, baseline, target, actual, from_baseline, to_target, reached):
    subject = replace(SUBJECT, direction=direction, baseline_fiscal_year=2015, baseline_value=Decimal(baseline) if baseline else None)
    found = one(
        subject=subject,
        targets=[TargetPoint(2019, Decimal(target))] if target else [],
        actuals=[ActualPoint(2019, Decimal(actual))] if actual else [],
    )
    assert found.from_baseline == (Decimal(from_baseline) if from_baseline else None)
    assert found.to_target == (Decimal(to_target) if to_target else None)
    assert found.reached is reached


def test_rate_tells_which_definition_gave_it():
    known = {"targets": [TargetPoint(2019, Decimal(200))], "actuals": [ActualPoint(2019, Decimal(150))]}
    with_baseline = replace(SUBJECT, baseline_fiscal_year=2015, baseline_value=Decimal(100))
    assert one(subject=with_baseline, **known).achievement.definition == AchievementRate.FROM_BASELINE
    assert one(subject=replace(with_baseline, rate="to_target"), **known).achievement.definition == AchievementRate.TO_TARGET
    assert one(**known).achievement.definition == AchievementRate.TO_TARGET
    assert one().achievement is None


def test_revised_target_stands_above_the_first_with_reason_and_day():
    first, second = TargetPoint(2022, Decimal(10)), TargetPoint(2022, Decimal(8), 1, "開設が遅れた", dt.date(2020, 4, 1))
    found = one(2022, targets=[first, second, TargetPoint(2021, Decimal(5))])
    assert (found.target, found.superseded, found.final_target) == (second, (first,), second)


numbers = st.decimals(min_value=-20, max_value=60, places=1)


@given(actual=numbers, baseline=numbers, previous=numbers, least=st.integers(min_value=1, max_value=30))
def test_public_never_sees_a_count_below_the_threshold(actual, baseline, previous, least):
    subject = replace(SUBJECT, baseline_fiscal_year=2015, baseline_value=baseline, suppress_below=least)
    shown = Figure(
        subject, 2019, ValueState.TYPED, actual=actual, previous=previous, target=TargetPoint(2019, Decimal(30)), note="課内の事情"
    ).for_public()
    for value in (shown.actual, shown.baseline, shown.previous):
        assert value is None or value <= 0 or value >= least
    assert shown.note == ""
    if 0 < actual < least:
        assert (shown.state, shown.achievement, shown.pace, shown.reached) == (ValueState.SUPPRESSED, None, None, None)


def test_zero_is_not_suppressed():
    subject = replace(SUBJECT, suppress_below=3)
    assert one(subject=subject, actuals=[ActualPoint(2019, Decimal(0))]).for_public().actual == 0
