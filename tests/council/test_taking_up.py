"""An issue becomes an agenda item of a meeting to come."""

import pytest
from tests.blocks.desks.conftest import enter
from tests.council.conftest import DAY, NOW
from tests.factories import meetings

from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import open_issue
from musubi.council.domain.taking_up import take_up_issue

pytestmark = pytest.mark.django_db


def test_an_issue_is_taken_up_by_a_meeting_to_come_once_and_keeps_its_state(client, secretariat, settings, council, vision):
    settings.DEMO = True
    enter(client, secretariat)
    issue = open_issue(title="書類の負担", body=council, items=list(vision.items.filter(code="A-P1")), actor=None, now=NOW, today=DAY)
    meeting = meetings.meeting(council, number=8)
    page = f"/staff/council/issues/{issue.uid}/step/agenda/"
    assert client.post(page, {"meeting": meeting.uid}).status_code == 302
    item = meeting.agenda.get(title="書類の負担")
    assert [each.code for each in item.items.all()] == ["A-P1"]
    assert list(issue.agenda.all()) == [item]
    assert "書類の負担" in client.get(f"/staff/meetings/{meeting.uid}/").content.decode()
    assert str(item) in client.get(f"/staff/council/issues/{issue.uid}/").content.decode()
    assert "もう入っています" in client.post(page, {"meeting": meeting.uid}).content.decode()
    before = issue.status
    issue.refresh_from_db()
    assert issue.status == before


def test_an_issue_of_a_closed_body_is_taken_up_there_alone(division, council):
    closed = meetings.body(division, code="closed", is_public=False)
    issue = open_issue(title="内々の課題", body=closed, actor=None, now=NOW, today=DAY)
    with pytest.raises(CouncilError) as error:
        take_up_issue(issue=issue, meeting=meetings.meeting(council, number=8), actor=None, now=NOW)
    assert error.value.code == "closed_body"
    assert take_up_issue(issue=issue, meeting=meetings.meeting(closed), actor=None, now=NOW).title == "内々の課題"
