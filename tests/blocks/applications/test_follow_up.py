"""財産処分 and 消費税: asked on the applicant's page or on paper, computed, decided, told by letter, returned in the ledger, reminded of."""

import datetime as dt
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import commitments, drafts, filings
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up import disposals, restrictions, taxes
from musubi.blocks.applications.domain.settling import settlement
from musubi.blocks.applications.domain.settling.ladder import remind_grantees
from musubi.blocks.applications.enums import DecisionKind, Outcome, Stage
from musubi.blocks.applications.interfaces.notices import letter_data, letter_pdf
from musubi.blocks.applications.models import Application, Asset, AssetDisposal
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.money.models import Payment
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db
BOUGHT, FREE = dt.date(2020, 9, 1), dt.date(2099, 8, 31)


def at(day):
    return dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def paid(item):
    """400,000 yen of 800,000 yen paid for a machine; 72,000 yen tax in its price."""
    terms = {**factory.TERMS, "obligations": [*factory.TERMS["obligations"], TAX]}
    made = factory.granted(factory.open_call(item, terms=terms), amount=400_000)
    moment = dt.datetime(2020, 10, 1, 9, tzinfo=factory.ZONE)
    drafts.save_answers(application=made, raw={"result": "できた（架空）"}, stage=Stage.REPORT, now=moment, today=moment.date())
    drafts.save_costs(application=made, rows=[factory.cost(800_000, label="機械（架空）", tax=72_000)], stage=Stage.REPORT, now=moment)
    filings.report_results(application=made, completed_on=dt.date(2020, 9, 20), actor=made.applicant, now=moment, today=moment.date())
    factory.judge_costs(made)
    factory.decide(made.call, DecisionKind.CONFIRMATION, [Proposed(made, Outcome.CONFIRMED, amount=400_000)], on=dt.date(2020, 10, 10), number="2")
    asked = filings.claim(application=made, kind="final", amount=400_000, claimed_on=dt.date(2020, 10, 12), actor=None, now=factory.NOW)
    commitments.record_payment(application=made, amount=400_000, paid_on=dt.date(2020, 10, 20), claim=asked, actor=None, now=factory.NOW)
    values = {"name": "機械（架空）", "cost": 800_000, "acquired_on": BOUGHT, "restricted_years": 79}
    settlement.record_asset(application=made, values=values, actor=None, now=factory.NOW)
    made.refresh_from_db()
    return made


TAX = {"key": "tax", "label": "消費税仕入控除税額の報告", "kind": "tax", "anchor": "confirmed", "days": 365}


@pytest.fixture
def clerk(item):
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


def asset(cost=800_000, subsidy=400_000):
    return Asset(name="機械", cost=cost, subsidy=subsidy, acquired_on=dt.date(2020, 4, 1), restricted_until=dt.date(2025, 3, 31))


@pytest.mark.parametrize(
    ("kind", "proceeds", "on", "yen"),
    [
        ("sale", 300_000, dt.date(2022, 4, 1), 150_000),  # 300,000 × 400,000 ÷ 800,000
        ("sale", 333_333, dt.date(2022, 4, 1), 166_666),  # 166,666.5, below one yen cut off
        ("sale", 2_000_000, dt.date(2022, 4, 1), 400_000),  # never above the grant
        ("lease", 120_000, dt.date(2022, 4, 1), 60_000),
        ("gift", 0, dt.date(2020, 4, 1), 400_000),  # nothing of the five years has passed
        ("scrapping", 0, dt.date(2022, 10, 1), 240_000),  # two whole years have passed: 400,000 × 3 ÷ 5
        ("diversion", 0, dt.date(2025, 3, 31), 80_000),  # the last day: four whole years have passed
        ("diversion", 0, dt.date(2025, 4, 1), 0),
        ("collateral", 0, dt.date(2022, 4, 1), 0),
    ],
)
def test_sum_to_return_is_what_the_standard_gives(kind, proceeds, on, yen):
    assert disposals.sum_to_return(asset=asset(), kind=kind, proceeds=proceeds, on=on)[-1].yen == yen


@pytest.mark.parametrize(
    ("first", "years", "last"),
    [
        (dt.date(2019, 12, 2), 5, dt.date(2024, 12, 1)),
        (dt.date(2020, 2, 29), 1, dt.date(2021, 2, 28)),  # no answering day: the month's last one
        (dt.date(2020, 3, 1), 4, dt.date(2024, 2, 29)),
    ],
)
def test_restriction_ends_on_the_eve_of_the_answering_day(first, years, last):
    assert restrictions.last_day(first, years) == last
    assert (restrictions.years_passed(first, last), restrictions.years_until(first, last)) == (years - 1, years)


