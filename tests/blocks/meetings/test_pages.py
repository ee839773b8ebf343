"""The office's pages of bodies and meetings, walked as a clerk does; the public pages as everybody sees them."""

import datetime as dt

import pytest
from django.utils import timezone
from tests.blocks.meetings.conftest import posted
from tests.factories import meetings
from tests.factories.accounts import organization, person
from tests.queries import queries_of

from musubi.blocks.accounts.enums import Role
from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.meetings.models import Body, CouncilMember, Meeting, Minutes, Utterance
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
BODY = {
    "code": "rengo",
    "name": "産業振興連絡会",
    "kind": "liaison",
    "organization": "",
    "body_class": "guideline",
    "term_months": "24",
    "quorum_percent": "50",
    "minutes_style": "summary",
    "publication_days": "30",
    "seats": "1",
}


def test_office_walks_from_a_new_body_to_published_minutes(office, division):
    posted(office, "/staff/bodies/new/", **{**BODY, "organization": division.pk, "is_public": "on", "public_recruitment": "on"})
    body = Body.objects.get()
    seat = body.seats.get()
    posted(
        office,
        f"/staff/seats/{seat.uid}/nominate/",
        name="石井 花",
        name_kana="いしい はな",
        office="観光協会",
        kind="commission",
        requested_on="R2.9.1",
    )
    member = CouncilMember.objects.get()
    base = f"/staff/members/{member.uid}/"
    posted(office, f"{base}contact/", gender="woman", email="ishii@example.jp", shown="{}")
    posted(office, f"{base}step/accept/", accepted_on="R2.9.10")
    posted(office, f"{base}step/propose/", proposed_on="R2.9.20")
    posted(office, f"{base}step/commission/", decided_on="R2.9.25", starts_on="R2.10.1", document_number="所産第1号")
    posted(office, f"/staff/bodies/{body.uid}/step/officer/", post="chair", member=member.uid, chosen_by="election", starts_on="R2.10.1")
    for kind in ("request", "acceptance", "proposal", "commission"):
        assert office.get(f"{base}{kind}.pdf").content.startswith(b"%PDF")
    for kind in ("nameplates", "seating"):
        assert office.get(f"/staff/bodies/{body.uid}/{kind}.pdf").content.startswith(b"%PDF")
    posted(office, f"/staff/bodies/{body.uid}/meetings/new/", fiscal_year="令和2年度")
    meeting = Meeting.objects.get()
    here = f"/staff/meetings/{meeting.uid}/"
    posted(office, f"{here}poll/", days="R2.11.5 14:00-16:00\nR2.11.6 10時〜12時", due_on="R2.10.20")
    option = meeting.poll_options.order_by("starts_at")[0]
    posted(office, f"{here}poll/answers/", **{f"p{option.pk}-{member.pk}": "yes"})
    posted(office, f"{here}poll/{option.uid}/choose/")
    posted(office, f"{here}edit/", place="市役所", format="in_person", openness="open", shown="{}")
    posted(office, f"{here}step/announce/")
    assert OutboxMessage.objects.filter(to="ishii@example.jp").count() == 2
    posted(office, f"{here}step/begin/")
    row = meeting.attendances.get()
    posted(office, f"{here}attendance/?day=1", **{f"a{row.pk}-state": "attends", "observers": "2"})
    item = meeting.agenda.first()
    posted(office, f"{here}agenda/{item.uid}/begin/")
    posted(office, f"{here}minutes/?item={item.uid}", who=member.uid, text="書類が多すぎる")
    posted(office, f"{here}minutes/?item={item.uid}", who="office", text="調べます")
    posted(office, f"{here}minutes/?item={item.uid}", who="office", kind="decision", text="様式を見直す")
    assert [line.speaker for line in Utterance.objects.order_by("order")] == ["石井 花委員", "事務局", "事務局"]
    posted(office, f"{here}step/close/")
    posted(office, f"{here}minutes/step/check/", due_on="R2.10.28")
    check = Minutes.objects.get().checks.get()
    posted(office, f"{here}checks/{check.uid}/heard/", comment="")
    posted(office, f"{here}minutes/step/final/")
    posted(office, f"{here}minutes/step/publish/")
    page = office.get(f"/councils/{body.code}/{meeting.fiscal_year}-{meeting.number}/").content.decode()
    assert "書類が多すぎる" in page
    assert "様式を見直す" in page
    assert office.get(f"/councils/{body.code}/{meeting.fiscal_year}-{meeting.number}/minutes.pdf").content.startswith(b"%PDF")


