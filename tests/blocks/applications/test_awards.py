"""Published awards: what each call's rule lets everybody read, on the page, as CSV and as JSON; names never leak."""

import datetime as dt
import itertools
import json
import re

import pytest
from tests.factories import applications as factory
from tests.factories.vision import small_plan
from tests.queries import queries_of

from musubi.blocks.applications.domain.applicant.awards import LEAST, tells_name
from musubi.blocks.applications.domain.applicant.totals import refresh_totals
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.enums import AwardPublicity, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, DecisionItem, DecisionNotice
from musubi.blocks.papers.domain.documents import issue_file
from musubi.blocks.parties.models import Party

pytestmark = pytest.mark.django_db
FILES = ("/support/awards/", "/support/awards/awards.csv", "/support/awards/awards.json", "/support/awards/totals.csv")
NAMES = ("架空 太郎", "太郎", "架空商店", "カクウ", "花見川")
DAY = dt.date(2020, 10, 14)
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
    refresh_totals(DAY, factory.NOW)
    assert sums(client) == (None, None, None)
    award(call, amount=100_001)
    refresh_totals(DAY, factory.NOW)
    assert sums(client) == (3, 300_001, 291_001)
    assert json.loads(client.get("/support/awards/awards.json").content)["totals"][0]["awardedAsOf"] == "2020-10-14"


def sums(client):
    """The totals of the one call."""
    told = json.loads(client.get("/support/awards/awards.json").content)["totals"][0]
    return told["awards"], told["amountAwarded"], told["amountDisbursed"]


def test_totals_read_at_two_dates_tell_no_single_award(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.TOTALS)
    made = [award(call, amount=100_000) for _number in range(LEAST)]
    refresh_totals(DAY, factory.NOW)
    first = sums(client)
    later = dt.date(2021, 3, 31)
    for number in range(LEAST - 1):  # one by one, each day read: nothing moves
        made.append(award(call, amount=7_000 + number))
        assert refresh_totals(later, factory.NOW) == 0
        assert sums(client) == first
    made.append(award(call, amount=9_000))
    assert refresh_totals(later, factory.NOW) == 1
    assert sums(client)[:2] == (2 * LEAST, LEAST * 100_000 + 7_000 + 7_001 + 9_000)
    before = sums(client)
    Application.objects.filter(pk=made[0].pk).update(returned=50_000)  # one payment comes back
    factory.decide(call, DecisionKind.REVOCATION, [Proposed(made[1], Outcome.REVOKED, reason="虚偽（架空）")], on=dt.date(2020, 9, 1), number="9")
    assert (refresh_totals(later, factory.NOW), sums(client)) == (0, before)


def test_payments_of_many_do_not_tell_the_one_new_award(client, item):
    call = factory.open_call(item, publicity=AwardPublicity.TOTALS)
    made = [award(call, amount=100_000) for _number in range(LEAST)]
    refresh_totals(DAY, factory.NOW)
    award(call, amount=77_777)
    Application.objects.filter(pk__in=[each.pk for each in made]).update(returned=0)
    refresh_totals(DAY, factory.NOW)
    count, awarded, _disbursed = sums(client)
    assert (count, awarded) == (LEAST, LEAST * 100_000)


@pytest.mark.parametrize("rule", [AwardPublicity.NAMED, AwardPublicity.UNNAMED])
@pytest.mark.parametrize("kind", ["legal_entity", "sole_proprietor"])
def test_grants_keep_the_standards_schema(client, item, rule, kind):
    made = award(factory.open_call(item, publicity=rule, name="長" * 150), consents=True, title="題" * 180)
    Party.objects.filter(pk=made.party_id).update(kind=kind, **({"birth_on": None, "trade_name": ""} if kind == "legal_entity" else {}))
    for record in json.loads(client.get("/support/awards/awards.json").content)["grants"]:
        assert set(record) >= REQUIRED
        assert set(record) <= set(GRANT)
        assert ("recipientOrganization" in record) != ("recipientIndividual" in record)
        for name, value in record.items():
            assert fits(value, GRANT[name]), name
        assert len(record["title"]) < 140


# the standard's schema in short: schema/360-giving-schema.json of github.com/ThreeSixtyGiving/standard (CC BY 4.0)
DATE, MOMENT = r"\d{4}-\d\d-\d\d", r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)"
REQUIRED = {"id", "title", "description", "currency", "amountAwarded", "awardDate", "fundingOrganization"}
GRANT = {
    **dict.fromkeys(("id", "title", "description"), r"(?s).+"),
    "currency": r"[A-Z]{3}",
    **dict.fromkeys(("amountAppliedFor", "amountAwarded", "amountDisbursed"), int),
    "awardDate": DATE,
    "dateModified": MOMENT,
    "recipientOrganization": [{"id": r".+", "name": r".+"}],
    "fundingOrganization": [{"id": r".+", "name": r".+"}],
    "recipientIndividual": {"id": r".+", "name": r".+"},
    "grantProgramme": [{"code": r".+", "title": r".+", "url": r"https?://.+"}],
}


def fits(value, wanted):
    """Whether a value is of the standard's kind: a pattern, a number, an object, or one or more objects."""
    if isinstance(wanted, list):
        return isinstance(value, list) and len(value) > 0 and all(fits(each, wanted[0]) for each in value)
    if isinstance(wanted, dict):
        return isinstance(value, dict) and set(value) == set(wanted) and all(fits(value[name], wanted[name]) for name in wanted)
    if wanted is int:
        return isinstance(value, int) and not isinstance(value, bool)
    return isinstance(value, str) and re.fullmatch(wanted, value) is not None


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
