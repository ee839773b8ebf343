"""The demo's spots: fictional in detail, on real towns, in four languages."""

from collections import Counter

import pytest
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import Event
from musubi.blocks.places.domain.importing import import_towns
from musubi.blocks.places.domain.queries import published_spots, windows_on
from musubi.blocks.places.models import LocalEvent, OpeningRule, Sign, Spot, WifiPoint
from musubi.blocks.translations.domain.wordings import put_words
from musubi.blocks.translations.enums import TranslationState
from musubi.blocks.translations.models import Translation
from musubi.packs.demo.moments import at
from musubi.packs.demo.visitors.desk import keep_visitor_desk
from musubi.packs.demo.visitors.places import keep_visitor_places
from musubi.programs.brand.inbound.models import WorkOrder

pytestmark = pytest.mark.django_db


def test_the_demos_places(django_assert_max_num_queries):
    import_towns()
    with django_assert_max_num_queries(130):
        made = keep_visitor_places(who={})
    assert (made, keep_visitor_places(who={})) == (Event.objects.exclude(verb="translation.imported").count(), 0)
    spots = list(Spot.objects.select_related("town"))
    by_city = Counter(spot.town.municipality_code for spot in spots)
    assert (len(spots) >= 120, len(by_city), by_city == Counter(spot.owner_code for spot in spots)) == (True, 6, True)
    named = [*spots, *LocalEvent.objects.all(), *WifiPoint.objects.all(), *Sign.objects.all()]
    assert [str(one) for one in named if "架空" not in str(one) or not one.is_fictional] == []
    assert [str(spot) for spot in spots if abs(spot.latitude - spot.town.latitude) > 0.003 or abs(spot.longitude - spot.town.longitude) > 0.003] == []
    assert OpeningRule.objects.filter(spot__in=spots).values("spot").distinct().count() == len(spots)
    opened = windows_on(published_spots(), at(2020, 10, 18).date())
    assert sum(bool(windows) for windows in opened.values()) > 100
    for language, mark in (("en", "(fictional)"), ("zh-hans", "（虚构）"), ("ko", "(가상)")):
        names = [spot.words["name"] for spot in put_words(spots, language)]
        assert all(name.text.endswith(mark) for name in names if name.language == language)
        assert sum(name.is_fallback for name in names) < len(names) / 5
    assert {sign.gaps for sign in Sign.objects.all()} > {(), ("zh",), ("zh", "ko")}


def test_the_demos_desk_for_guests():
    import_towns()
    keep_visitor_places(who={})
    who = {"jimukyoku": person(Role.SECRETARIAT), "dantai": person(Role.PARTNER)}
    made = keep_visitor_desk(who=who)
    assert (made, keep_visitor_desk(who=who)) == (WorkOrder.objects.count(), 0)
    assert {one.is_open for one in WorkOrder.objects.all()} == {True, False}
    assert set(Translation.objects.values_list("status", flat=True)) == set(TranslationState.values)
