"""From the report to the last paper on the office's pages: accepted costs, confirmation, payment, refund, repayment, audit, the chain upward."""

import datetime as dt
import io

import docx
import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import commitments, drafts, filings
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.settling import settlement, upstream
from musubi.blocks.applications.domain.settling.audit_sheet import audit_rows, awards_of
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome, Stage
from musubi.blocks.applications.models import Application, UpstreamGrant

pytestmark = pytest.mark.django_db


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


@pytest.fixture
def reported(item):
    return report(factory.granted(factory.open_call(item), amount=400_000))


def report(made, *, receipt_on=dt.date(2020, 9, 1)):
    moment = dt.datetime(2020, 10, 1, 9, tzinfo=factory.ZONE)
    drafts.save_answers(application=made, raw={"result": "できた（架空）"}, stage=Stage.REPORT, now=moment, today=moment.date())
    rows = [factory.cost(600_000, label="型（架空）", receipt_on=receipt_on), factory.cost(100_000, label="材料（架空）")]
    drafts.save_costs(application=made, rows=rows, stage=Stage.REPORT, now=moment)
    filings.report_results(application=made, completed_on=dt.date(2020, 9, 20), actor=made.applicant, now=moment, today=moment.date())
    made.refresh_from_db()
    return made


def settle(client, made, name, **data):
    return client.post(reverse("applications:settle-step", args=[made.uid, name]), data)


def test_clerk_settles_a_file_to_its_end(client, clerk, reported):
    one, two = reported.costs.filter(stage=Stage.REPORT)
    refused = settle(client, reported, "costs", **{one.uid: "600,000", f"reason-{one.uid}": "", two.uid: "50,000", f"reason-{two.uid}": ""})
    assert (refused.status_code, "理由を書いてください" in refused.content.decode()) == (422, True)
    settle(client, reported, "costs", **{one.uid: "600,000", f"reason-{one.uid}": "", two.uid: "50,000", f"reason-{two.uid}": "対象外の材料"})
    assert settlement.final_amount(reported) == 325_000
    settle(client, reported, "inspect", inspected_on="R2.10.5", inspector="検査員（架空）", findings="型がある\n写真を撮った", passed="yes")
    paper = client.get(reverse("applications:inspection", args=[reported.inspections.get().uid]))
    assert paper.content.startswith(b"%PDF")
    factory.decide(
        reported.call, DecisionKind.CONFIRMATION, [Proposed(reported, Outcome.CONFIRMED, amount=325_000)], on=dt.date(2020, 10, 10), number="2"
    )
    settle(client, reported, "claim", kind="final", amount="325,000", claimed_on="R2.10.12", creditor_number="00123")
    listed = client.post(reverse("applications:payments-export"))
    sheet = load_workbook(io.BytesIO(listed.content)).active
    assert [sheet.cell(2, column).value for column in (1, 4, 9)] == ["00123", reported.number, 325_000]
    over = settle(client, reported, "pay", amount="325,001", paid_on="R2.10.20")
    assert "あと325,000円まで" in over.content.decode()
    settle(client, reported, "pay", amount="325,000", paid_on="R2.10.20", number="55")
    reported.refresh_from_db()
    assert (reported.status, reported.paid) == (ApplicationStatus.PAID, 325_000)
    settle(client, reported, "close")
    reported.refresh_from_db()
    assert reported.status == ApplicationStatus.CLOSED


def test_sum_is_confirmed_only_from_judged_costs_and_never_above_them(reported):
    def confirm(amount, **words):
        return factory.decide(
            reported.call, DecisionKind.CONFIRMATION, [Proposed(reported, Outcome.CONFIRMED, amount=amount, **words)], on=dt.date(2020, 10, 10)
        )

    with pytest.raises(ApplicationError, match="まだ記録していない"):
        confirm(350_000)
    factory.judge_costs(reported)  # 700,000 yen at one half
    with pytest.raises(ApplicationError, match="350,000円を超えています"):
        confirm(350_001)
    with pytest.raises(ApplicationError, match="理由を書いてください"):
        confirm(349_999)
    confirm(349_999, conditions="自己負担の不足（架空）")


