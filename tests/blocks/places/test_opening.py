"""Opening hours, day by day."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.factories.places import closed, spot

from musubi.blocks.places.domain.opening import HoursDraft, Window, clock_text, next_days, open_day, windows, windows_of
from musubi.blocks.places.enums import HolidayRule, OpeningRuleKind

NINE, NOON, FIVE = 540, 720, 1020
MONDAY, TUESDAY, SUNDAY = dt.date(2020, 10, 5), dt.date(2020, 10, 6), dt.date(2020, 10, 11)
RESPECT_DAY = dt.date(2020, 9, 21)  # 敬老の日, a Monday, before 秋分の日 on Tuesday
DAILY = HoursDraft(opens_minute=NINE, closes_minute=FIVE)
OPEN = (Window(NINE, FIVE),)


def off(**values):
    return HoursDraft(kind=OpeningRuleKind.CLOSED, **values)


def test_no_lines_are_no_hours():
    assert windows_of([], MONDAY) == ()


def test_every_day_and_several_windows():
    lunch, dinner = HoursDraft(opens_minute=690, closes_minute=840), HoursDraft(opens_minute=NINE + 480, closes_minute=1260)
    assert windows_of([dinner, lunch], MONDAY) == (Window(690, 840), Window(1020, 1260))


def test_a_weekday_off_closes_that_day_only():
    lines = [DAILY, off(weekdays="0")]
    assert windows_of(lines, MONDAY) == ()
    assert open_day(lines, MONDAY).closed_by == lines[1]
    assert windows_of(lines, TUESDAY) == OPEN


@pytest.mark.parametrize(
    ("rule", "open_days", "closed_days"),
    [
        (HolidayRule.ANY, [], [21]),
        (HolidayRule.NEVER, [21, 23], []),
        (HolidayRule.NEXT_DAY, [21, 22, 24], [23]),  # 22 is a holiday too, so the day off moves on
        (HolidayRule.NEXT_WEEKDAY, [21, 22, 24], [23]),
    ],
)
def test_monday_off_and_a_holiday(rule, open_days, closed_days):
    lines = [DAILY, off(weekdays="0", holidays=rule)]
    # 2020-09-21 敬老の日, 22 秋分の日; the year's table has no 国民の休日 between them
    assert [day for day in [*open_days, *closed_days] if windows_of(lines, dt.date(2020, 9, day))] == open_days


def test_next_weekday_leaps_over_the_weekend():
    lines = [DAILY, off(weekdays="4", holidays=HolidayRule.NEXT_WEEKDAY)]
    friday = dt.date(2020, 7, 24)  # スポーツの日 of 2020, after 海の日 on Thursday
    assert [bool(windows_of(lines, friday + dt.timedelta(days=n))) for n in range(5)] == [True, True, True, False, True]


def test_holidays_alone_come_before_ordinary_days():
    lines = [DAILY, HoursDraft(holidays=HolidayRule.ONLY, opens_minute=600, closes_minute=NOON)]
    assert windows_of(lines, RESPECT_DAY) == (Window(600, NOON),)
    assert windows_of(lines, MONDAY) == OPEN


def test_nth_weekday_of_the_month():
    lines = [DAILY, off(weekdays="1", weeks="13")]
    assert [day.day.day for day in next_days(lines, dt.date(2020, 10, 1), 31) if not day.windows] == [6, 20]


def test_a_season_over_the_years_end():
    lines = [DAILY, off(season_from=1229, season_to=103)]
    assert [day.day.day for day in next_days(lines, dt.date(2020, 12, 27), 10) if not day.windows] == [29, 30, 31, 1, 2, 3]


def test_hours_of_a_season_replace_ordinary_ones_and_days_off_stay():
    winter = HoursDraft(season_from=1101, season_to=229, opens_minute=600, closes_minute=960)
    lines = [DAILY, winter, off(weekdays="0")]
    assert windows_of(lines, dt.date(2020, 11, 3)) == (Window(600, 960),)
    assert windows_of(lines, dt.date(2020, 11, 9)) == ()


def test_a_dated_opening_beats_the_day_off_and_a_dated_closing_beats_all():
    special = HoursDraft(starts_on=MONDAY, ends_before=TUESDAY, opens_minute=600, closes_minute=NOON)
    lines = [DAILY, off(weekdays="0"), special]
    assert windows_of(lines, MONDAY) == (Window(600, NOON),)
    assert windows_of([*lines, off(starts_on=MONDAY, ends_before=TUESDAY)], MONDAY) == ()


def test_hours_past_midnight_are_told_of_the_next_day_too():
    lines = [HoursDraft(weekdays="5", opens_minute=1080, closes_minute=1560, last_admission_minute=1500)]
    assert windows_of(lines, dt.date(2020, 10, 10)) == (Window(1080, 1560, 1500),)
    assert windows_of(lines, SUNDAY) == (Window(0, 120, 60),)


def test_touching_windows_are_one_and_keep_the_later_last_admission():
    lines = [HoursDraft(opens_minute=NINE, closes_minute=NOON, last_admission_minute=700), HoursDraft(opens_minute=NOON, closes_minute=FIVE)]
    assert windows_of(lines, MONDAY) == OPEN


DRAFTS = st.builds(
    lambda kind, days, weeks, holidays, opens, length: (
        HoursDraft(kind=kind, weekdays=days, weeks=weeks, holidays=holidays)
        if kind == OpeningRuleKind.CLOSED
        else HoursDraft(weekdays=days, weeks=weeks, opens_minute=opens, closes_minute=opens + length)
    ),
    st.sampled_from(OpeningRuleKind.values),
    st.text("0123456", max_size=3),
    st.text("12345", max_size=2),
    st.sampled_from(HolidayRule.values),
    st.integers(0, 1439),
    st.integers(1, 1440),
)


@given(st.lists(DRAFTS, max_size=5), st.dates(dt.date(2018, 1, 2), dt.date(2024, 12, 30)))
def test_windows_are_in_order_apart_and_do_not_hang_on_the_order_of_lines(lines, day):
    found = windows_of(lines, day)
    assert found == windows_of(lines[::-1], day)
    assert all(0 <= one.opens < one.closes <= 2880 for one in found)
    assert all(one.closes < other.opens for one, other in itertools.pairwise(found))


@pytest.mark.django_db
def test_a_spot_reads_its_own_lines():
    hill = spot()
    closed(hill, weekdays="0")
    assert (windows(hill, MONDAY), windows(hill, TUESDAY)) == ((), OPEN)


def test_clock_goes_past_midnight():
    assert (clock_text(NINE), clock_text(1500)) == ("9:00", "25:00")