@given(
    cost=st.integers(0, 10**9),
    part=st.integers(0, 10**9),
    proceeds=st.integers(0, 10**12),
    days=st.integers(-400, 4000),
    kind=st.sampled_from(["sale", "lease", "gift", "loan", "exchange", "collateral", "diversion", "scrapping"]),
)
def test_sum_to_return_stays_within_the_grant(cost, part, proceeds, days, kind):
    part = min(part, cost)
    yen = disposals.sum_to_return(asset=asset(cost, part), kind=kind, proceeds=proceeds, on=dt.date(2020, 4, 1) + dt.timedelta(days=days))[-1].yen
    assert 0 <= yen <= part


def test_applicant_asks_clerk_decides_and_the_sum_comes_back(client, paid, clerk):
    client.force_login(paid.applicant)
    own = reverse("filings:application", args=[paid.uid])
    assert "財産処分の承認を申請する" in client.get(own).content.decode()
    thing = paid.assets.get()
    assert (thing.restricted_from, thing.restricted_until) == (BOUGHT, FREE)
    today = clock.today()
    planned = today + dt.timedelta(days=20)
    typed = {"asset": thing.uid, "kind": "sale", "planned_on": str(planned), "proceeds": "", "reason": "新しい機械に替える（架空）"}
    refused = client.post(reverse("filings:disposal", args=[paid.uid]), typed)
    assert (refused.status_code, "収入額を入れてください" in refused.content.decode(), "新しい機械に替える" in refused.content.decode()) == (
        422,
        True,
        True,
    )
    assert client.post(reverse("filings:disposal", args=[paid.uid]), {**typed, "proceeds": "30万円"}).status_code == 302
    made = paid.disposals.get()
    assert (made.to_return, made.status, made.received_on) == (150_000, "submitted", today)
    assert Task.objects.filter(object_id=made.uid, title__contains="財産処分").count() == 1
    again = client.post(reverse("filings:disposal", args=[paid.uid]), {**typed, "proceeds": "30万円"})
    assert (again.status_code, paid.disposals.count()) == (422, 1)
    client.force_login(clerk)
    shown = client.get(reverse("applications:application", args=[paid.uid])).content.decode()
    assert "300,000円 × 補助金400,000円 ÷ 取得価額800,000円" in shown
    new = reverse("applications:decision-new", args=[paid.call.uid]) + f"?application={paid.uid}&kind=disposal"
    assert client.get(new).context["form"][f"amount-{paid.uid}"].value() == "150,000円"
    posted = {"title": "財産処分の承認", "drafted_on": str(today), f"outcome-{paid.uid}": "disposal_approved", f"amount-{paid.uid}": "150,000"}
    client.post(new, {**posted, f"due_on-{paid.uid}": str(today + dt.timedelta(days=30)), f"reason-{paid.uid}": "売却の契約書の写しを出すこと"})
    item = paid.decision_items.get(decision__kind="disposal")
    settlement_step = reverse("applications:decision-step", args=[item.decision.uid, "record"])
    assert client.post(settlement_step, {"decided_on": str(today), "decided_by": "部長", "document_number": "所産振第77号"}).status_code == 302
    made.refresh_from_db()
    thing.refresh_from_db()
    paid.refresh_from_db()
    assert (made.status, thing.approved_number, paid.status) == ("approved", "所産振第77号", "paid")
    item.refresh_from_db()
    facts = dict(map(tuple, letter_data(item)["facts"]))
    assert (facts["財産"], facts["返還額"], facts["条件"]) == ("機械（架空）", "150,000円", "売却の契約書の写しを出すこと")
    assert "納期限" in facts
    assert letter_pdf(item).startswith(b"%PDF")
    back = paid.repayments.get()
    client.post(
        reverse("applications:settle-step", args=[paid.uid, "repaid"]),
        {"repayment": back.uid, "paid_on": str(today), "late_charge": "", "number": ""},
    )
    paid.refresh_from_db()
    assert (paid.status, paid.returned) == ("paid", 150_000)
    assert Payment.objects.get(contract=paid.contract, amount=150_000).kind == "late_refund"  # the year's books are closed: 雑入
    assert not paid.obligations.filter(kind="repayment", done_on__isnull=True).exists()
    client.post(reverse("applications:settle-step", args=[paid.uid, "disposed"]), {"disposal": made.uid, "disposed_on": str(today)})
    thing.refresh_from_db()
    made.refresh_from_db()
    assert (thing.disposed_on, thing.disposal, made.status, made.obligation.done_on) == (today, "有償譲渡", "done", today)
    verbs = set(Event.objects.filter(object_id=made.uid).values_list("verb", flat=True))
    assert verbs == {"disposal.submitted", "disposal.decided", "disposal.done"}