def test_surcharge_takes_the_last_payment_first():
    paid = [settlement.Received(dt.date(2020, 7, 1), 400_000), settlement.Received(dt.date(2020, 10, 1), 100_000)]
    owed = settlement.surcharge_since_paid(principal=300_000, payments=paid, until=dt.date(2020, 12, 31))
    # 100,000 × 10.95 % × 92 ÷ 365 + 200,000 × 10.95 % × 184 ÷ 365 = 2,760 + 11,040
    assert owed == 13_800
    assert settlement.surcharge_since_paid(principal=100_000, payments=paid, until=dt.date(2020, 12, 31)) == 2_700


def test_revoked_grant_comes_back_with_its_surcharge(client, clerk, reported):
    factory.judge_costs(reported)
    lower = Proposed(reported, Outcome.CONFIRMED, amount=300_000, conditions="自己負担の不足（架空）")
    factory.decide(reported.call, DecisionKind.CONFIRMATION, [lower], on=dt.date(2020, 10, 10), number="2")
    settle(client, reported, "claim", kind="final", amount="300,000", claimed_on="R2.10.12")
    settle(client, reported, "pay", amount="300,000", paid_on="R2.10.20")
    factory.decide(
        reported.call, DecisionKind.REVOCATION, [Proposed(reported, Outcome.REVOKED, reason="虚偽（架空）")], on=dt.date(2021, 1, 10), number="3"
    )
    extra = settlement.surcharge(principal=300_000, since=dt.date(2020, 10, 20), until=dt.date(2021, 1, 10))
    assert extra == 7_400  # 300,000 × 10.95 % × 83 ÷ 365 = 7,470, below 100 yen cut off
    rows = [Proposed(reported, Outcome.REPAYMENT, amount=300_000, surcharge=extra, due_on=dt.date(2021, 2, 10), reason="取消しによる")]
    factory.decide(reported.call, DecisionKind.REPAYMENT, rows, on=dt.date(2021, 1, 11), number="4")
    settle(client, reported, "repaid", paid_on="R3.2.5", late_charge="")
    reported.refresh_from_db()
    assert (reported.status, reported.returned, reported.repayments.get().paid_on) == (ApplicationStatus.CLOSED, 300_000, dt.date(2021, 2, 5))


def test_audit_sheet_finds_a_receipt_before_the_decision(client, clerk, item):
    report(factory.granted(factory.open_call(item), amount=400_000), receipt_on=dt.date(2020, 6, 1))
    page = client.get(reverse("applications:audit"), {"year": 2020})
    assert "最初の領収日が交付決定日より前" in page.content.decode()
    book = client.get(reverse("applications:audit"), {"year": 2020, "as": "xlsx"})
    assert "最初の領収日が交付決定日より前" in {cell.value for row in load_workbook(io.BytesIO(book.content)).active.iter_rows() for cell in row}


def test_shares_of_a_grant_from_above_never_exceed_it(client, clerk, item):
    grant = upstream.keep_upstream(
        grant=UpstreamGrant(item=item, fiscal_year=2020, tier="prefecture", name="県補助（架空）", applied=500_000, decided=500_000),
        actor=None,
        now=factory.NOW,
    )
    call = factory.open_call(item)
    one, two = factory.granted(call, amount=400_000), factory.granted(call, amount=400_000)
    upstream.share_upstream(application=one, grant=grant, yen=300_000, actor=None, now=factory.NOW)
    with pytest.raises(ApplicationError, match="あと200,000円まで"):
        upstream.share_upstream(application=two, grant=grant, yen=200_001, actor=None, now=factory.NOW)
    upstream.share_upstream(application=two, grant=grant, yen=200_000, actor=None, now=factory.NOW)
    factory.granted(call, amount=100_000)  # paid by the city alone
    listed = client.get(reverse("applications:queue"), {"face": "all", "upstream": grant.uid}).context["page"]
    assert {row.pk for row in listed} == {one.pk, two.pk}
    papers = {kind: client.get(reverse("applications:upstream-paper", args=[grant.uid, kind])) for kind in ("application", "advance", "report")}
    assert {kind: answer.status_code for kind, answer in papers.items()} == {"application": 200, "advance": 404, "report": 200}
    told = [cell.text for table in docx.Document(io.BytesIO(papers["report"].content)).tables for row in table.rows for cell in row.cells]
    assert {one.number, two.number, "300,000円", "200,000円", "500,000円", "0円"} <= set(told)
    assert "額を入れて保存すると作れます" in client.get(reverse("applications:upstream-edit", args=[grant.uid])).content.decode()
    with pytest.raises(ApplicationError, match="下回ります"):
        upstream.change_upstream(grant=grant, values={"decided": 400_000}, unchanged=lambda _n, _v: True, actor=None, now=factory.NOW)


