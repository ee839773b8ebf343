"""指定 → 年度ごとの交付申請: drafts that begin by themselves once, within the years' sums; the office's table; who did not file."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from tests.factories import applications as factory
from tests.factories import money
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain import drafts, filings, submission
from musubi.blocks.applications.domain.decisions import Proposed, cancel_decision
from musubi.blocks.applications.domain.errors import ApplicationError, IncompleteError
from musubi.blocks.applications.domain.office.handling import reject
from musubi.blocks.applications.domain.settling.ladder import remind_grantees
from musubi.blocks.applications.domain.yearly import table
from musubi.blocks.applications.domain.yearly.begin import begin_yearly
from musubi.blocks.applications.domain.yearly.kinds import yearly_kinds
from musubi.blocks.applications.domain.yearly.years import set_years
from musubi.blocks.applications.enums import CallKind, DecisionKind, Intake, Outcome
from musubi.blocks.applications.models import Application, Call, DesignationYear
from musubi.blocks.money.models import DebtObligation, DebtObligationYear
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
OPENS, CLOSES = dt.datetime(2021, 10, 1, 9, tzinfo=factory.ZONE), dt.datetime(2021, 11, 12, 17, tzinfo=factory.ZONE)
DAY = OPENS.date()
DESIGNATION = {
    "questions": [{"key": "plan", "label": "建てる施設"}, {"key": "employees", "label": "雇う人数", "kind": "integer"}],
    "obligations": [{"key": "yearly", "label": "年度ごとの交付申請", "kind": "yearly", "anchor": "each_year", "month": 11, "day": 30, "years": 5}],
}


@pytest.fixture
def item():
    vision, _document = small_plan()
    return vision.items.get(code="A-P1")


def designated(item, *, days=1826, call=None):
    """A designation decided on 2020-06-20."""
    call = call or factory.open_call(item, kind=CallKind.DESIGNATION, intake=Intake.ALL, certificate_days=days, terms=DESIGNATION)
    user, party = factory.applicant()
    made = drafts.begin_application(call=call, party=party, actor=user, now=factory.NOW)
    drafts.save_answers(application=made, raw={"plan": "工場（架空）", "employees": "12"}, title="工場（架空）", now=factory.NOW, today=factory.TODAY)
    submission.submit(application=made, actor=user, now=factory.NOW, today=factory.TODAY)
    factory.accept(made)
    factory.decide(call, DecisionKind.CERTIFICATION, [Proposed(made, Outcome.CERTIFIED)], number=f"所産振第{made.pk}号")
    made.refresh_from_db()
    return made


def yearly_call(item, *, year=2021, **fields):
    """The year's call, open from 1 October."""
    moved = {"opens_at": OPENS.replace(year=year), "closes_at": CLOSES.replace(year=year)}
    line = money.line(money.envelope(item, fiscal_year=year, name=f"奨励金(架空){year}{fields.get('yearly_key', '')}"), initial=5_000_000)
    return factory.open_call(item, fiscal_year=year, follows_kind=CallKind.DESIGNATION, initial=5_000_000, line=line, **{**moved, **fields})


def granted_year(made, yen, *, day):
    """The draft filed and granted."""
    now = dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)
    drafts.save_answers(application=made, raw={"plan": "操業（架空）"}, now=now, today=day)
    drafts.save_costs(application=made, rows=[factory.cost(800_000)], now=now)
    submission.submit(application=made, actor=made.applicant, now=now, today=day)
    factory.accept(made, now=now)
    factory.decide(made.call, DecisionKind.GRANT, [Proposed(made, Outcome.GRANTED, amount=yen)], on=day, number=f"所産振第{made.pk}号")
    made.refresh_from_db()
    return made


def test_designation_gets_its_years_within_its_term(item):
    assert list(designated(item).designation_years.values_list("fiscal_year", flat=True)) == [2021, 2022, 2023, 2024, 2025]
    short = designated(item, days=600)  # until February 2022
    assert list(short.designation_years.values_list("fiscal_year", flat=True)) == [2021]


