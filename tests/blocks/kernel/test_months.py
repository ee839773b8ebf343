"""A month as a grid: whole weeks, days off, what lies on each day; months that can be asked for."""

import datetime as dt

import pytest

from musubi.blocks.kernel.eras import format_month
from musubi.blocks.kernel.pages.months import DayEvent, asked_month, bounds_of, build_month

TODAY = dt.date(2020, 10, 14)


def test_grid_holds_whole_weeks_from_sunday():
    month = build_month(dt.date(2020, 10, 1), [], today=TODAY)
    assert [len(week) for week in month.weeks] == [7] * 5
    assert (month.weeks[0][0].date, month.weeks[-1][-1].date) == (dt.date(2020, 9, 27), dt.date(2020, 10, 31))
    assert [day.date.day for week in month.weeks for day in week if day.is_today] == [14]
    assert (month.previous, month.following) == ("2020-09", "2020-11")


def test_weekends_and_holidays_are_free():
    month = build_month(dt.date(2020, 11, 1), [], today=TODAY)
    free = [day.date.day for week in month.weeks for day in week if day.is_free and day.is_of_month]
    assert free == [1, 3, 7, 8, 14, 15, 21, 22, 23, 28, 29]


def test_events_of_a_day_stand_by_their_time():
    events = [DayEvent(TODAY, "後", "/2/", dt.time(15)), DayEvent(TODAY, "先", "/1/", dt.time(9)), DayEvent(TODAY, "終日", "/0/")]
    month = build_month(dt.date(2020, 10, 1), [*events, DayEvent(dt.date(2020, 9, 30), "前の月", "/3/")], today=TODAY)
    found = next(day for week in month.weeks for day in week if day.date == TODAY)
    assert ([event.title for event in found.events], month.count) == (["終日", "先", "後"], 3)


@pytest.mark.parametrize(
    ("text", "first"),
    [("2020-02", (2020, 2)), ("", (2020, 10)), ("2020-13", (2020, 10)), ("0001-01", (2020, 10)), ("9999-12", (2020, 10)), ("令和2年", (2020, 10))],
)
def test_what_cannot_be_read_asks_for_this_month(text, first):
    assert asked_month(text, TODAY) == dt.date(*first, 1)


def test_calendar_ends_at_both_ends():
    assert build_month(dt.date(1989, 1, 1), [], today=TODAY).previous == ""
    assert build_month(dt.date(2200, 12, 1), [], today=TODAY).following == ""


def test_month_ends_before_the_next_in_the_citys_time():
    begin, end = bounds_of(dt.date(2020, 12, 1))
    assert (begin.isoformat(), end.isoformat()) == ("2020-12-01T00:00:00+09:00", "2021-01-01T00:00:00+09:00")


@pytest.mark.parametrize(("style", "text"), [("era", "令和2年10月"), ("english", "October 2020"), ("western", "2020年10月")])
def test_month_in_words(style, text):
    assert format_month(TODAY, style) == text
