"""Whole yen in and out."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from musubi.blocks.kernel.money import MoneyTextError, format_thousand_yen, format_yen, parse_yen


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234円", 1234),
        ("１，２３４円", 1234),
        ("1234", 1234),
        ("¥1,234-", 1234),
        ("△500", -500),
        ("-500円", -500),
        ("120千円", 120_000),
        ("1.5億円", 150_000_000),
        ("0", 0),
    ],
)
def test_parse_yen(text, amount):
    assert parse_yen(text) == amount


def test_parse_yen_counts_bare_numbers_in_the_unit_of_the_column():
    assert parse_yen("1,200", unit="千円") == 1_200_000
    assert parse_yen("1,200円", unit="千円") == 1200


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        ("約百円", "unreadable"),
        ("12,34円", "unreadable"),
        ("1.5", "fraction"),
        ("1.2345千円", "fraction"),
        ("9999999999億円", "too_large"),
    ],
)
def test_parse_yen_refuses(text, code):
    with pytest.raises(MoneyTextError) as caught:
        parse_yen(text)
    assert caught.value.code == code
    assert "。" in str(caught.value)


@given(st.integers(-(10**14), 10**14))
def test_written_yen_read_back(amount):
    assert parse_yen(format_yen(amount)) == amount


@pytest.mark.parametrize("language", ["en", "zh-hans", "ko"])
def test_other_languages_write_the_sign_before_and_read_it_back(language):
    with translation.override(language):
        assert (format_yen(1_234_567), format_yen(-500)) == ("¥1,234,567", "-¥500")
        assert [parse_yen(format_yen(amount)) for amount in (0, 999, -1_000)] == [0, 999, -1_000]


def test_format_yen():
    assert format_yen(1234567) == "1,234,567円"
    assert format_yen(-500) == "△500円"
    assert format_thousand_yen(1_234_999) == "1,234千円"
    assert format_thousand_yen(-999) == "0千円"
    with pytest.raises(TypeError):
        format_yen(1.0)


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text):
    try:
        outcome = parse_yen(text)
    except MoneyTextError as error:
        outcome = str(error)
    assert outcome != ""
