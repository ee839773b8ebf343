"""Pages that are not for visitors exist in Japanese and English alone, and say so."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from musubi.blocks.kernel import eras
from musubi.blocks.kernel.pages import languages
from musubi.blocks.kernel.templatetags.musubi import japanese_date, local, local_text

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("prefix", ["zh-hans", "ko"])
def test_a_page_without_chinese_or_korean_is_shown_in_english(client, prefix):
    response = client.get(f"/{prefix}/accessibility/?a=1")
    assert (response.status_code, response["Location"]) == (302, "/en/accessibility/?a=1")


def test_a_page_links_only_to_the_languages_it_exists_in(client):
    page = client.get("/accessibility/").content.decode()
    assert ('hreflang="en"' in page, 'hreflang="ko"' in page, 'hreflang="zh-hans"' in page) == (True, False, False)


@pytest.mark.parametrize(
    ("language", "words"), [("ja", "狭山湖"), ("en", "Lake Sayama"), ("zh-hans", "狭山湖水库"), ("ko", "Lake Sayama"), ("ko-kr", "Lake Sayama")]
)
def test_words_fall_back_to_english_and_then_to_japanese(language, words):

    record = {"name": "狭山湖", "name_en": "Lake Sayama", "name_zh": "狭山湖水库", "name_ko": ""}
    with translation.override(language):
        assert local(record, "name") == words
        assert local({"name": "狭山湖"}, "name") == "狭山湖"


def test_fallen_back_words_carry_their_language():

    with translation.override("ko"):
        assert local_text({"name": "狭山湖", "name_en": "Lake Sayama"}, "name") == '<span lang="en">Lake Sayama</span>'
        assert local_text({"name": "狭山湖", "name_ko": "사야마호"}, "name") == "사야마호"


def test_days_are_written_as_each_language_writes_them():

    day, found = dt.date(2020, 10, 14), []
    for language in languages.VISITOR:
        with translation.override(language):
            found.append(japanese_date(day))
    assert found == ["令和2年10月14日(水)", "14 October 2020", "2020年10月14日(周三)", "2020년 10월 14일(수)"]
    assert eras.format_date(day, "english", weekday=True) == "14 October 2020 (Wed)"
