"""What records say in other languages."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.places import event, spot
from tests.factories.translations import translation

from musubi.blocks.audit.models import Event
from musubi.blocks.translations.domain.upkeep import note_changed, supply
from musubi.blocks.translations.domain.wordings import put_words
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation

pytestmark = pytest.mark.django_db


def test_a_finished_text_is_shown_else_the_japanese(django_assert_num_queries):
    hill, market = spot(summary="風の通る丘"), event()
    translation(hill)
    translation(hill, "summary", text="Draft", status=TranslationState.REVIEW)
    translation(hill, "name", "ko", "견본 언덕(가상)")
    with django_assert_num_queries(1):
        put_words([hill, market], "en")
    assert (str(hill.words["name"]), hill.words["name"].language, hill.words["name"].is_fallback) == ("Sample hill (fictional)", "en", False)
    assert (hill.words["summary"].text, hill.words["summary"].is_fallback, hill.has_fallback) == ("風の通る丘", True, True)
    assert (market.words["name"].text, market.words["name"].is_fallback) == ("見本の市（架空）", True)


def test_japanese_asks_nothing(django_assert_num_queries):
    hill = spot()
    with django_assert_num_queries(0):
        put_words([hill], "ja")
    assert (hill.words["name"].text, hill.has_fallback) == ("見本の丘（架空）", False)


def test_a_change_of_the_japanese_marks_and_a_return_clears():
    hill = spot()
    row = translation(hill)
    hill.name = "見本の山（架空）"
    assert (note_changed([hill]), Translation.objects.get(pk=row.pk).status) == (1, TranslationState.STALE)
    put_words([hill], "en")
    assert hill.words["name"].is_stale
    hill.name = "見本の丘（架空）"
    assert (note_changed([hill]), Translation.objects.get(pk=row.pk).status) == (0, TranslationState.DONE)


def test_what_an_owner_supplies_never_overwrites_the_citys_own():
    hill, now = spot(), timezone.now()
    own = translation(hill, language="ko", text="견본", translated_by=person())
    texts = [(hill, "name", "en", "Hill"), (hill, "name", "ko", "언덕"), (hill, "summary", "en", " ")]
    assert supply(texts=texts, supplied_by="見本市のオープンデータ", actor=None, now=now) == 1
    assert supply(texts=texts, supplied_by="見本市のオープンデータ", actor=None, now=now) == 0
    own.refresh_from_db()
    assert (own.text, Translation.objects.get(language="en").text, Event.objects.filter(verb="translation.imported").count()) == ("견본", "Hill", 1)


def test_nobody_reviews_the_own_text():
    someone = person()
    with pytest.raises(IntegrityError), transaction.atomic():
        translation(spot(), translated_by=someone, reviewed_by=someone)