def test_what_was_typed_stays_and_each_line_is_named(office, council):
    meeting = meetings.meeting(council, status="planned")
    answer = office.post(f"/staff/meetings/{meeting.uid}/poll/", {"days": "R2.11.5 14:00-16:00\n来週のどこか", "due_on": "R2.10.20"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "2行目「来週のどこか」を読み取れません" in page
    assert "R2.11.5 14:00-16:00" in page
    answer = office.post(f"/staff/meetings/{meeting.uid}/step/when/", {"day": "R2.11.5", "starts": "16時", "ends": "14時30分"})
    assert "開始より後の時刻にしてください" in answer.content.decode()


def test_attached_organ_names_its_ordinance(office, division):
    answer = office.post("/staff/bodies/new/", {**BODY, "organization": division.pk, "body_class": "attached", "is_public": "on"})
    assert {"basis", "no_recruitment_reason"} <= set(answer.context["form"].errors)
    assert "産業振興連絡会" in answer.content.decode()


def test_two_who_change_a_body_see_both_versions(office, council):
    shown = office.get(f"/staff/bodies/{council.uid}/edit/").context["form"].fields["shown"].initial
    Body.objects.filter(pk=council.pk).update(basis="先に直した要綱", version=2)
    typed = {**BODY, "name": council.name, "kind": council.kind, "organization": council.organization_id, "basis": "あとの要綱"}
    answer = office.post(f"/staff/bodies/{council.uid}/edit/", {**typed, "shown": shown})
    assert answer.status_code == 409
    assert "先に直した要綱" in answer.content.decode()


def test_reading_a_members_contact_is_logged(office, council):
    member = meetings.member(council)
    office.get(f"/staff/members/{member.uid}/")
    assert not PersonalDataView.objects.exists()
    office.get(f"/staff/members/{member.uid}/contact/")
    assert PersonalDataView.objects.count() == 1


def test_another_division_reads_what_is_public_and_works_nothing(client, settings, vision, council):
    settings.DEMO = True
    closed = meetings.body(council.organization, code="closed", is_public=False, name="企業誘致連絡会")
    secret = meetings.meeting(closed)
    client.force_login(person(Role.DIVISION_STAFF, body=organization("X", "別の課")))
    page = client.get("/staff/bodies/").content.decode()
    assert council.name in page
    assert "企業誘致連絡会" not in page
    assert client.get(f"/staff/bodies/{closed.uid}/").status_code == 404
    assert client.get(f"/staff/meetings/{secret.uid}/").status_code == 404
    assert client.get(f"/staff/bodies/{council.uid}/edit/").status_code == 403
    open_one = meetings.meeting(council)
    assert client.post(f"/staff/meetings/{open_one.uid}/step/begin/").status_code == 403
    assert client.get(f"/staff/meetings/{open_one.uid}/minutes/").status_code == 403


@pytest.mark.parametrize("address", ["/councils/", "/councils/register.csv", "/councils/calendar/", "/councils/calendar.ics", "/en/councils/"])
def test_a_closed_body_is_nowhere_in_public(client, council, address):
    closed = meetings.body(council.organization, code="closed", is_public=False, name="企業誘致連絡会")
    meetings.meeting(closed, place="秘密の部屋", starts_at=timezone.now(), ends_at=None)
    meetings.meeting(council, place="市役所")
    answer = client.get(address)
    assert answer.status_code == 200
    text = answer.content.decode()
    assert "企業誘致連絡会" not in text
    assert "秘密の部屋" not in text
    assert client.get("/councils/closed/").status_code == 404
    assert client.get("/councils/closed/2020-1/").status_code == 404


def test_members_stand_by_name_and_office_without_their_contacts(client, council):
    member = meetings.member(council)
    meetings.MemberContact.objects.create(member=member, email="himitsu@example.jp", phone="000-1111")
    page = client.get("/councils/council/").content.decode()
    assert "青木 一" in page
    assert "himitsu" not in page
    assert "000-1111" not in page


def test_planned_meetings_are_not_told(client, council):
    meetings.meeting(council, status="planned")
    assert client.get("/councils/council/2020-1/").status_code == 404


def test_lists_cost_the_same_for_two_and_for_twelve(office, council):
    for number in range(1, 3):
        meetings.meeting(council, number=number)
        meetings.member(council)
    pages = ["/staff/bodies/", "/staff/meetings/", f"/staff/bodies/{council.uid}/", "/councils/", "/councils/council/", "/councils/calendar/"]
    few = [queries_of(office, page) for page in pages]
    for number in range(3, 13):
        meetings.meeting(council, number=number)
        meetings.member(council)
        meetings.body(council.organization, code=f"b{number}")
    assert [queries_of(office, page) for page in pages] == few


def test_month_grid_shows_the_months_meetings_to_each_reader(office, client, council):
    starts = dt.datetime(2020, 11, 5, 5, tzinfo=dt.UTC)
    meetings.meeting(council, number=1, starts_at=starts, ends_at=None)
    meetings.meeting(council, number=2, status="planned", starts_at=starts, ends_at=None)
    public, staff = "/councils/calendar/?month=2020-11", "/staff/meetings/?month=2020-11"
    assert [event.title for week in client.get(public).context["month"].weeks for day in week for event in day.events] == [f"{council.name} 第1回"]
    found = [event for week in office.get(staff).context["month"].weeks for day in week for event in day.events]
    assert [(event.day.day, event.begins.hour, str(event.state)) for event in found] == [(5, 14, ""), (5, 14, "準備中")]
    text = client.get(public).content.decode()
    assert ('href="?month=2020-12#h-month"' in text, "令和2年11月" in text) == (True, True)
    assert "この月の予定はありません" in client.get("/councils/calendar/?month=2021-02").content.decode()