def request(paid, **fields):
    values = {"kind": "scrapping", "planned_on": dt.date(2020, 12, 1), "reason": "壊れた（架空）", "actor": None, "now": at(dt.date(2020, 11, 1))}
    return disposals.request_disposal(application=paid, asset=paid.assets.get(), today=dt.date(2020, 11, 1), **{**values, **fields})


@pytest.mark.parametrize(
    ("fields", "place", "told"),
    [
        ({"planned_on": dt.date(2020, 10, 1)}, "planned_on", "承認を受けてから"),
        ({"planned_on": dt.date(2100, 1, 1)}, "planned_on", "承認は要りません"),
        ({"proceeds": 1}, "proceeds", "有償"),
        ({"kind": "sale", "proceeds": 10**13}, "", "10兆円未満"),
    ],
)
def test_request_is_refused_at_its_field(paid, fields, place, told):
    with pytest.raises(ApplicationError, match=told) as refused:
        request(paid, **fields)
    assert refused.value.field == place
    assert not AssetDisposal.objects.exists()


def test_one_open_request_an_asset_and_a_return_in_the_open_year_lowers_the_spending(paid):
    made = request(paid)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssetDisposal.objects.create(
            application=paid,
            asset=made.asset,
            kind="gift",
            planned_on=made.planned_on,
            reason="x",
            received_on=made.received_on,
            submitted_at=factory.NOW,
        )
    day = dt.date(2020, 11, 20)
    rows = [Proposed(paid, Outcome.DISPOSAL_APPROVED, amount=100_000, due_on=dt.date(2020, 12, 20))]
    factory.decide(paid.call, DecisionKind.DISPOSAL, rows, on=day, number="5")
    settlement.record_repayment(repayment=paid.repayments.get(), paid_on=dt.date(2020, 12, 10), actor=None, now=at(day))
    paid.refresh_from_db()
    assert (paid.paid - paid.returned, paid.status) == (300_000, "paid")
    contract = paid.contract
    assert Payment.objects.get(contract=contract, amount=100_000).kind == "refund"
    assert contract.amount + sum(contract.changes.values_list("amount", flat=True)) == 300_000
    with pytest.raises(ApplicationError, match="支払を記録できません"):
        commitments.record_payment(application=paid, amount=1, paid_on=day, actor=None, now=at(day))


def test_refusal_needs_a_reason_and_leaves_the_asset(paid):
    made = request(paid)
    with pytest.raises(ApplicationError, match="理由"):
        factory.decide(paid.call, DecisionKind.DISPOSAL, [Proposed(paid, Outcome.DISPOSAL_REFUSED)], on=dt.date(2020, 11, 20), number="5")
    rows = [Proposed(paid, Outcome.DISPOSAL_REFUSED, reason="代わりがない（架空）")]
    factory.decide(paid.call, DecisionKind.DISPOSAL, rows, on=dt.date(2020, 11, 20), number="5")
    made.refresh_from_db()
    assert (made.status, made.asset.approved_number, paid.repayments.count()) == ("not_approved", "", 0)
    assert request(paid).status == "submitted"


def test_request_can_be_taken_back_once(client, paid):
    made = request(paid)
    client.force_login(paid.applicant)
    address = reverse("filings:disposal-take-back", args=[paid.uid, made.uid])
    client.post(address)
    client.post(address)
    made.refresh_from_db()
    assert made.status == "withdrawn"
    assert Event.objects.filter(object_id=made.uid, verb="disposal.withdrawn").count() == 1


def test_tax_of_the_costs_in_proportion(paid):
    assert taxes.credit_of(paid, Decimal(100)).yen == 36_000  # 72,000 × 400,000 ÷ 800,000
    assert taxes.credit_of(paid, Decimal("95.5")).yen == 34_380


