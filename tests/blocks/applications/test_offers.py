"""Calls for everybody: the list, a call's page, "can I apply?", the empty form, the panel of a plan item."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories import applications as factory
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.applications.domain import calls
from musubi.blocks.applications.domain.amounts import RULE_TYPES
from musubi.blocks.applications.domain.applicant.plain_rules import WORDS, plain_rules
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.editions import confirm_edition

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def demo(settings):
    """The site's clock stands in the demo's year, in which the budgets are."""
    settings.DEMO = True


@pytest.fixture
def item():
    vision, _document = small_plan()
    confirm_edition(vision=vision, actor=None, now=timezone.now(), label="初版")
    return vision.items.get(code="A-P1")


@pytest.fixture
def running(item):
    """A call that takes applications at the time of the site's clock."""
    return factory.open_call(
        item, name="受付中の補助金（架空）", opens_at=clock.now() - dt.timedelta(days=2), closes_at=clock.now() + dt.timedelta(days=3, hours=5)
    )


def test_list_shows_what_is_open_first_and_never_what_is_prepared(client, item, running):
    over = factory.open_call(item, name="終わった補助金（架空）", fiscal_year=2019, opens_at=dt.datetime(2019, 4, 1, 9, tzinfo=factory.ZONE))
    hidden = factory.call(item, name="準備中の補助金（架空）")
    text = client.get("/support/").content.decode()
    assert text.index(running.name) < text.index(over.name)
    assert hidden.name not in text
    assert client.get(f"/support/{hidden.uid}/").status_code == 404
    assert over.name not in client.get("/support/?state=open").content.decode()
    assert running.name not in client.get("/support/?year=2019").content.decode()
    assert "条件に合う募集はありません" in client.get("/support/?q=ありえない言葉").content.decode()


def test_list_costs_the_same_for_one_and_for_many(client, item, running):
    one = queries_of(client, "/support/")
    for _number in range(3):
        factory.open_call(item)
    assert queries_of(client, "/support/") == one


def test_call_tells_window_rules_documents_and_whom_to_ask(client, running):
    page = client.get(f"/support/{running.uid}/").content.decode()
    assert "あと3日" in page
    assert "対象となる経費の2分の1を補助します" in page
    assert "補助額の上限は500,000円です" in page
    assert all(words in page for words in ("見積書", "従業員数", "市税を滞納していない", "3,000,000円", "申請を書き始める"))
    english = client.get(f"/en/support/{running.uid}/").content.decode()
    assert "The ceiling is ¥500,000" in english
    assert "1/2 of the eligible costs is granted" in english


def test_stopped_call_says_why_and_offers_no_form(client, running):
    calls.stop_call(call=running, reason="予算額に達したため（架空）", actor=None, now=clock.now() - dt.timedelta(minutes=1))
    page = client.get(f"/support/{running.uid}/").content.decode()
    assert "予算額に達したため（架空）" in page
    assert "申請を書き始める" not in page


def test_self_check_says_what_stops_and_stores_nothing(client, running):
    address, events = f"/support/{running.uid}/check/", Event.objects.count()
    assert "市税の滞納があると申請できません" in client.get(f"{address}?tax=no").content.decode()
    assert "答えのとおりなら、申請できます" in client.get(f"{address}?tax=yes").content.decode()
    assert "申請できます" not in client.get(f"{address}?tax=perhaps").content.decode()
    assert Event.objects.count() == events


def test_plan_item_lists_its_calls(client, running):
    assert running.name in client.get("/plan/A-P1/").content.decode()
    assert running.name not in client.get("/plan/A-1/").content.decode()


def test_empty_form_can_be_filled_in_by_hand(client, running):
    page = client.get(f"/support/{running.uid}/form/").content.decode()
    assert all(words in page for words in ("事業の内容", "うち消費税", "見積書", "法人番号"))


def test_every_rule_type_has_plain_words():
    assert set(WORDS) == set(RULE_TYPES)
    content = {
        **factory.TERMS,
        "rules": [
            {"key": "cap", "type": "category_cap", "parameters": {"category": ["food"], "share": "1/4"}},
            {"key": "years", "type": "rate_by_year", "parameters": {"rates": {"1": "2/3", "2": "1/2"}}},
            {"key": "flat", "type": "flat", "parameters": {"yen": 1000, "question": "employees"}},
            {"key": "days", "type": "contract_days", "parameters": {"first": "2020-04-01", "last": "2021-03-31", "after_decision": "yes"}},
        ],
    }
    assert [rule.words for rule in plain_rules(read_terms(content))] == [
        "飲食費は、対象となる経費の4分の1までです",
        "補助率は、支援の年数で変わります(1年目は3分の2、2年目は2分の1)",
        "「従業員数」1つにつき1,000円です",
        "発注・契約と支払いは、令和2年4月1日(水)〜令和3年3月31日(水)の間に行います。交付決定の前に発注・契約・支払いをしたものは対象になりません",
    ]
