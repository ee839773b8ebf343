"""A record's history in words, for those who may read it."""

import datetime as dt

import pytest
from django.db import transaction
from django.utils import timezone
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.domain.people import appoint_deputy, begin_post
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, Membership
from musubi.blocks.audit.domain.trail import history_of, record_event
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.audit.templatetags.history import history_rows

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def boss(client, settings):
    settings.DEMO = True
    user = person(Role.ADMINISTRATOR)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return user


def told(record):
    return [{change["field"]: (change["before"], change["after"]) for change in row["changes"]} for row in history_rows(history_of(record))]


def test_fields_values_days_and_people_are_told_in_words(boss):
    someone, stand_in = person(), person(name="代わる人")
    post = Membership(user=someone, organization=organization("X", "別の課"), role=Role.DIVISION_STAFF, starts_on=dt.date(2020, 4, 1))
    begin_post(membership=post, actor=boss, now=NOW)
    deputy = Deputy(membership=post, user=stand_in, starts_on=dt.date(2020, 10, 1), ends_before=dt.date(2020, 10, 8), reason="出張")
    appoint_deputy(deputy=deputy, actor=boss, now=NOW)
    appointed, began = told(someone)
    assert appointed["代理者"] == ("", "代わる人")
    assert began["組織"] == ("", "別の課 (X)")
    assert began["役割"] == ("", "担当者")
    assert "2020年4月1日" in began["開始日"][1] or "令和2年4月1日" in began["開始日"][1]


def test_naming_people_costs_one_query_however_long_the_history(boss, django_assert_num_queries):
    someone, stand_ins = person(), [person() for _number in range(20)]
    with transaction.atomic():
        for stand_in in stand_ins:
            record_event(actor=boss, verb="deputy.appointed", obj=someone, now=NOW, after={"user": stand_in.uid})
    with django_assert_num_queries(3):  # events, their personal values, the people
        assert len(history_rows(history_of(someone))) == 20


def test_whole_history_is_paged_and_its_reading_logged(client, boss):
    someone = person(name="見られる人")
    with transaction.atomic():
        for number in range(51):
            record_event(actor=boss, verb="user.changed", obj=someone, now=NOW, before={"name": f"前{number}"}, after={"name": f"後{number}"})
    page = client.get(f"/staff/people/{someone.uid}/").content.decode()
    assert page.count("<del>") == 5
    assert f"/staff/history/accounts.User/{someone.uid}/" in page
    first, second = (client.get(f"/staff/history/accounts.User/{someone.uid}/?page={number}").content.decode() for number in (1, 2))
    assert (first.count("<del>"), second.count("<del>")) == (50, 1)
    assert "前0" in second
    assert [view.purpose for view in PersonalDataView.objects.order_by("pk")] == ["", "history", "history"]


def test_history_of_a_removed_record_stays(client, boss):
    body = organization("GONE", "なくなる課")
    with transaction.atomic():
        record_event(actor=boss, verb="organization.created", obj=body, now=NOW, after={"name": body.name})
    uid = body.uid
    body.delete()
    assert "なくなる課" in client.get(f"/staff/history/accounts.Organization/{uid}/").content.decode()


@pytest.mark.parametrize("path", ["nothing/x", "accounts.Nothing/x", "accounts.User/nobody", "audit.Event/1", "a.b.c/x"])
def test_unknown_record_is_not_found(client, boss, path):
    assert client.get(f"/staff/history/{path}/").status_code == 404


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.SECRETARIAT}])
def test_history_is_for_those_who_manage_people(client, role, settings):
    settings.DEMO = True
    client.force_login(person(role), backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.get(f"/staff/history/accounts.Organization/{organization().uid}/").status_code == 403
