"""A member's pages: what is theirs, what is everybody's, what is nobody else's."""

import datetime as dt
import re

import pytest
from tests.blocks.desks.conftest import enter
from tests.factories import meetings
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.meetings.models import AdvanceQuestion, Attendance, MemberContact, MemberNote, MinutesCheck, PollOption
from musubi.blocks.notifications.models import OutboxMessage
from musubi.council.models import Opinion

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(council, vision, settings):
    settings.DEMO = True
    user = person(Role.COUNCIL_MEMBER, body=organization("C", "推進会議"))
    made = meetings.member(council, user=user)
    MemberContact.objects.create(member=made, email="aoki@example.jp")
    return made


@pytest.fixture
def soon(council, member):
    starts = clock.now() + dt.timedelta(days=10)
    made = meetings.meeting(council, starts_at=starts, ends_at=starts + dt.timedelta(hours=2), place="市役所")
    Attendance.objects.create(meeting=made, member=member)
    return made


def test_next_meeting_and_answer_in_two_taps(client, member, soon):
    enter(client, member.user)
    page = client.get("/member/").content.decode()
    assert "市役所" in page
    assert "出欠をお知らせください" in page
    client.post(f"/member/meetings/{soon.uid}/reply/", {"state": "attends"})
    assert Attendance.objects.get().reply == "attends"
    assert "回答済み" in client.get("/member/").content.decode()


def test_proxy_needs_a_name_and_what_was_typed_stays(client, member, soon):
    enter(client, member.user)
    answer = client.post(f"/member/meetings/{soon.uid}/reply/", {"state": "proxy", "proxy_office": "営業課長"})
    assert answer.status_code == 422
    assert "代理の人の氏名を入れてください" in answer.content.decode()
    assert "営業課長" in answer.content.decode()


def test_after_the_due_day_the_page_says_whom_to_call(client, member, soon):
    soon.replies_due_on = clock.today() - dt.timedelta(days=1)
    soon.save()
    enter(client, member.user)
    client.post(f"/member/meetings/{soon.uid}/reply/", {"state": "attends"})
    assert Attendance.objects.get().reply == "unknown"
    assert "事務局へ電話でお知らせください" in client.get(f"/member/meetings/{soon.uid}/").content.decode()


def test_papers_are_there_once_sent_the_confidential_ones_too(client, member, soon):
    enter(client, member.user)
    made = meetings.papers(soon)
    here = f"/member/meetings/{soon.uid}/"
    file = made.files.get(confidential=True)
    assert "進捗一覧" not in client.get(here).content.decode()
    assert client.get(f"/councils/papers/{file.uid}/").status_code == 404
    made.sent_at = clock.now()
    made.save()
    assert client.get(here).content.decode().count("進捗一覧") >= 2
    assert client.get(f"/councils/papers/{file.uid}/").content == bytes(file.document.content)


def test_members_of_other_bodies_see_nothing(client, council, member, soon):
    made = meetings.papers(soon, sent=True)
    elsewhere = meetings.body(council.organization, code="other", is_public=False)
    stranger = meetings.member(elsewhere, user=person(Role.COUNCIL_MEMBER, body=organization("C2", "別の会議")))
    enter(client, stranger.user)
    assert client.get(f"/member/meetings/{soon.uid}/").status_code == 404
    assert client.get(f"/councils/papers/{made.files.get(confidential=True).uid}/").status_code == 404
    for path in ("reply", "note", "ask", "check"):
        assert client.post(f"/member/meetings/{soon.uid}/{path}/", {"text": "x"}).status_code == 404


def test_notes_are_nobody_elses_and_two_windows_lose_nothing(client, member, soon, secretariat):
    enter(client, member.user)
    here = f"/member/meetings/{soon.uid}/"
    client.post(f"{here}note/", {"text": "わたしだけのメモ", "shown_version": "0"})
    assert MemberNote.objects.get().text == "わたしだけのメモ"
    answer = client.post(f"{here}note/", {"text": "別の画面のメモ", "shown_version": "0"})
    page = answer.content.decode()
    assert "わたしだけのメモ" in page
    assert "別の画面のメモ" in page
    assert MemberNote.objects.get().text == "わたしだけのメモ"
    enter(client, secretariat)
    assert "わたしだけのメモ" not in client.get(f"/staff/meetings/{soon.uid}/").content.decode()
    other = meetings.member(soon.body, user=person(Role.COUNCIL_MEMBER, body=organization("C3", "委員2")))
    enter(client, other.user)
    assert "わたしだけのメモ" not in client.get(here).content.decode()