def test_applicant_reports_tax_and_it_comes_back(client, paid, clerk):
    owed = paid.obligations.get(kind="tax")
    client.force_login(paid.applicant)
    assert client.get(reverse("filings:obligation", args=[paid.uid, owed.uid])).headers["Location"] == reverse("filings:tax", args=[paid.uid])
    address = reverse("filings:tax", args=[paid.uid])
    assert "36,000円" in client.get(address).content.decode()
    refused = client.post(address, {"standing": "general", "credit": "36,000"})
    assert (refused.status_code, "確定申告日を入れてください" in refused.content.decode()) == (422, True)
    typed = {"standing": "general", "filed_on": "R3.3.10", "taxable_ratio": "100", "credit": "36,000", "reduced": "6,000"}
    assert client.post(address, typed).status_code == 302
    report = paid.tax_reports.get()
    owed.refresh_from_db()
    assert (report.to_return, owed.done_on, report.explanation[0]["yen"]) == (30_000, clock.today(), 36_000)
    client.force_login(clerk)
    page = client.get(reverse("applications:application", args=[paid.uid])).content.decode()
    assert "消費税の返還がないことを確かめる" not in page
    day = clock.today()
    rows = [Proposed(paid, Outcome.TAX_RETURN, amount=30_000, due_on=day + dt.timedelta(days=30))]
    factory.decide(paid.call, DecisionKind.TAX, rows, on=day, number="6")
    item = paid.decision_items.get(decision__kind="tax")
    facts = dict(map(tuple, letter_data(item)["facts"]))
    assert (facts["補助金に係る仕入控除税額"], facts["額の確定までに減額した額"], facts["返還額"]) == ("36,000円", "6,000円", "30,000円")
    settlement.record_repayment(repayment=paid.repayments.get(), paid_on=day, actor=clerk, now=clock.now())
    paid.refresh_from_db()
    report.refresh_from_db()
    assert (paid.returned, report.status) == (30_000, "ordered")


def test_report_without_return_needs_no_decision(client, paid, clerk):
    client.force_login(clerk)
    step = reverse("applications:settle-step", args=[paid.uid, "tax"])
    day = clock.today() - dt.timedelta(days=3)
    wrong = client.post(step, {"received_on": str(day), "standing": "exempt", "credit": "100"})
    assert (wrong.status_code, "一般課税で確定申告をしたときだけ" in wrong.content.decode()) == (422, True)
    client.post(step, {"received_on": str(day), "standing": "exempt"})
    report = paid.tax_reports.get()
    assert (report.received_on, report.submitted_by) == (day, clerk)
    client.post(reverse("applications:settle-step", args=[paid.uid, "tax-checked"]))
    report.refresh_from_db()
    assert report.status == "nothing"
    with pytest.raises(ApplicationError):
        factory.decide(paid.call, DecisionKind.TAX, [Proposed(paid, Outcome.TAX_RETURN, amount=1, due_on=day)], on=clock.today(), number="6")


def test_paper_request_bears_its_day_of_receipt(client, paid, clerk):
    client.force_login(clerk)
    received = clock.today() - dt.timedelta(days=5)
    step = reverse("applications:settle-step", args=[paid.uid, "disposal"])
    typed = {"asset": paid.assets.get().uid, "kind": "gift", "planned_on": str(received + dt.timedelta(days=2)), "reason": "譲る（架空）"}
    assert client.post(step, {**typed, "received_on": str(received)}).status_code == 302
    assert paid.disposals.get().received_on == received


def test_what_has_to_come_back_is_reminded_of_until_it_came(paid):
    request(paid)
    due = dt.date(2020, 12, 20)
    factory.decide(
        paid.call,
        DecisionKind.DISPOSAL,
        [Proposed(paid, Outcome.DISPOSAL_APPROVED, amount=100_000, due_on=due)],
        on=dt.date(2020, 11, 20),
        number="5",
    )
    for day in (dt.date(2020, 11, 25), due, dt.date(2020, 12, 21)):
        remind_grantees(day, at(day))
    mails = OutboxMessage.objects.filter(purpose="obligation", body__contains="返還金の納付")
    assert mails.count() == 3
    settlement.record_repayment(repayment=paid.repayments.get(), paid_on=dt.date(2020, 12, 22), actor=None, now=at(due))
    assert paid.obligations.get(kind="repayment").done_on == dt.date(2020, 12, 22)


def test_no_more_comes_back_than_is_out(paid):
    request(paid)
    over = [Proposed(paid, Outcome.DISPOSAL_APPROVED, amount=400_001, due_on=dt.date(2020, 12, 20))]
    with pytest.raises(ApplicationError, match="400,000円まで"):
        factory.decide(paid.call, DecisionKind.DISPOSAL, over, on=dt.date(2020, 11, 20), number="5")
    assert Application.objects.get(pk=paid.pk).returned == 0
