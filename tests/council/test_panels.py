"""The council's parts of other pages, and what everybody sees of opinions."""

import datetime as dt
import json
import re

import pytest
from django.utils import timezone
from tests.blocks.desks.conftest import enter
from tests.council.conftest import DAY, NOW
from tests.factories import meetings
from tests.factories.council import opinion
from tests.queries import queries_of

from musubi.blocks.meetings.models import Utterance
from musubi.council.domain.issues import open_issue
from musubi.council.domain.publication import publish_trace
from musubi.council.models import Issue, Opinion

BEGUN = dt.datetime(2020, 10, 1, 5, tzinfo=dt.UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, secretariat, settings, vision):
    settings.DEMO = True
    return enter(client, secretariat)


@pytest.fixture
def record(council):
    held = meetings.meeting(council, status="in_session", starts_at=BEGUN, ends_at=None)
    return meetings.minutes(held)


def test_clerk_picks_an_opinion_from_the_minutes_in_one_press(client, office, record):
    here = f"/staff/meetings/{record.meeting.uid}/minutes/"
    line = Utterance.objects.get()
    assert "意見として拾う" in client.get(here).content.decode()
    answer = client.post(f"/staff/council/opinions/pick/{line.uid}/")
    assert answer.url == f"{here}#u-{line.uid}"
    made = Opinion.objects.get()
    assert (made.text, made.meeting, made.source) == (line.text, record.meeting, "minutes")
    page = client.get(here).content.decode()
    assert made.code in page
    open_issue(title="書類の負担", opinions=[made], actor=None, now=NOW, today=DAY)
    assert Issue.objects.get().code in client.get(here).content.decode()


def test_minutes_cost_the_same_for_two_and_for_twenty_lines(client, office, record):
    here = f"/staff/meetings/{record.meeting.uid}/minutes/"

    def say(count):
        for number in range(count):
            last = Utterance.objects.order_by("-order").first()
            line = Utterance.objects.create(minutes=record, agenda=last.agenda, order=last.order + 1, speaker="委員", text=f"発言{number}")
            opinion(line.text, utterance=line, meeting=record.meeting, body=record.meeting.body)

    say(2)
    few = queries_of(client, here)
    say(18)
    assert queries_of(client, here) == few


def published(secretariat, held, *, title="書類の負担", text="小さな店には書類が多い", **fields):
    one = opinion(text, meeting=held, body=held.body, publicity="anonymous", **fields)
    issue = open_issue(title=title, opinions=[one], actor=None, now=NOW, today=DAY)
    publish_trace(issue=issue, actor=secretariat, now=timezone.now())
    return issue


def test_public_meeting_shows_what_became_of_its_opinions(client, secretariat, record, vision):
    issue = published(secretariat, record.meeting)
    page = client.get("/councils/council/2020-1/").content.decode()
    assert "この会議の意見がどうなったか" in page
    assert f"/opinions/{issue.code}/" in page
    shown = client.get(f"/opinions/{issue.code}/").content.decode()
    assert "小さな店には書類が多い" in shown


def test_public_list_narrows_and_is_data_too(client, secretariat, record, vision):
    published(secretariat, record.meeting)
    published(secretariat, record.meeting, title="雨の日の道", text="雨の日に歩けない")
    page = client.get("/opinions/?q=雨の日").content.decode()
    assert "雨の日の道" in page
    assert "書類の負担" not in page
    assert "雨の日の道" not in client.get("/opinions/?state=closed").content.decode()
    rows = json.loads(client.get("/opinions.json?q=書類").content)["issues"]
    assert [row["issue"]["title"] for row in rows] == ["書類の負担"]
    assert "雨の日に歩けない" in client.get("/opinions.csv").content.decode("utf-8-sig")


def test_what_is_not_published_is_nowhere(client, record, vision):
    one = opinion("まだ公表していない", meeting=record.meeting, body=record.meeting.body)
    issue = open_issue(title="未公表の課題", opinions=[one], actor=None, now=NOW, today=DAY)
    for address in ("/opinions/", "/opinions.json", "/opinions.csv", "/councils/council/2020-1/"):
        text = client.get(address).content.decode()
        assert "まだ公表していない" not in text
        assert "未公表の課題" not in text
    assert client.get(f"/opinions/{issue.code}/").status_code == 404
    assert client.get("/opinions/x-99999999999/").status_code == 404


def test_every_event_of_the_council_is_told_in_words(client, office, record):
    from pathlib import Path

    import musubi.council as council_app
    from musubi.blocks.audit.templatetags.history import verb_label

    sources = [path.read_text() for path in Path(council_app.__file__).parent.glob("domain/**/*.py")]
    verbs = {
        verb for text in sources for verb in re.findall(r'"([a-z_]+\.[a-z_]+)"', text) if "record_event" in text and not verb.startswith("council.")
    }
    assert len(verbs) > 40
    assert {verb for verb in verbs if verb_label(verb) == verb} == set()
