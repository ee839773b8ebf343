"""Class and kind of cultural properties in the reader's language."""

import pytest
from django.utils import translation

from musubi.blocks.places.visitor_heritage import TERMS, heritage_words


@pytest.mark.parametrize(
    ("texts", "told"),
    [
        (("国指定重要文化財", "建造物"), "Important Cultural Property (national), Buildings and other structures"),
        (("国登録有形文化財(建造物)", ""), "Registered Tangible Cultural Property (national), Buildings and other structures"),
        (("県指定史跡", ""), "Historic Site (prefectural)"),
        (("市指定 みほん文化財", ""), None),
        (("所沢市指定無形民俗文化財", "民俗芸能"), "Intangible Folk Cultural Property (municipal), Folk performing arts"),
        (("国宝", "絵画・彫刻"), "National Treasure, Paintings, Sculptures"),
        (("町指定文化財", "工芸"), "Cultural Property (municipal), Crafts"),
    ],
)
def test_official_terms_are_told_in_english(texts, told):
    with translation.override("en"):
        found = heritage_words(*texts)
    assert (found.text, found.is_fallback) == ((told, False) if told else (" ・ ".join(filter(None, texts)), True))


def test_what_is_not_in_the_list_stays_japanese_as_a_whole():
    with translation.override("ko"):
        found = heritage_words("市指定有形文化財", "からくり人形")
    assert (found.text, found.language, found.is_fallback) == ("市指定有形文化財 ・ からくり人形", "ja", True)


def test_japanese_pages_show_the_record_and_all_terms_are_translated():
    with translation.override("ja"):
        assert heritage_words("市指定有形文化財", "建造物").text == "市指定有形文化財 ・ 建造物"
    for language in ("en", "zh-hans", "ko"):
        with translation.override(language):
            told = {term: str(words) for term, words in TERMS.items()}
        assert [term for term, words in told.items() if not words or (language != "zh-hans" and words == term)] == []
