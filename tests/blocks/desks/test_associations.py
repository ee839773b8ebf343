"""Associations: accounts that tie, books that pass between two people, what an inspector asks about."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction
from tests.blocks.desks.conftest import enter
from tests.factories.accounts import person
from tests.factories.desks import association
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.audit.domain.trail import history_of
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.desks.domain.associations import (
    AssociationError,
    add_officer,
    give_books,
    keep_year,
    receive_books,
    warnings_of,
)
from musubi.blocks.desks.models import Association, AssociationHandover, AssociationYear

pytestmark = pytest.mark.django_db
NOW = dt.datetime(2020, 4, 1, 3, tzinfo=dt.UTC)
DAY = dt.date(2020, 4, 1)
PATH = "/staff/desk/A-P1/associations/"


@pytest.fixture
def body(item):
    return association(item, city_is_office=True)


@pytest.fixture
def other(item):
    return person(Role.DIVISION_STAFF, body=Organization.objects.get(code="D1"))


def test_year_keeps_income_expense_and_balance(body, clerk):
    keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, brought_forward=100_000, city_burden=500_000, other_income=50_000)
    year = keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, expense=600_000)
    assert (year.income, year.balance) == (650_000, 50_000)
    assert [event.verb for event in history_of(year)] == ["association_year.changed", "association_year.created"]


def test_more_expense_than_income_is_refused_in_form_and_database(body, clerk):
    with pytest.raises(AssociationError) as caught:
        keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, expense=1)
    assert caught.value.field == "expense"
    year = keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, city_burden=5)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssociationYear.objects.filter(pk=year.pk).update(expense=6)


def test_books_pass_between_two_people_only(body, clerk, other):
    handover = give_books(association=body, balance=50_000, given_on=DAY, actor=clerk, now=NOW)
    for actor, day, code in ((clerk, DAY, "same_person"), (other, dt.date(2020, 3, 31), "too_early")):
        with pytest.raises(AssociationError) as caught:
            receive_books(handover=handover, received_on=day, actor=actor, now=NOW)
        assert caught.value.code == code
    with pytest.raises(AssociationError):
        give_books(association=body, balance=1, given_on=DAY, actor=other, now=NOW)
    assert receive_books(handover=handover, received_on=DAY, actor=other, now=NOW).receiver == other
    with pytest.raises(AssociationError) as caught:
        receive_books(handover=handover, received_on=DAY, actor=other, now=NOW)
    assert caught.value.code == "received"


def test_database_refuses_one_person_on_both_sides(body, clerk):
    handover = give_books(association=body, balance=0, given_on=DAY, actor=clerk, now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        AssociationHandover.objects.filter(pk=handover.pk).update(receiver=clerk, received_on=DAY)


def test_inspector_is_told_of_office_and_burden_audit_and_rules(body, clerk):
    keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, city_burden=500_000)
    told = warnings_of(body, body.years.all(), running=2020)
    assert [any(word in line for line in told) for word in ("負担金も払っています", "監査日", "規約")] == [True, True, True]
    keep_year(association=body, fiscal_year=2019, actor=clerk, now=NOW, audited_on=DAY)
    assert not any("監査日" in line for line in warnings_of(body, body.years.all(), running=2020))


def test_officer_leaves_after_coming(body, clerk):
    with pytest.raises(AssociationError):
        add_officer(association=body, post="会長", name="会長 太郎", starts_on=DAY, ends_before=DAY, actor=clerk, now=NOW)


def test_pages_from_adding_to_the_second_signature(client, clerk, other, item):
    assert "協議会等はまだありません" in client.get(PATH).content.decode()
    client.post(f"{PATH}new/", {"name": "架空観光協議会", "kind": "council", "city_is_office": "on", "founded_on": "H28.4.1"})
    made = Association.objects.get()
    assert "すでに登録されています" in client.post(f"{PATH}new/", {"name": "架空観光協議会", "kind": "council"}).content.decode()
    one = f"{PATH}{made.uid}/"
    client.post(f"{one}officer/", {"post": "会長", "name": "会長 太郎", "starts_on": "H28.4.1"})
    client.post(f"{one}year/?year=2019", {"city_burden": "50万円", "expense": "４０万円"})
    bad = client.post(f"{one}year/?year=2018", {"expense": "1円"}).content.decode()
    assert "支出が収入より多く" in bad
    assert 'value="1円"' in bad
    page = client.get(f"{one}year/?year=2020").content.decode()
    assert 'name="brought_forward" value="100,000"' in page
    client.post(f"{one}give/", {"balance": "100,000", "given_on": "R2.4.1"})
    handover = AssociationHandover.objects.get()
    receive = f"{one}receive/{handover.uid}/"
    assert "別の人が受け取って" in client.post(receive, {"received_on": "R2.4.1"}).content.decode()
    enter(client, other)
    assert "わたしが受け取った" in client.get(one).content.decode()
    client.post(receive, {"received_on": "R2.4.2"})
    handover.refresh_from_db()
    assert (handover.giver, handover.receiver, handover.received_on) == (clerk, other, dt.date(2020, 4, 2))
    assert PersonalDataView.objects.filter(object_type="desks.Association").exists()


def test_association_and_officer_are_corrected(client, clerk, body):
    officer = add_officer(association=body, post="会長", name="会長 太郎", starts_on=DAY, actor=clerk, now=NOW)
    for path, typed in (
        (f"{PATH}{body.uid}/edit/", {"name": "新名称協議会", "kind": "council"}),
        (f"{PATH}{body.uid}/officer/{officer.uid}/", {"post": "会長", "name": "会長 太郎", "starts_on": "R2.4.1", "ends_before": "R4.4.1"}),
    ):
        shown = client.get(path).context["form"].fields["shown"].initial
        assert client.post(path, {**typed, "shown": shown}).status_code == 302
    body.refresh_from_db()
    officer.refresh_from_db()
    assert (body.name, officer.ends_before) == ("新名称協議会", dt.date(2022, 4, 1))


def test_queries_do_not_grow_with_associations(client, clerk, item, body):
    keep_year(association=body, fiscal_year=2020, actor=clerk, now=NOW, city_burden=1)
    one = queries_of(client, f"{PATH}?year=2020")
    for number in range(29):
        keep_year(association=association(item, f"団体{number}"), fiscal_year=2020, actor=clerk, now=NOW, city_burden=1)
    assert queries_of(client, f"{PATH}?year=2020") == one


def test_names_and_days_that_the_database_would_refuse_are_told_in_words(client, clerk, item, body):
    other_body = association(item, "別の協議会")
    path = f"{PATH}{other_body.uid}/edit/"
    page = client.post(path, {"name": body.name, "kind": "council"}).content.decode()
    assert "すでに登録されています" in page
    page = client.post(path, {"name": "別の協議会", "kind": "council", "founded_on": "R2.4.1", "dissolved_on": "R1.5.1"}).content.decode()
    assert "解散日は設立日より後" in page
    assert "desks_association" not in page
    page = client.post(f"{PATH}{body.uid}/officer/", {"post": "会長", "name": "甲", "starts_on": "R2.4.1", "ends_before": "R2.4.1"}).content.decode()
    assert "退任日は就任日より後" in page


def test_two_clerks_at_one_account_both_see_both_figures(client, clerk, body):
    year = keep_year(association=body, fiscal_year=2020, actor=clerk, now=NOW, city_burden=500_000)
    path = f"{PATH}{body.uid}/year/?year=2020"
    shown = client.get(path).context["form"].fields["shown"].initial
    AssociationYear.objects.filter(pk=year.pk).update(city_burden=600_000)
    typed = {"brought_forward": "0", "city_burden": "700,000", "other_income": "0", "expense": "0", "shown": shown}
    answer = client.post(path, typed)
    assert answer.status_code == 409
    assert "600000" in answer.content.decode()
    assert client.post(path, {**typed, "keep-city_burden": "mine", "now-city_burden": "600000"}).status_code == 302
    year.refresh_from_db()
    assert year.city_burden == 700_000
