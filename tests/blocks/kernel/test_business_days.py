"""Office days over holidays, year ends and an office's own closing days."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.kernel.business_days import (
    add_business_days,
    business_day_on_or_after,
    business_day_on_or_before,
    business_days,
    is_business_day,
    next_business_day,
)

days = st.dates(min_value=date(2000, 1, 1), max_value=date(2040, 12, 31))
FOUNDATION_DAY = date(2020, 11, 16)  # an office's own closing day, a Monday


def test_is_business_day_knows_weekends_holidays_and_the_year_end():
    assert is_business_day(date(2020, 10, 14))
    assert not is_business_day(date(2020, 10, 17))  # Saturday
    assert not is_business_day(date(2020, 11, 3))  # 文化の日
    assert not is_business_day(date(2020, 7, 24))  # スポーツの日, moved in 2020 only
    assert is_business_day(date(2020, 10, 12))  # and so the second Monday of October is open
    assert not is_business_day(date(2019, 10, 22))  # 即位礼正殿の儀
    assert is_business_day(date(2020, 12, 28))
    assert [is_business_day(date(2020, 12, 29) + timedelta(days=n)) for n in range(7)] == [False] * 6 + [True]
    assert not is_business_day(FOUNDATION_DAY, extra_holidays=[FOUNDATION_DAY])


def test_adding_business_days_passes_the_year_end():
    assert add_business_days(date(2020, 12, 25), 1) == date(2020, 12, 28)
    assert add_business_days(date(2020, 12, 25), 2) == date(2021, 1, 4)
    assert add_business_days(date(2021, 1, 4), -1) == date(2020, 12, 28)
    assert next_business_day(date(2020, 12, 28)) == date(2021, 1, 4)
    assert business_day_on_or_before(date(2021, 1, 3)) == date(2020, 12, 28)


def test_a_fiscal_year_end_on_a_weekend_moves_to_april():
    assert business_day_on_or_after(date(2018, 3, 31)) == date(2018, 4, 2)
    assert add_business_days(date(2018, 3, 31), 0) == date(2018, 4, 2)


def test_extra_holidays_are_passed_over():
    assert next_business_day(date(2020, 11, 13), extra_holidays={FOUNDATION_DAY}) == date(2020, 11, 17)
    assert list(business_days(date(2020, 11, 13), date(2020, 11, 18), extra_holidays={FOUNDATION_DAY})) == [
        date(2020, 11, 13),
        date(2020, 11, 17),
    ]


@given(days, st.integers(1, 60))
def test_adding_counts_exactly_the_open_days_between(day, count):
    end = add_business_days(day, count)
    assert is_business_day(end)
    assert len(list(business_days(day + timedelta(days=1), end + timedelta(days=1)))) == count


@given(days, st.integers(1, 40))
def test_going_back_undoes_going_forward_from_an_open_day(day, count):
    start = business_day_on_or_after(day)
    assert add_business_days(add_business_days(start, count), -count) == start


@given(days)
def test_next_is_after_and_nothing_open_lies_between(day):
    following = next_business_day(day)
    assert following > day
    assert list(business_days(day + timedelta(days=1), following)) == []
