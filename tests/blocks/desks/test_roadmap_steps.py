"""A desk's milestones stand on the live roadmap, for those who may see the desk."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.factories.accounts import organization, person
from tests.factories.vision import small_plan

from musubi.blocks.accounts.enums import Role
from musubi.blocks.desks.domain.milestones import add_milestone, finish_milestone, withdraw_milestone
from musubi.blocks.notifications.domain.tasks import open_task

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def sign_in(client, user):
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")


def test_milestones_stand_on_the_live_roadmap(client, settings, django_assert_max_num_queries):
    settings.DEMO = True
    vision, _document = small_plan()
    item = vision.items.get(code="A-P1")
    for title, day in (
        ("方針を決める", dt.date(2019, 5, 20)),
        ("遅れた確認", dt.date(2019, 10, 20)),
        ("これからの節目", dt.date(2022, 3, 20)),
        ("範囲の外", dt.date(2030, 4, 1)),
    ):
        made = add_milestone(item=item, title=title, due_on=day, actor=None, now=NOW)
        if title == "方針を決める":
            finish_milestone(milestone=made, done_on=dt.date(2019, 5, 18), actor=None, now=NOW)
    gone = add_milestone(item=item, title="取り消した節目", due_on=dt.date(2020, 5, 1), actor=None, now=NOW)
    withdraw_milestone(milestone=gone, actor=None, now=NOW, reason="不要")
    secretary = person(Role.SECRETARIAT)
    values = {"due_on": dt.date(2021, 6, 1), "today": dt.date(2020, 10, 14), "now": NOW, "program_code": "A-P1"}
    open_task(title="わたしの仕事", assignee=secretary, **values)
    open_task(title="ほかの人の仕事", assignee=person(Role.COUNCIL_MEMBER, body=organization("Y", "会議体")), **values)
    sign_in(client, secretary)
    with django_assert_max_num_queries(15):
        page = client.get("/staff/plan/roadmap/").content.decode()
    assert "節目・仕事: 済み1、遅れ1、これから2。" in page
    assert all(title in page for title in ("方針を決める", "遅れた確認", "これからの節目", "わたしの仕事"))
    assert "ほかの人の仕事" not in page
    assert "範囲の外" not in page
    assert "取り消した節目" not in page
    assert "節目・仕事:" not in client.get("/roadmap/").content.decode()
    sign_in(client, person(Role.PARTNER, body=organization("X", "別の団体")))
    assert "方針を決める" not in client.get("/staff/plan/roadmap/").content.decode()