def test_opening_day_begins_a_draft_for_every_holder_once_with_what_is_known(item):
    first, other = designated(item), designated(item)
    call = yearly_call(item)
    before = OPENS - dt.timedelta(days=1)
    assert begin_yearly(before.date(), before) == 0
    assert begin_yearly(DAY, OPENS) == 2
    assert begin_yearly(DAY, OPENS) == begin_yearly(DAY + dt.timedelta(days=1), OPENS + dt.timedelta(days=1)) == 0
    made = Application.objects.get(call=call, follows=first)
    assert (made.status, made.party, made.applicant, made.title) == ("draft", first.party, first.applicant, "工場（架空）")
    assert made.answers == {"plan": "工場（架空）", "employees": 12}
    assert first.obligations.get(due_on=CLOSES.date()).done_on is None
    mails = OutboxMessage.objects.filter(purpose="yearly_begun")
    assert set(mails.values_list("to", flat=True)) == {first.applicant.email, other.applicant.email}
    assert made.uid in mails.get(to=first.applicant.email).body
    again = drafts.begin_for_party(call=call, party=first.party, actor=first.applicant, now=OPENS, today=DAY)
    assert again.pk == made.pk  # whoever begins by hand takes up the draft


def test_database_refuses_a_second_draft_of_its_own(item):
    held = designated(item)
    call = yearly_call(item)
    begin_yearly(DAY, OPENS)
    with pytest.raises(IntegrityError), transaction.atomic():
        drafts.begin_application(call=call, party=held.party, actor=None, now=OPENS, follows=held, begun_by_itself=True)


def test_set_day_comes_before_the_opening(item):
    designated(item)
    yearly_call(item, drafts_on=dt.date(2021, 9, 15))
    calls_on = dt.datetime(2021, 9, 15, 10, tzinfo=factory.ZONE)
    made_public = dt.datetime(2021, 9, 1, 9, tzinfo=factory.ZONE)
    Call.objects.filter(fiscal_year=2021).update(opened_at=made_public)
    assert begin_yearly(calls_on.date(), calls_on) == 1


@pytest.mark.parametrize("how", ["revoked", "over", "thrown away", "filed by hand"])
def test_nothing_begins_for(item, how):
    held = designated(item, days=300 if how == "over" else 1826)
    if how == "over":  # the term ended in April 2021; the year's row is there as after a shortened term
        DesignationYear.objects.get_or_create(application=held, fiscal_year=2021)
    call = yearly_call(item)
    if how == "revoked":
        factory.decide(held.call, DecisionKind.REVOCATION, [Proposed(held, Outcome.REVOKED, reason="操業をやめた（架空）")], on=dt.date(2021, 5, 1))
    elif how == "filed by hand":
        drafts.begin_for_party(call=call, party=held.party, actor=held.applicant, now=OPENS, today=DAY)
    elif how == "thrown away":
        begin_yearly(DAY, OPENS)
        drafts.discard_draft(application=Application.objects.get(call=call), actor=held.applicant, now=OPENS)
    count = Application.objects.count()
    assert begin_yearly(DAY, OPENS) == 0
    assert Application.objects.count() == count


def test_revoked_designation_refuses_the_draft_that_was_begun(item):
    held = designated(item)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    made = Application.objects.get(follows=held)
    factory.decide(held.call, DecisionKind.REVOCATION, [Proposed(held, Outcome.REVOKED, reason="操業をやめた（架空）")], on=DAY)
    drafts.save_costs(application=made, rows=[factory.cost(800_000)], now=OPENS)
    with pytest.raises(IncompleteError) as refused:
        submission.submit(application=made, actor=made.applicant, now=OPENS, today=DAY)
    assert "取り消された" in refused.value.faults["follows"]


def test_filing_meets_what_is_owed_and_taking_back_owes_it_again(item):
    held = designated(item)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    made = Application.objects.get(follows=held)
    drafts.save_costs(application=made, rows=[factory.cost(800_000)], now=OPENS)
    submission.submit(application=made, actor=made.applicant, now=OPENS, today=DAY)
    owed = held.designation_years.get(fiscal_year=2021).obligation
    assert owed.done_on == DAY
    filings.withdraw(application=made, reason="誤り（架空）", actor=made.applicant, now=OPENS)
    owed.refresh_from_db()
    assert owed.done_on is None
    second = drafts.begin_for_party(call=made.call, party=held.party, actor=held.applicant, now=OPENS, today=DAY)
    drafts.save_answers(application=second, raw={"plan": "p", "employees": "1"}, title="再提出（架空）", lane="product", now=OPENS, today=DAY)
    drafts.save_costs(application=second, rows=[factory.cost(800_000)], now=OPENS)
    submission.submit(application=second, actor=second.applicant, now=OPENS, today=DAY)
    reject(application=second, reason="要件を満たさない（架空）", actor=None, now=OPENS)
    owed.refresh_from_db()
    assert owed.done_on is None


