"""What draws count: entries and places won, by the fiscal year of the drawing, and the list behind the figures."""

import pytest
from django.urls import reverse
from tests.factories import draws
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.draws.domain.cancelling import cancel_draw
from musubi.blocks.indicators.domain.measures import disagreements, measure

pytestmark = pytest.mark.django_db
YEARS = [2019, 2020, 2021]


@pytest.fixture
def drawn():
    """Of one item: a draw that was held, one cancelled after it was held, one in preparation; with who held them."""
    vision, _document = small_plan()
    item, of = vision.items.get(code="A-P1"), organization("D1")
    first, second = person(Role.SECRETARIAT), person(Role.DIVISION_STAFF)
    kept = draws.draw(item, of, title="残る架空の抽選")
    gone = draws.draw(item, of, title="取り消した架空の抽選")
    for each in (kept, gone):
        draws.enter(each, 5)
        draws.held(each, first, second)
    cancel_draw(draw=gone, reason="名簿に誤りがあった", actor=None, now=draws.NOW)
    draws.enter(draws.draw(item, of, title="準備中の架空の抽選"), 3)
    return item


def test_entries_and_places_won_of_what_stands(drawn):
    asked = [drawn.pk]
    assert measure("draws.entries").compute(asked, YEARS) == {(drawn.pk, 2020): 5}
    assert measure("draws.won").compute(asked, YEARS) == {(drawn.pk, 2020): 2}
    assert [found for key in ("draws.entries", "draws.won") for found in disagreements(measure(key), item_ids=asked, fiscal_years=YEARS)] == []


def test_figure_opens_to_the_draws_behind_it(drawn, client, settings):
    settings.DEMO = True
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    page = client.get(measure("draws.won").address(drawn, 2020)).content.decode()
    assert "残る架空の抽選" in page
    assert "取り消した架空の抽選" not in page
    assert "準備中の架空の抽選" not in page


@pytest.mark.parametrize("year", ["2019", "99999", "あ"])
def test_another_year_is_empty_and_no_year_hides_nothing(drawn, client, settings, year):
    settings.DEMO = True
    client.force_login(person(Role.SECRETARIAT), backend="allauth.account.auth_backends.AuthenticationBackend")
    answer = client.get(reverse("draws:list"), {"year": year})
    assert answer.status_code == 200
    assert ("残る架空の抽選" in answer.content.decode()) is (year != "2019")
