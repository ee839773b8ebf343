"""Opinions and issues in the site's search: everybody finds what is published, others what their rights hold, nobody more."""

import datetime as dt

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.factories.council import comment_call, issue, opinion

from musubi.blocks.accounts.enums import Role
from musubi.blocks.search.domain.queries import find
from musubi.council.domain.indexing import reindex
from musubi.council.domain.opinions import withdraw_opinion
from musubi.council.domain.publication import publish_trace, retract_trace
from musubi.council.models import Coordination, Gathering

pytestmark = pytest.mark.django_db


def found(user, query):
    return sorted((entry.source, entry.code) for entry in find(user=user or AnonymousUser(), query=query).entries)


def test_staff_find_words_and_the_public_only_what_is_published(secretariat, head):
    said, about = opinion("茶畑の景色を守ってほしい"), issue("茶畑の景色")
    Gathering.objects.create(opinion=said, issue=about, gathered_at=timezone.now())
    assert found(secretariat, "茶畑") == [("issue", "I-1"), ("opinion", "O-1")]
    assert found(None, "茶畑") == []
    publish_trace(issue=about, actor=head, now=timezone.now())
    assert found(None, "茶畑") == [("trace", "I-1")]
    assert found(person(Role.PARTNER), "茶畑") == [("trace", "I-1")]
    retract_trace(issue=about, reason="誤り", actor=head, now=timezone.now())
    assert found(None, "茶畑") == []


def test_closed_bodies_and_what_was_withdrawn_are_absent(secretariat, division):
    closed = meetings.body(division, code="closed", is_public=False)
    opinion("立地の秘密の話", body=closed)
    issue("立地の秘密", body=closed)
    assert found(person(Role.DIVISION_STAFF, body=organization("X", "別の課")), "立地の秘密") == []
    assert len(found(person(Role.DIVISION_STAFF, body=division), "立地の秘密")) == 2
    gone = opinion("二度入れた意見")
    assert found(secretariat, "二度入れた") == [("opinion", gone.code)]
    withdraw_opinion(opinion=gone, reason="二重", actor=secretariat, now=timezone.now())
    assert found(secretariat, "二度入れた") == []


def test_actor_finds_the_issue_it_was_asked_about_and_no_other():
    chamber = organization("C", "商工会議所")
    partner = person(Role.PARTNER, body=chamber)
    asked = issue("駅前の空き店舗")
    issue("駅前の放置自転車")
    opinion("駅前が寂しい")
    assert found(partner, "駅前") == []
    Coordination.objects.create(issue=asked, organization=chamber, question="?", asked_on=dt.date(2020, 10, 1), due_on=dt.date(2020, 11, 1))
    assert found(partner, "駅前") == [("issue", asked.code)]


def test_calls_are_found_once_published_and_everything_survives_reindexing(secretariat, division):
    comment_call(division, slug="2020-1", title="景観の案", status="draft")
    comment_call(division, slug="2020-2", title="景観の案その2")
    opinion("景観が大事")
    for _round in range(2):
        assert found(None, "景観") == [("comment-call", "2020-2")]
        assert found(secretariat, "景観") == [("comment-call", "2020-2"), ("opinion", "O-1")]
        reindex()