def test_question_reaches_the_office_and_the_answer_comes_back(client, member, soon, secretariat):
    enter(client, member.user)
    here = f"/member/meetings/{soon.uid}/"
    client.post(f"{here}ask/", {"text": "資料1の数字の出典は何ですか", "agenda": soon.agenda.get().uid})
    question = AdvanceQuestion.objects.get()
    other = meetings.member(soon.body, user=person(Role.COUNCIL_MEMBER, body=organization("C3", "委員2")))
    enter(client, secretariat)
    assert "出典は何ですか" in client.get(f"/staff/meetings/{soon.uid}/questions/").content.decode()
    client.post(f"/staff/meetings/{soon.uid}/questions/{question.uid}/", {"answer": "県の統計です"})
    mail = OutboxMessage.objects.get()
    assert mail.to == "aoki@example.jp"
    assert "県の統計です" in mail.body
    enter(client, other.user)
    assert "県の統計です" not in client.get(here).content.decode()
    enter(client, secretariat)
    client.post(f"/staff/meetings/{soon.uid}/questions/{question.uid}/", {"answer": "県の統計です", "for_all": "on"})
    assert OutboxMessage.objects.count() == 1
    enter(client, other.user)
    assert "県の統計です" in client.get(here).content.decode()


def test_poll_is_answered_while_the_meeting_is_prepared(client, council, member):
    planned = meetings.meeting(council, status="planned", number=9)
    starts = clock.now() + dt.timedelta(days=20)
    option = PollOption.objects.create(meeting=planned, starts_at=starts, ends_at=starts + dt.timedelta(hours=2))
    enter(client, member.user)
    assert f"/member/meetings/{planned.uid}/poll/" in client.get("/member/").content.decode()
    client.post(f"/member/meetings/{planned.uid}/poll/", {f"p{option.pk}": "maybe"})
    reply = option.replies.get()
    assert (reply.answer, reply.member, reply.typed_by) == ("maybe", member, None)


def test_draft_minutes_are_checked(client, council, member):
    held = meetings.meeting(council, status="held")
    record = meetings.minutes(held, status="checking")
    check = MinutesCheck.objects.create(minutes=record, member=member)
    enter(client, member.user)
    here = f"/member/meetings/{held.uid}/"
    assert "書類が多い。" in client.get(here).content.decode()
    answer = client.post(f"{here}check/", {"state": "changes", "comment": ""})
    assert answer.status_code == 422
    client.post(f"{here}check/", {"state": "changes", "comment": "「とても多い」と言いました"})
    check.refresh_from_db()
    assert check.comment == "「とても多い」と言いました"


def test_opinion_form_makes_an_opinion_with_receipt(client, member, soon):
    enter(client, member.user)
    answer = client.post("/member/opinions/new/", {"meeting": "", "text": "言い足りなかったこと"})
    assert answer.status_code == 422
    assert "言い足りなかったこと" in answer.content.decode()
    client.post("/member/opinions/new/", {"meeting": soon.uid, "text": "言い足りなかったこと", "items": "A-P1"})
    made = Opinion.objects.get()
    assert (made.member, made.meeting, made.source) == (member, soon, "form")
    assert made.code in OutboxMessage.objects.get().body
    assert "言い足りなかったこと" in client.get("/member/opinions/").content.decode()


def test_who_sits_nowhere_finds_no_member_pages(client, settings, vision):
    settings.DEMO = True
    enter(client, person(Role.DIVISION_STAFF, body=organization("X", "別の課")))
    assert client.get("/member/").status_code == 403
    assert client.get("/member/opinions/new/").status_code == 403


def test_every_label_leads_to_its_own_field(client, member, soon):
    record = meetings.minutes(soon, status="checking")
    MinutesCheck.objects.create(minutes=record, member=member)
    enter(client, member.user)
    page = client.get(f"/member/meetings/{soon.uid}/").content.decode()
    ids = re.findall(r'\bid="([^"]+)"', page)
    assert {"reply_state", "ask_text", "note_text", "check_comment"} <= {each.removesuffix("_0") for each in ids}
    assert [each for each in set(ids) if ids.count(each) > 1] == []


def test_a_member_who_was_absent_reads_the_minutes_too(client, member, soon):
    meetings.minutes(soon, status="checking")
    enter(client, member.user)
    page = client.get(f"/member/meetings/{soon.uid}/").content.decode()
    assert "書類が多い。" in page
    assert "回答を送る" not in page