def test_ladder_leads_to_the_draft(item):
    held = designated(item)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    day = CLOSES.date() - dt.timedelta(days=30)
    remind_grantees(day, dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE))
    mail = OutboxMessage.objects.get(purpose="obligation")
    assert Application.objects.get(follows=held).uid in mail.body
    assert "年度ごとの交付申請" in mail.body


def test_last_years_answers_and_costs_come_into_the_next_draft(item):
    held = designated(item)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    granted_year(Application.objects.get(follows=held), 400_000, day=DAY)
    call = yearly_call(item, year=2022)
    opens = OPENS.replace(year=2022)
    assert begin_yearly(opens.date(), opens) == 1
    made = Application.objects.get(call=call)
    assert made.answers["plan"] == "操業（架空）"
    assert [(line.amount, line.receipt_on) for line in made.costs.all()] == [(800_000, None)]
    assert made.requested == 400_000
    assert not made.consents_publication


def test_grants_stay_within_the_year_and_the_whole_term(item):
    held = designated(item)
    set_years(
        application=held,
        amounts={(2021, "yearly"): 300_000, (2022, "yearly"): 300_000},
        ceiling=600_000,
        debt_obligation=None,
        actor=None,
        now=factory.NOW,
    )
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    made = Application.objects.get(follows=held)
    with pytest.raises(ApplicationError, match="年度の上限額300,000円"):
        granted_year(made, 300_001, day=DAY)
    made.refresh_from_db()
    assert made.decided is None
    cancel_decision(decision=made.decision_items.get().decision, actor=None, now=OPENS, reason="額の誤り（架空）")
    factory.decide(made.call, DecisionKind.GRANT, [Proposed(made, Outcome.GRANTED, amount=300_000)], on=DAY, number="所産振第9号")
    with pytest.raises(ApplicationError) as refused:
        set_years(application=held, amounts={(2021, "yearly"): 299_999}, ceiling=None, debt_obligation=None, actor=None, now=factory.NOW)
    assert refused.value.field == "year-2021-yearly"
    set_years(
        application=held,
        amounts={(2021, "yearly"): 300_000, (2022, "yearly"): None},
        ceiling=350_000,
        debt_obligation=None,
        actor=None,
        now=factory.NOW,
    )
    call = yearly_call(item, year=2022)
    opens = OPENS.replace(year=2022)
    begin_yearly(opens.date(), opens)
    with pytest.raises(ApplicationError, match="全期間の上限額350,000円"):
        granted_year(Application.objects.get(call=call), 60_000, day=opens.date())


def test_years_ahead_stay_within_what_the_assembly_bound(item):
    call = factory.open_call(item, kind=CallKind.DESIGNATION, intake=Intake.ALL, certificate_days=1826, terms=DESIGNATION)
    one, other = designated(item, call=call), designated(item, call=call)
    debt = DebtObligation.objects.create(item=item, name="立地奨励金(架空)", first_fiscal_year=2021, last_fiscal_year=2023, limit=900_000)
    DebtObligationYear.objects.create(obligation=debt, fiscal_year=2021, amount=500_000)
    keep = {"ceiling": None, "debt_obligation": debt, "actor": None, "now": factory.NOW}
    set_years(application=one, amounts={(2021, "yearly"): 300_000, (2022, "yearly"): 300_000}, **keep)
    with pytest.raises(ApplicationError) as over_year:
        set_years(application=other, amounts={(2021, "yearly"): 200_001}, **keep)
    with pytest.raises(ApplicationError) as over_limit:
        set_years(application=other, amounts={(2021, "yearly"): 200_000, (2022, "yearly"): 100_001}, **keep)
    assert (over_year.value.field, over_limit.value.field) == ("year-2021-yearly", "debt_obligation")
    set_years(application=other, amounts={(2021, "yearly"): 200_000, (2022, "yearly"): 100_000}, **keep)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    made = granted_year(Application.objects.get(follows=one), 300_000, day=DAY)
    assert made.contract.debt_obligation == debt


def test_paper_takes_up_the_untouched_draft(item):
    held = designated(item)
    call = yearly_call(item)
    begin_yearly(DAY, OPENS)
    made = drafts.begin_on_paper(call=call, party=held.party, channel="post", received_on=DAY, actor=None, now=OPENS)
    assert (made.pk, made.channel, made.received_on) == (Application.objects.get(follows=held).pk, "post", DAY)


@pytest.fixture
def clerk(client, item):
    user = person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))
    client.force_login(user)
    return user


