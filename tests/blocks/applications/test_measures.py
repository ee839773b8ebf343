"""What calls count for indicators: the figures, the records behind them, the queue that lists them."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.factories import applications as factory
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.applications.domain.assessment import history_of_party
from musubi.blocks.applications.domain.decisions import Proposed
from musubi.blocks.applications.domain.measures import in_force
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.settling.budgets import budget_of
from musubi.blocks.applications.domain.settling.expiry import watch_terms
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, Certificate
from musubi.blocks.indicators.domain.measures import disagreements, measure
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db
KEYS = [f"applications.{name}" for name in ("received", "granted", "certified", "granted_yen", "confirmed_yen", "paid_yen")]
YEARS = [2019, 2020]


@pytest.fixture
def items():
    vision, _document = small_plan(programs=3)
    return list(vision.items.filter(code__startswith="A-P").order_by("code"))


def value(key, item, year=2020):
    return measure(f"applications.{key}").compute([item.pk], [year]).get((item.pk, year), 0)


def test_an_award_counts_while_it_stands(items, client):
    call = factory.open_call(items[0])
    kept, lost = factory.granted(call, amount=300_000), factory.granted(call, amount=200_000)
    factory.submitted(call)
    factory.draft(call)
    factory.decide(call, DecisionKind.REVOCATION, [Proposed(lost, Outcome.REVOKED, reason="虚偽（架空）")], on=dt.date(2020, 7, 1), number="3")
    move_on(application=hold(lost), move="close_revoked", actor=None, now=factory.NOW, reason="支払がないため")
    again = factory.draft(call, user=lost.applicant, party=lost.party)
    assert (budget_of(call).decided, history_of_party(again).times_ever, history_of_party(again).yen_this_year) == (300_000, 0, 0)
    again.delete()
    Application.objects.filter(pk=kept.pk).update(paid=300_000, returned=40_000)
    assert [value(key, items[0]) for key in ("received", "granted", "granted_yen", "paid_yen")] == [3, 1, 300_000, 260_000]
    client.force_login(person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1")))
    address = measure("applications.granted").address(items[0], 2020)
    assert "申請1件" in client.get(address).content.decode()
    assert "申請0件" not in client.get(address.replace("counted=granted", "counted=received")).content.decode()
    assert "当てはまる申請はありません" in client.get(address.replace("2020", "2019")).content.decode()


def test_a_wish_survey_is_no_application_and_a_revoked_certificate_does_not_count(items):
    terms = {**factory.TERMS, "rules": []}
    wish = factory.open_call(items[1], kind=CallKind.WISH_SURVEY, terms=terms)
    right = factory.open_call(items[1], kind=CallKind.CERTIFICATION, terms=terms, certificate_days=30)
    for call in (wish, right, right):
        factory.submitted(call)
    one, two = right.applications.all()
    Certificate.objects.create(application=one, number="認-1", valid_from=factory.TODAY)
    Certificate.objects.create(application=two, number="認-2", valid_from=factory.TODAY, revoked_on=factory.TODAY)
    assert (value("received", items[1]), value("certified", items[1])) == (2, 1)


def test_a_renewal_before_the_end_continues_the_right_and_counts_once(items):
    questions = [{"key": "renewal", "label": "新規・更新の別", "kind": "choice", "choices": ["新規", "更新"]}]
    terms = {**factory.TERMS, "rules": [], "questions": [*factory.TERMS["questions"], *questions]}
    call = factory.open_call(items[1], kind=CallKind.CERTIFICATION, terms=terms, certificate_days=1826)
    user, party = factory.applicant()
    for answer, day in (("新規", dt.date(2020, 6, 1)), ("更新", dt.date(2021, 2, 1))):
        made = factory.accept(factory.submitted(call, user=user, party=party, renewal=answer))
        factory.decide(call, DecisionKind.CERTIFICATION, [Proposed(made, Outcome.CERTIFIED)], on=day)
    first, second = Certificate.objects.order_by("valid_from")
    assert (first.renews, second.renews) == (None, first)
    assert measure("applications.in_force").compute([items[1].pk], [2020]) == {(items[1].pk, 2020): 1}
    assert list(in_force(items[1].pk, 2020)) == [second]
    for day in (dt.date(2025, 5, 1), dt.date(2026, 1, 5), dt.date(2026, 1, 6)):  # the first one's end is no news: it was continued
        watch_terms(day, factory.NOW)
    assert [(task.object_id, task.due_on) for task in Task.objects.filter(object_type="applications.Certificate")] == [
        (second.uid, dt.date(2026, 1, 31))
    ]


SUBMITTED = st.tuples(
    st.integers(0, 3), st.sampled_from(ApplicationStatus.values), st.integers(0, 900_000), st.integers(0, 900_000), st.integers(0, 900_000)
)


@pytest.fixture
def party():
    return factory.applicant()[1]


@pytest.fixture
def calls(items):
    return [factory.open_call(item, fiscal_year=year) for item in items[:2] for year in YEARS]


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(SUBMITTED, max_size=8))
def test_every_figure_is_what_its_records_add_up_to(items, calls, party, rows):
    Application.objects.all().delete()
    for number, (call, status, decided, less, back) in enumerate(rows):
        of, drafted = calls[call], status == ApplicationStatus.DRAFT
        confirmed = max(0, decided - less)
        paid = confirmed if status in ApplicationStatus.awarded() | {ApplicationStatus.REVOKED, ApplicationStatus.REPAYING} else 0
        Application.objects.create(
            call=of,
            terms=of.versions.get(),
            party=party,
            status=status,
            number="" if drafted else f"試-{number}",
            submitted_at=None if drafted else factory.NOW,
            started_at=factory.NOW,
            saved_at=factory.NOW,
            decided=None if drafted else decided,
            confirmed=None if drafted else confirmed,
            paid=paid,
            returned=min(paid, back),
        )
    for key in KEYS:
        assert disagreements(measure(key), item_ids=[item.pk for item in items], fiscal_years=YEARS) == []
