"""Opening hours as people write them."""

import pytest

from musubi.blocks.places.domain.hours import describe
from musubi.blocks.places.domain.hours_text import read_clock, read_hours, read_weekdays


@pytest.mark.parametrize(
    ("text", "lines", "unread"),
    [
        ("10時〜17時（月曜休館、祝日の場合は翌日）", ["毎日 10:00〜17:00", "月 祝日なら翌日に移す 休み"], ""),
        ("11:00～14:00(LO.13:30)/17:00～21:00（LO.20:30）", ["毎日 11:00〜14:00(最終入場13:30)", "毎日 17:00〜21:00(最終入場20:30)"], ""),
        ("11:00?13:30 ※日曜ランチはなし/17:00?22:00（LO.21:30）", ["毎日 11:00〜13:30", "毎日 17:00〜22:00"], "※日曜ランチはなし"),
        ("平日は9:00～17:00、土日祝は10:00～18:00", ["月火水木金 9:00〜17:00", "土日 10:00〜18:00", "祝日 10:00〜18:00"], ""),
        ("１８時〜翌２時", ["毎日 18:00〜26:00"], ""),
        ("毎週月・火曜日定休", ["月火 休み"], ""),
        ("10:00～16:00（入館は15:30まで） 休館日 毎月第2・第4水曜日", ["毎日 10:00〜16:00(最終入場15:30)", "第2・4水 休み"], ""),
        ("１１月～２月は午前８時～午後６時", ["11/1〜2/29 8:00〜18:00"], ""),
        ("年末年始休館", ["12/29〜1/3 休み 年末年始(日は要確認)"], ""),
        (
            "午前9時から午後5時まで。月曜日（祝日の場合はその翌日）、年末年始（12月29日～1月3日）は休館",
            ["毎日 9:00〜17:00", "月 祝日なら翌日に移す 休み", "12/29〜1/3 休み"],
            "",
        ),
        ("随時見学可能", ["毎日 0:00〜24:00"], ""),
        ("年中無休", [], ""),
        ("開設期間：4/1～10/31", [], "開設期間:4/1~10/31"),
        ("不定休。", [], "不定休"),
        ("入館は17:00まで", [], "入館は17:00まで"),
        ("", [], ""),
    ],
)
def test_a_text_becomes_lines_and_the_rest_stays(text, lines, unread):
    read = read_hours(text)
    assert ([describe(line) for line in read.lines], read.unread) == (lines, unread)


def test_columns_hold_and_the_text_adds_days_off_and_last_admission():
    text = "第3火曜日休館（祝日・休日の場合は直後の平日）;12月の第3火曜日から木曜日まで休館;入館は閉館の30分前まで"
    read = read_hours(text, weekdays="01", opens=540, closes=1020)
    assert [describe(line) for line in read.lines] == ["月火 9:00〜17:00(最終入場16:30)", "第3火 祝日なら翌平日に移す 休み"]
    assert read.unread == "12月の第3火曜日から木曜日まで休館"


def test_other_times_beside_the_columns_are_left_to_a_person():
    read = read_hours("8/1から8/20までの期間は8：00から18：10まで", opens=480, closes=1040)
    assert ([describe(line) for line in read.lines], bool(read.unread)) == (["毎日 8:00〜17:20"], True)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("9:00", 540),
        ("９：３０", 570),
        ("午後5時", 1020),
        ("9時半", 570),
        ("25:00", 1500),
        ("0.375", 540),
        ("09:00:00", 540),
        ("朝", None),
        ("9", None),
        ("9:75", None),
    ],
)
def test_clock(text, minutes):
    assert read_clock(text) == minutes


@pytest.mark.parametrize(
    ("text", "digits"),
    [("月火水木金土日", ""), ("月・水・金", "024"), ("火~日", "123456"), ("土日祝", "56"), ("平日", "01234"), ("毎日", ""), ("不定期", None)],
)
def test_weekdays(text, digits):
    assert read_weekdays(text) == digits
