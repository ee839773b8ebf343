"""Published awards: what each call's rule lets everybody read, on the page, as CSV and as JSON; names never leak."""

import datetime as dt
import itertools
import json

import pytest
from tests.factories import applications as factory
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.applications.domain.applicant.awards import LEAST, tells_name
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import AwardPublicity, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, DecisionItem, DecisionNotice
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.parties.models import Party

pytestmark = pytest.mark.django_db
FILES = ("/support/awards/", "/support/awards/awards.csv", "/support/awards/awards.json", "/support/awards/totals.csv")
NAMES = ("架空 太郎", "太郎", "架空商店", "カクウ", "花見川")
_numbers = itertools.count(1)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


def letter(application, outcome=Outcome.GRANTED):
    """The letter of a decision."""
    kept = issue_file(
        series="notice",
        subject=application.uid,
        title="通知（架空）",
        file_name=f"{next(_numbers)}.txt",
        media_type="text/plain",
        content=b"a",
        template="t",
        template_sha256="t",
        input_sha256="i",
        dated=factory.TODAY,
        actor=None,
        now=factory.NOW,
    )
    decided = DecisionItem.objects.get(application=application, outcome=outcome)
    return DecisionNotice.objects.create(application=application, item=decided, document=kept, seal="omitted", issued_on=factory.TODAY)


def award(call, *, consents=False, title="狭山茶の菓子（架空）", told=True, amount=123_000, **party):
    """A grant to a human being, with its letter."""
    made = factory.granted(call, amount=amount)
    Application.objects.filter(pk=made.pk).update(consents_publication=consents, title=title, paid=amount, returned=3_000)
    Party.objects.filter(pk=made.party_id).update(name="花見川 太郎", name_kana="カクウ タロウ", **party)
    if told:
        letter(made)
    return made


def texts(client):
    """The page and each file."""
    return [client.get(address).content.decode() for address in FILES]


@pytest.mark.parametrize(
    ("rule", "kind", "consents", "named"),
    [
        (AwardPublicity.NAMED, "group", False, True),
        (AwardPublicity.NAMED, "person", True, True),
        (AwardPublicity.NAMED, "person", False, False),
        (AwardPublicity.NAMED, "sole_proprietor", False, False),
        (AwardPublicity.UNNAMED, "group", True, False),
        (AwardPublicity.UNNAMED, "person", True, False),
        (AwardPublicity.TOTALS, "group", True, False),
        (AwardPublicity.TOTALS, "person", True, False),
    ],
)
@pytest.mark.parametrize("title", ["狭山茶の菓子（架空）", "花見川太郎の店の改装（架空）"])
def test_name_is_told_only_where_the_rule_lets_it(client, item, rule, kind, consents, named, title):
    made = award(factory.open_call(item, publicity=rule), consents=consents, title=title)
    trade = {"trade_name": ""} if kind != "sole_proprietor" else {"trade_name": "花見川"}
    Party.objects.filter(pk=made.party_id).update(kind=kind, **trade)
    page, table, data, totals = texts(client)
    assert ["花見川" in text for text in (page, table, data)] == [named] * 3
    assert not any(name in totals for name in NAMES)
    assert ("太郎" in data) is named
    assert made.number not in page + table + data + totals
    if rule == AwardPublicity.TOTALS:
        assert not any("123,000" in text or "123000" in text for text in (page, table, data, totals))
        assert f"{LEAST}件未満のため非公表" in page


def test_data_has_the_standard_shape_and_the_net_payment(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.NAMED)
    made = award(call, consents=True)
    found = json.loads(client.get("/support/awards/awards.json").content)["grants"][0]
    assert (found["currency"], found["amountAppliedFor"], found["amountAwarded"], found["amountDisbursed"]) == ("JPY", 400_000, 123_000, 120_000)
    assert (found["awardDate"], found["grantProgramme"][0]["code"]) == ("2020-06-20", "A-P1")
    assert {"recipientIndividual", "fundingOrganization", "dateModified", "description"} <= set(found)
    assert "recipientOrganization" not in found
    Party.objects.filter(pk=made.party_id).update(kind="legal_entity", trade_name="", birth_on=None, legal_entity_number="7000012050002")
    data = json.loads(client.get("/support/awards/awards.json").content)["grants"][0]
    assert (data["recipientOrganization"][0]["id"], "recipientIndividual" in data) == ("JP-JCN-7000012050002", False)
    header = client.get("/support/awards/awards.csv").content.decode("utf-8-sig").split("\r\n")[0]
    assert header.startswith("Identifier,Title,Description,Currency,Amount Applied For,Amount Awarded,Amount Disbursed,Award Date,")


def test_award_is_published_after_decision_and_letter_and_while_it_stands(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.UNNAMED)
    made = award(call, told=False)
    assert "公表している交付先はありません" in texts(client)[0]
    letter(made)
    assert "123,000" in texts(client)[0]
    assert "123,000" not in client.get("/support/awards/?year=2019").content.decode()
    assert "123,000" in client.get(f"/support/awards/?year=2020&call={call.uid}").content.decode()
    Application.objects.filter(pk=made.pk).update(paid=0, returned=0)
    factory.decide(call, DecisionKind.REVOCATION, [Proposed(made, Outcome.REVOKED, reason="虚偽（架空）")], on=dt.date(2020, 7, 1), number="3")
    assert not any("123" in text for text in texts(client)[1:3])


def test_totals_are_told_from_a_few_awards_on(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.TOTALS)
    for _number in range(LEAST - 1):
        award(call, amount=100_000)
    hidden = json.loads(client.get("/support/awards/awards.json").content)["totals"][0]
    assert (hidden["awards"], hidden["amountAwarded"], hidden["amountDisbursed"]) == (None, None, None)
    award(call, amount=100_001)
    told = json.loads(client.get("/support/awards/awards.json").content)["totals"][0]
    assert (told["awards"], told["amountAwarded"], told["amountDisbursed"]) == (3, 300_001, 291_001)


def test_page_costs_the_same_for_one_and_for_many(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.NAMED)
    award(call)
    one = queries_of(client, "/support/awards/")
    award(call)
    award(factory.open_call(item, publicity=AwardPublicity.TOTALS))
    assert queries_of(client, "/support/awards/") == one


@pytest.mark.parametrize(
    ("title", "told"),
    [("㈱架空製作所の新製品", True), ("架空製作所　改装", True), ("かくうせいさくしょの挑戦", True), ("新製品の開発", False), ("", False)],
)
def test_title_that_tells_a_name_in_any_spelling_is_found(title, told):
    party = Party(kind="legal_entity", name="株式会社架空製作所", name_kana="カクウセイサクショ")
    assert tells_name(title, party) is told