def test_audit_sheet_does_not_take_an_advance_for_a_payment_before_the_confirmation(client, clerk, item):
    made = factory.granted(factory.open_call(item), amount=400_000)
    asked = filings.claim(
        application=made, kind="advance", amount=400_000, claimed_on=dt.date(2020, 7, 1), reason="前払い", actor=None, now=factory.NOW
    )
    commitments.record_payment(application=made, claim=asked, amount=400_000, paid_on=dt.date(2020, 7, 10), actor=None, now=factory.NOW)
    report(Application.objects.get(pk=made.pk))
    row = next(audit_rows(awards_of(clerk, fiscal_year=2020)))
    assert (row.faults, row.days["advanced"]) == ((), dt.date(2020, 7, 10))


@given(
    principal=st.integers(1, 10**9),
    days=st.integers(0, 4000),
)
def test_surcharge_grows_with_days_and_is_whole_hundreds(principal, days):
    since = dt.date(2020, 4, 1)
    less = settlement.surcharge(principal=principal, since=since, until=since + dt.timedelta(days=days))
    more = settlement.surcharge(principal=principal, since=since, until=since + dt.timedelta(days=days + 1))
    assert 0 <= less <= more
    assert more % 100 == 0


def test_paper_application_is_received_by_its_day_and_late_ones_need_the_head(client, clerk, item):
    call = factory.open_call(item)
    _user, party = factory.applicant()
    begun = client.post(reverse("applications:paper-begin", args=[call.uid]), {"party": party.uid, "channel": "post", "received_on": "R2.6.1"})
    assert begun.status_code == 302
    made = call.applications.get()
    from musubi.blocks.applications.domain import submission

    drafts.save_answers(application=made, raw={"plan": "p", "employees": "1"}, title="題", lane="product", now=factory.NOW, today=factory.TODAY)
    drafts.save_costs(application=made, rows=[factory.cost(1000)], now=factory.NOW)
    later = dt.datetime(2020, 6, 2, 9, tzinfo=factory.ZONE)
    with pytest.raises(ApplicationError, match="締切を過ぎています"):
        submission.submit(application=made, actor=clerk, now=later, today=later.date())
    with pytest.raises(ApplicationError, match="課長です"):
        submission.submit(application=made, actor=clerk, now=later, today=later.date(), late_reason="郵便の遅れ")
    head = person(Role.DIVISION_HEAD, body=Organization.objects.get(code="D1"))
    submission.submit(application=made, actor=head, now=later, today=later.date(), late_reason="郵便の遅れ（架空）")
    made.refresh_from_db()
    assert (made.status, made.lifted_rules.get().rule) == (ApplicationStatus.SUBMITTED, "late_receipt")


def test_pages_of_upstream_and_consultations_open_and_keep(client, clerk, item):
    call = factory.open_call(item)
    _user, party = factory.applicant()
    data = {"party": party.uid, "visitor": "来た人（架空）", "consulted_on": "R2.4.10", "staff": "係", "may_apply": "on"}
    client.post(reverse("applications:consultation-new", args=[call.uid]), data)
    assert "来た人（架空）" in client.get(reverse("applications:consultations", args=[call.uid])).content.decode()
    grant = {"item": item.pk, "fiscal_year": "令和2年度", "tier": "national", "name": "国の補助（架空）", "applied": "100円", "decided": "200円"}
    assert "申請額を超えています" in client.post(reverse("applications:upstream-new"), grant).content.decode()
    client.post(reverse("applications:upstream-new"), grant | {"decided": "100円"})
    assert "国の補助（架空）" in client.get(reverse("applications:upstream")).content.decode()
