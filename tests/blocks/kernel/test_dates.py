"""Days and fiscal years around the changes of era."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.kernel.dates import (
    DateTextError,
    asked_fiscal_year,
    find_fiscal_years,
    fiscal_year_bounds,
    fiscal_year_ends_on,
    fiscal_year_of,
    format_date,
    format_fiscal_year,
    format_fiscal_years,
    parse_date,
    parse_fiscal_year,
    parse_fiscal_years,
)

days = st.dates(min_value=date(1873, 1, 1), max_value=date(2200, 12, 31))
years = st.integers(1873, 2200)


def outcome(read, text):
    """What a reader returns, or the message with which it refuses; any other exception fails the test."""
    try:
        return read(text)
    except DateTextError as error:
        return str(error)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("令和2年10月14日(水)", date(2020, 10, 14)),
        ("令和２年１０月１４日\uff08水\uff09", date(2020, 10, 14)),
        ("令和2年10月14日 水曜日", date(2020, 10, 14)),
        ("2020/10/14", date(2020, 10, 14)),
        ("2020-10-14", date(2020, 10, 14)),
        ("2020年10月14日", date(2020, 10, 14)),
        ("20201014", date(2020, 10, 14)),
        ("2020-10-14 00:00:00", date(2020, 10, 14)),
        ("2020-10-14T00:00:00.000", date(2020, 10, 14)),
        ("R2.10.14", date(2020, 10, 14)),
        ("r2/10/14", date(2020, 10, 14)),
        ("令2・10・14", date(2020, 10, 14)),
        ("令和二年十月十四日", date(2020, 10, 14)),
        ("二〇二〇年十月十四日", date(2020, 10, 14)),
        ("平成三十一年四月三十日", date(2019, 4, 30)),
        ("H31.4.30", date(2019, 4, 30)),
        ("R元.5.1", date(2019, 5, 1)),
        ("㋿元年5月1日", date(2019, 5, 1)),
        ("昭和64年1月7日", date(1989, 1, 7)),
        ("平成元年1月8日", date(1989, 1, 8)),
        ("S元.12.25", date(1926, 12, 25)),
        ("大正元年7月30日", date(1912, 7, 30)),
        ("M45.7.29", date(1912, 7, 29)),
        ("明治6年1月1日", date(1873, 1, 1)),
    ],
)
def test_parse_date_reads_every_usual_spelling(text, day):
    assert parse_date(text) == day


@pytest.mark.parametrize(
    ("text", "code", "said"),
    [
        ("", "empty", "日付が空です"),
        ("  ", "empty", "日付が空です"),
        ("きのう", "unreadable", "「きのう」は日付として読めません"),
        ("1/2", "unreadable", "2020/10/14"),
        ("平成31年5月1日", "wrong_era", "令和元年5月1日 と入力してください"),
        ("令和元年4月30日", "wrong_era", "平成31年4月30日 と入力してください"),
        ("昭和64年1月8日", "wrong_era", "平成元年1月8日 と入力してください"),
        ("H1.1.7", "wrong_era", "昭和64年1月7日 と入力してください"),
        ("令和2年10月14日(木)", "wrong_weekday", "令和2年10月14日は水曜日です"),
        ("令和2年2月30日", "no_such_day", "という日はありません"),
        ("2019-02-29", "no_such_day", "という日はありません"),
        ("R0.4.1", "year_zero", "元年と入力してください"),
        ("30.4.1", "no_era", "元号がない"),
        ("元年5月1日", "no_era", "元号がない"),
        ("明治5年1月1日", "before_gregorian", "1873年"),
    ],
)
def test_parse_date_says_what_was_wrong_and_what_to_type(text, code, said):
    with pytest.raises(DateTextError) as caught:
        parse_date(text)
    assert caught.value.code == code
    assert said in str(caught.value)


def test_error_message_is_translated_at_the_edge():
    with pytest.raises(DateTextError) as caught:
        parse_date("きのう")
    assert caught.value.render({caught.value.template: "not a day: %(text)s"}.__getitem__) == "not a day: きのう"


def test_parse_date_accepts_an_overrun_era_only_on_request():
    assert parse_date("平成31年10月1日", allow_overrun=True) == date(2019, 10, 1)
    with pytest.raises(DateTextError):
        parse_date("令和元年4月1日", allow_overrun=True)


@given(days, st.sampled_from(["era", "era_short", "western", "iso"]))
def test_a_written_day_reads_back(day, style):
    assert parse_date(format_date(day, style)) == day


@given(days, st.sampled_from(["era", "western"]))
def test_a_written_day_with_weekday_reads_back_in_full_width(day, style):
    wide = str.maketrans("0123456789()", "０１２３４５６７８９\uff08\uff09")
    assert parse_date(format_date(day, style, weekday=True).translate(wide)) == day


@given(st.text(max_size=30))
def test_any_text_reads_as_a_day_or_says_why_not(text):
    assert isinstance(outcome(parse_date, text), date | str)


@given(st.text(alphabet="令和平成元年度0123456789〇一二十百.-/()~月日RH ", max_size=24))
def test_text_near_to_dates_never_breaks_the_readers(text):
    for read in (parse_date, parse_fiscal_year, parse_fiscal_years, find_fiscal_years):
        assert outcome(read, text) != ""


def test_format_date_in_each_style():
    day = date(2019, 5, 1)
    assert format_date(day) == "令和元年5月1日"
    assert format_date(day, weekday=True) == "令和元年5月1日(水)"
    assert format_date(day, "era_short") == "R元.5.1"
    assert format_date(day, "both") == "2019年(令和元年)5月1日"
    assert format_date(day, "western", weekday=True) == "2019年5月1日(水)"
    assert format_date(day, "english", weekday=True) == "1 May 2019 (Wed)"
    assert format_date(date(2019, 4, 30)) == "平成31年4月30日"
    with pytest.raises(DateTextError):
        format_date(date(1872, 12, 31))


def test_fiscal_year_turns_on_the_first_of_april():
    assert fiscal_year_of(date(2019, 3, 31)) == 2018
    assert fiscal_year_of(date(2019, 4, 1)) == 2019
    assert fiscal_year_of(date(2020, 1, 1)) == 2019


@given(days)
def test_a_day_lies_in_the_bounds_of_its_fiscal_year(day):
    year = fiscal_year_of(day)
    starts_on, ends_before = fiscal_year_bounds(year)
    assert starts_on <= day < ends_before
    assert fiscal_year_ends_on(year) + timedelta(days=1) == ends_before


@pytest.mark.parametrize(
    ("year", "both", "era"),
    [
        (2018, "2018年度(平成30年度)", "平成30年度"),
        (2019, "2019年度(平成31年度・令和元年度)", "平成31年度(令和元年度)"),
        (2020, "2020年度(令和2年度)", "令和2年度"),
        (1988, "1988年度(昭和63年度)", "昭和63年度"),
        (1989, "1989年度(平成元年度)", "平成元年度"),
        (1926, "1926年度(大正15年度・昭和元年度)", "大正15年度(昭和元年度)"),
    ],
)
def test_fiscal_year_labels(year, both, era):
    assert format_fiscal_year(year) == both
    assert format_fiscal_year(year, "era") == era
    assert format_fiscal_year(year, "western") == f"{year}年度"
    assert format_fiscal_year(year, "english") == f"FY{year}"


@given(years, st.sampled_from(["both", "era", "western", "english"]))
def test_a_fiscal_year_label_reads_back(year, style):
    assert parse_fiscal_year(format_fiscal_year(year, style)) == year


@given(years, st.integers(0, 20), st.sampled_from(["both", "era", "western", "english"]))
def test_a_period_label_reads_back(first, length, style):
    assert parse_fiscal_years(format_fiscal_years(first, first + length, style)) == (first, first + length)


def test_period_labels():
    assert format_fiscal_years(2018, 2022) == "2018–2022年度(平成30年度–令和4年度)"
    assert format_fiscal_years(2018, 2022, "era") == "平成30年度–令和4年度"
    assert format_fiscal_years(2018, 2022, "western") == "2018–2022年度"
    assert format_fiscal_years(2018, 2022, "english") == "FY2018–FY2022"
    assert format_fiscal_years(2020, 2020, "era") == "令和2年度"


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("平成31年度", 2019),
        ("令和元年度", 2019),
        ("令和1年度", 2019),
        ("平成31年度(令和元年度)", 2019),
        ("平成31年度・令和元年度", 2019),
        ("平成34年度", 2022),
        ("昭和64年度", 1989),
        ("R2", 2020),
        ("h30年度", 2018),
        ("2020", 2020),
        ("２０２０年度", 2020),
        ("FY2020", 2020),
        ("二〇二〇年度", 2020),
        ("令和十二年度", 2030),
    ],
)
def test_parse_fiscal_year(text, year):
    assert parse_fiscal_year(text) == year


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("来年度", "unreadable"),
        ("30年度", "no_era"),
        ("令和0年度", "year_zero"),
        ("0100", "out_of_range"),
        ("2018年度(平成31年度)", "calendars_differ"),
    ],
)
def test_parse_fiscal_year_refuses(text, code):
    with pytest.raises(DateTextError) as caught:
        parse_fiscal_year(text)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2018~2022年度", (2018, 2022)),
        ("平成30年度から令和4年度まで", (2018, 2022)),
        ("平成30年度~平成34年度", (2018, 2022)),
        ("平成30年度(2018年度)から令和4年度(2022年度)", (2018, 2022)),
        ("H30–R4", (2018, 2022)),
        ("令和5~9年度", (2023, 2027)),
        ("令和5年度", (2023, 2023)),
    ],
)
def test_parse_fiscal_years(text, period):
    assert parse_fiscal_years(text) == period


@pytest.mark.parametrize(
    ("text", "code"),
    [("令和4年度~平成30年度", "reversed"), ("2018–2022年度(平成30年度–令和5年度)", "calendars_differ")],
)
def test_parse_fiscal_years_refuses(text, code):
    with pytest.raises(DateTextError) as caught:
        parse_fiscal_years(text)
    assert caught.value.code == code


def test_find_fiscal_years_in_running_text():
    assert find_fiscal_years("計画期間は、令和5年度(2023年度)から令和9年度までの5年間です。") == (2023, 2027)
    assert find_fiscal_years("期間 2018 ~ 2022") == (2018, 2022)
    assert find_fiscal_years("TEL 04-2998-9157") is None


@pytest.mark.parametrize(
    ("text", "year"), [("2019", 2019), ("R2", 2020), ("平成31年度", 2019), ("", None), ("99999", None), ("9999", None), ("x", None)]
)
def test_address_asks_for_a_year_or_for_none(text, year):
    assert asked_fiscal_year(text) == year
