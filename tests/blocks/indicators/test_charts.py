"""The small charts: values at their places, nothing drawn that is not known, the same told in words."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.indicators.domain.charts import BOTTOM, LEFT, RIGHT, TOP, draw
from musubi.blocks.indicators.domain.figures import Figure, Subject, TargetPoint, ValueState

SUBJECT = Subject(uid="u", code="K1", item="A-P1", name="架空指標", unit="社")


def figures(*values, subject=SUBJECT, targets=(), first=2018):
    goal = dict(targets)
    return [
        Figure(
            subject,
            year,
            ValueState.MISSING if value is None else ValueState.TYPED,
            actual=None if value is None else Decimal(value),
            target=TargetPoint(year, Decimal(goal[year])) if year in goal else None,
        )
        for year, value in enumerate(values, start=first)
    ]


def test_nothing_known_draws_nothing():
    assert draw(figures(None, None)) is None


def test_bars_stand_on_zero_and_reach_their_value():
    chart = draw(figures(5, None, 10))
    assert [(bar.y, bar.height) for bar in chart.bars] == [("76.0", "50.0"), ("26.0", "100.0")]
    assert (chart.axis, chart.value_label[2]) == ("126.0", "10")
    assert chart.words == "架空指標。実績 H30 5社、R2 10社"


@pytest.mark.parametrize(("target", "y"), [(None, "20.0"), (20, "70.0"), (10, "17.0")])
def test_value_is_written_where_no_target_is_in_the_way(target, y):
    shown = [replace(figures(10)[0], target=target and TargetPoint(2018, Decimal(target)))]
    assert draw(shown).value_label[1] == y


def test_levels_are_a_line_that_breaks_where_nothing_is_known():
    chart = draw(figures(1, 2, None, 4, 5, subject=replace(SUBJECT, basis="year_end")))
    assert len(chart.dots) == 4
    assert len(chart.lines) == 2
    assert chart.bars == ()


def test_value_that_is_not_final_is_drawn_as_such():
    first, second = figures(1, 2, subject=replace(SUBJECT, basis="year_end"))
    chart = draw([first, replace(second, state=ValueState.RUNNING)])
    assert [dot.part for dot in chart.dots] == [False, True]
    assert (len(chart.lines), len(chart.part_lines)) == (0, 1)
    assert "(速報・途中)" in chart.words


def test_replaced_target_stays_beside_the_new_one():
    one, two = figures(3, None, targets={2018: 4, 2019: 8})
    chart = draw([one, replace(two, superseded=(TargetPoint(2019, Decimal(12)), TargetPoint(2019, Decimal(20))))])
    assert (len(chart.goals), len(chart.old_goals)) == (2, 1)
    assert chart.goal_label[1] == "目標 8社"
    assert Decimal(chart.old_goals[0].y) < Decimal(chart.goals[1].y)


def test_baseline_stands_in_its_year():
    chart = draw(figures(None, 6, subject=replace(SUBJECT, baseline_fiscal_year=2018, baseline_value=Decimal(3))))
    assert (len(chart.bases), chart.bases[0].y) == (1, "76.0")
    assert "基準 H30 3社" in chart.words


def test_single_target_is_a_line_across():
    assert draw(figures(3, None, targets={2019: 6})).goal_line == f"{LEFT},26.0 {RIGHT},26.0"


@pytest.mark.parametrize("values", [(0, 0), (-5, 5), (-5, -1), (0,), ("0.000001", 10**13)])
def test_odd_values_stay_inside_the_drawing(values):
    chart = draw(figures(*values))
    for bar in chart.bars:
        assert TOP <= Decimal(bar.y) <= BOTTOM
        assert TOP <= Decimal(bar.y) + Decimal(bar.height) <= BOTTOM


numbers = st.none() | st.decimals(min_value=-1000, max_value=1000, places=2)


@given(values=st.lists(numbers, min_size=1, max_size=10), targets=st.dictionaries(st.integers(2018, 2027), st.decimals(-1000, 1000, places=2)))
def test_every_mark_stays_inside_the_drawing(values, targets):
    chart = draw(figures(*values, targets={year: value for year, value in targets.items() if year < 2018 + len(values)}))
    if chart is None:
        return
    for mark in (*chart.bars, *chart.dots, *chart.goals, *chart.old_goals, *chart.bases):
        assert LEFT <= Decimal(mark.x) <= RIGHT
        assert TOP <= Decimal(mark.y) <= BOTTOM
