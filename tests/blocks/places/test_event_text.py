"""Days of events as municipalities write them."""

import datetime as dt

import pytest

from musubi.blocks.places.domain.event_text import EventDays, read_event_days

AUTUMN = (dt.date(2026, 9, 1), dt.date(2026, 10, 31))


def days(*texts):
    return tuple(dt.date.fromisoformat(f"2026-{text}") for text in texts)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("8月22日(土)～12月27日(日）", EventDays(*days("08-22", "12-27"))),
        ("8月11日(火・祝)～9月23日(水・祝）", EventDays(*days("08-11", "09-23"))),
        ("12月28日～1月5日", EventDays(dt.date(2026, 12, 28), dt.date(2027, 1, 5))),
        ("9月4日、18日、10月2日、16日 (第1週、3週の金曜日)", EventDays(*days("09-04", "10-16"), only_on=days("09-04", "09-18", "10-02", "10-16"))),
        ("10/18・10/25", EventDays(*days("10-18", "10-25"), only_on=days("10-18", "10-25"))),
        ("8月1日~3日、10日", EventDays(*days("08-01", "08-10"), only_on=days("08-01", "08-02", "08-03", "08-10"))),
        ("令和8年10月10日(土)~11日(日)", EventDays(*days("10-10", "10-11"))),
        ("7月1日（水）～\n8月31日（月）\n※平日のみ", EventDays(*days("07-01", "08-31"), weekdays="01234")),
        ("9月1日~10月30日(月曜休み)", EventDays(*days("09-01", "10-30"), weekdays="123456")),
        ("10月3日〜11月28日の毎週土曜日", EventDays(*days("10-03", "11-28"), weekdays="5")),
        ("8月5日（水）～8月8日（土）\n※6日（木）以外", EventDays(*days("08-05", "08-08"), only_on=days("08-05", "08-07", "08-08"))),
        ("10月18日、25日は休み", EventDays(*days("10-18", "10-18"), rest="25日は休み")),
        ("10月18日(日) 10:00~15:00", EventDays(*days("10-18", "10-18"), rest="10:00~15:00")),
        ("毎週土曜日", EventDays(weekdays="5")),
        *((text, EventDays(rest=rest)) for text, rest in (("8月16日(日)まで", "8月16日まで"), ("8月5日～", "8月5日~"), ("8・9月の試合日程", "8・9月の試合日程"))),
    ],
)  # fmt: skip
def test_days_of_real_lists(text, found):
    assert read_event_days(text, year=2026) == found


@pytest.mark.parametrize(
    ("text", "weekdays", "weeks", "rest"),
    [
        ("毎週土曜日", "5", "", ""), ("毎月第2日曜日", "6", "2", ""), ("第1・3土曜日", "5", "13", ""), ("毎週水・金曜日", "24", "", ""), ("月曜日を除く", "123456", "", ""),
        ("毎週土曜日(雨天中止)", "5", "", "雨天中止"), ("小雨決行", "", "", "小雨決行"), ("毎週土曜日。ただし10月10日は休み", "", "", "毎週土曜日。ただし10月10日は休み"),
    ],
)  # fmt: skip
def test_rules_within_the_period_of_the_columns(text, weekdays, weeks, rest):
    assert read_event_days(text, within=AUTUMN) == EventDays(*AUTUMN, weekdays=weekdays, weeks=weeks, rest=rest)


def test_saturdays_sundays_and_holidays_become_days_by_name():
    found = read_event_days("土日祝のみ", within=(dt.date(2026, 9, 19), dt.date(2026, 9, 24)))
    assert found.only_on == days("09-19", "09-20", "09-21", "09-22", "09-23")  # 敬老の日, 国民の休日 and 秋分の日


def test_a_day_without_a_year_is_none():
    assert read_event_days("8月5日～8月16日") == EventDays(rest="8月5日~8月16日")
