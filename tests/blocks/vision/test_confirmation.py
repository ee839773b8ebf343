"""公表版: the head of the publishing division makes the plan public, at the secretariat's asking."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories.accounts import person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.domain.people import appoint_deputy
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, Membership
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.models import Edition

pytestmark = pytest.mark.django_db
PAGE = "/staff/plan/editions/"


def signed_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def publish(client, vision):
    return client.post(PAGE, {"label": "改定版", "note": "", "seen": str(vision.revisions.count())}).status_code


@pytest.fixture
def plan(settings):
    settings.DEMO = True
    vision, _document = small_plan()
    return vision


def test_head_is_asked_and_publishes(client, plan):
    head, clerk = person(Role.DIVISION_HEAD, body=plan.publisher, name="課長"), person(Role.SECRETARIAT, body=plan.publisher)
    signed_in(client, clerk)
    assert "課長に確認を頼む" in client.get(PAGE).content.decode()
    assert [publish(client, plan), Edition.objects.count()] == [403, 0]
    for _twice in range(2):
        client.post(PAGE, {"ask": "1"})
    task = Task.objects.get()
    assert [task.assignee, task.address] == [head, PAGE]
    assert "課長の確認を待っています" in client.get(PAGE).content.decode()
    assert publish(signed_in(client, head), plan) == 302
    task.refresh_from_db()
    assert [Edition.objects.get().confirmed_by, task.status] == [head, "done"]


def test_deputy_of_the_head_publishes_and_other_heads_do_not(client, plan):
    head, other, stand_in = person(Role.DIVISION_HEAD, body=plan.publisher), person(Role.DIVISION_HEAD), person(Role.DIVISION_STAFF)
    assert publish(signed_in(client, other), plan) == 403
    deputy = Deputy(
        membership=Membership.objects.get(user=head), user=stand_in, starts_on=dt.date(2018, 4, 1), ends_before=dt.date(2100, 4, 1), reason="出張"
    )
    appoint_deputy(deputy=deputy, actor=None, now=timezone.now())
    assert publish(signed_in(client, stand_in), plan) == 302


def test_where_nobody_heads_the_division_the_secretariat_publishes(client, plan):
    assert publish(signed_in(client, person(Role.SECRETARIAT, body=plan.publisher)), plan) == 302