def test_table_shows_where_each_year_stands_at_a_constant_cost(client, clerk, item):
    held = designated(item, days=36_500)
    set_years(application=held, amounts={(2021, "yearly"): 500_000}, ceiling=2_000_000, debt_obligation=None, actor=None, now=factory.NOW)
    yearly_call(item)
    begin_yearly(DAY, OPENS)
    address = reverse("applications:designations")
    client.get(address, {"face": "all"})
    with CaptureQueriesContext(connection) as few:
        client.get(address, {"face": "all"})
    for _number in range(3):
        designated(item, call=held.call)
    begin_yearly(DAY, OPENS)
    with CaptureQueriesContext(connection) as many:
        page = client.get(address, {"face": "all"})
    assert len(few) == len(many) <= 20
    assert page.content.decode().count("下書き") >= 4
    granted_year(Application.objects.get(follows=held), 400_000, day=DAY)
    row = table.rows_of([held], user=clerk, today=DAY)[0]
    assert (row.cells[2021][0].step, row.cells[2021][0].yen, row.granted) == ("decided", 400_000, 400_000)
    assert [row.cells[year][0].step for year in (2022, 2025)] == ["none", "none"]
    owed = client.get(address, {"face": "owed", "year": "2021"})
    assert held.pk not in {each.application.pk for each in owed.context["rows"]}
    assert len(owed.context["rows"]) == 3
    assert client.get(address, {"face": "all", "as": "xlsx"}).content[:2] == b"PK"
    other = person(Role.DIVISION_STAFF, body=Organization.objects.create(code="ZZ", name="別の課"))
    client.force_login(other)
    assert client.get(address, {"face": "all"}).context["rows"] == []


def test_years_are_set_on_a_page_that_tells_the_fault_at_its_year(client, clerk, item):
    held = designated(item)
    address = reverse("applications:designation-years", args=[held.uid])
    typed = {f"year-{year}-yearly": "500,000" for year in range(2021, 2026)}
    refused = client.post(address, {**typed, "ceiling": "2,000,000"})
    assert refused.status_code == 422
    assert "2,500,000円より小さい" in refused.content.decode()
    assert client.post(address, {**typed, "ceiling": "2,500,000"}).status_code == 302
    assert set(held.designation_years.values_list("amount", flat=True)) == {500_000}
    shown = client.get(reverse("applications:application", args=[held.uid])).content.decode()
    assert "指定の年度" in shown
    client.force_login(held.applicant)
    assert "2,500,000" in client.get(reverse("filings:application", args=[held.uid])).content.decode()


def test_two_incentives_of_a_year_stand_side_by_side(item):
    jobs = {**DESIGNATION["obligations"][0], "key": "jobs", "label": "雇用奨励金の申請"}
    terms = {**DESIGNATION, "obligations": [*DESIGNATION["obligations"], jobs]}
    both = factory.open_call(item, kind=CallKind.DESIGNATION, intake=Intake.ALL, certificate_days=1826, terms=terms)
    held = designated(item, call=both)
    assert list(held.designation_years.filter(fiscal_year=2021).values_list("key", flat=True)) == ["jobs", "yearly"]
    amounts = {(2021, "yearly"): 300_000, (2021, "jobs"): 100_000}
    set_years(application=held, amounts=amounts, ceiling=None, debt_obligation=None, actor=None, now=factory.NOW)
    site, hired = (yearly_call(item, yearly_key=key, name=f"{key}（架空）") for key in ("yearly", "jobs"))
    assert begin_yearly(DAY, OPENS) == 2
    first, other = (Application.objects.get(call=call, follows=held) for call in (site, hired))
    granted_year(first, 300_000, day=DAY)
    assert begin_yearly(DAY, OPENS) == 0
    owed = {row.key: row.obligation.done_on for row in held.designation_years.filter(fiscal_year=2021)}
    assert owed == {"yearly": DAY, "jobs": None}  # filing for one leaves the other owed
    with pytest.raises(ApplicationError, match="100,000円を超えます"):
        granted_year(other, 100_001, day=DAY)
    (row,) = table.rows_of([held], user=None, today=DAY)
    told = [(cell.name, cell.step, cell.most) for cell in row.cells[2021]]
    assert told == [("雇用奨励金の申請", "filed", 100_000), ("年度ごとの交付申請", "decided", 300_000)]
    assert (row.granted, [kind for kind, _label in yearly_kinds([item])]) == (300_000, ["jobs", "yearly"])
