"""Meetings from planning to closing: poll, announcement, agenda, attendance."""

import datetime as dt
import io

import pytest
from django.utils import timezone
from pypdf import PdfReader
from tests.blocks.desks.conftest import enter
from tests.blocks.meetings.conftest import DAY, NOW
from tests.factories import meetings

from musubi.blocks.audit.models import PersonalDataView
from musubi.blocks.meetings.domain import sittings
from musubi.blocks.meetings.domain.agenda import add_item, move_item, remove_item
from musubi.blocks.meetings.domain.attendance import Presence, answer_invitation, honoraria, record_attendance
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.ical import calendar
from musubi.blocks.meetings.domain.polls import answer_poll, best, choose_day, poll_table, propose_days
from musubi.blocks.meetings.models import Attendance, Meeting, MemberContact
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db
ZONE = timezone.get_default_timezone()
FIFTH = dt.datetime(2020, 11, 5, 14, tzinfo=ZONE)


@pytest.fixture
def members(council):
    made = [meetings.member(council, name=name) for name in ("青木 一", "石井 花", "内田 次郎")]
    MemberContact.objects.create(member=made[0], email="aoki@example.jp")
    MemberContact.objects.create(member=made[1], email="ishii@example.jp", on_paper=True)
    return made


@pytest.fixture
def planned(council, members):
    return sittings.plan_meeting(body=council, fiscal_year=2020, actor=None, now=NOW)


def dated(meeting):
    Meeting.objects.filter(pk=meeting.pk).update(starts_at=FIFTH, ends_at=FIFTH + dt.timedelta(hours=2), place="市役所")
    meeting.refresh_from_db()
    return meeting


def test_meetings_are_numbered_by_fiscal_year(council):
    made = [sittings.plan_meeting(body=council, fiscal_year=year, actor=None, now=NOW) for year in (2020, 2020, 2021)]
    assert [(each.fiscal_year, each.number) for each in made] == [(2020, 1), (2020, 2), (2021, 1)]
    assert "令和2年度第2回" in sittings.title_of(made[1])
    assert [(item.title, item.title_en) for item in made[0].agenda.all()][-1] == ("その他", "Other")


def test_meeting_of_a_closed_body_is_closed_with_its_reason(division):
    closed = meetings.body(division, code="closed", is_public=False)
    made = sittings.plan_meeting(body=closed, fiscal_year=2020, actor=None, now=NOW)
    assert (made.openness, made.closed_reason) == ("closed", "非公開の会議体")


def test_what_is_missing_is_told_before_members_are(planned):
    for code, mend in (("no_day", lambda: dated(planned)), ("no_agenda", lambda: None)):
        if code == "no_agenda":
            planned.agenda.all().delete()
        with pytest.raises(MeetingError) as error:
            sittings.announce(meeting=planned, actor=None, now=NOW)
        assert error.value.code == code
        mend()
    assert not OutboxMessage.objects.exists()


def test_announcement_reaches_every_member_by_mail_or_letter(planned, members):
    assert sittings.announce(meeting=dated(planned), actor=None, now=NOW) == 3
    mails = {mail.recipient_name: mail for mail in OutboxMessage.objects.all()}
    assert mails["青木 一 様"].to == "aoki@example.jp"
    assert mails["石井 花 様"].to == ""
    assert "令和2年11月5日(木) 14:00–16:00" in mails["青木 一 様"].body
    assert "市役所" in mails["内田 次郎 様"].body
    assert "DTSTART:20201105T050000Z" in mails["青木 一 様"].calendar
    assert Attendance.objects.filter(meeting=planned).count() == 3
    assert PersonalDataView.objects.count() == 2
    with pytest.raises(MeetingError):
        sittings.announce(meeting=planned, actor=None, now=NOW)


def test_poll_finds_the_day_that_suits_most(planned, members):
    days = [(FIFTH + dt.timedelta(days=n), FIFTH + dt.timedelta(days=n, hours=2)) for n in (0, 1)]
    assert propose_days(meeting=planned, days=days, due_on=DAY, actor=None, now=NOW) == 3
    first, second = planned.poll_options.order_by("starts_at")
    for member, answers in zip(members, [("yes", "yes"), ("no", "maybe"), ("maybe", "yes")], strict=True):
        answer_poll(
            meeting=planned, member=member, answers=dict(zip((first.pk, second.pk), answers, strict=True)), typed_by=None, actor=None, now=NOW
        )
    rows = poll_table(planned)
    assert [(row.yes, row.maybe, row.no) for row in rows] == [(1, 1, 1), (2, 1, 0)]
    assert best(rows).option == second
    chosen = choose_day(option=second, actor=None, now=NOW)
    assert chosen.starts_at == second.starts_at
    with pytest.raises(MeetingError) as error:
        propose_days(meeting=planned, days=days, due_on=DAY, actor=None, now=NOW)
    assert error.value.code == "twice"


def test_agenda_keeps_its_numbers(planned):
    titles = [item.title for item in planned.agenda.all()]
    item = add_item(meeting=planned, items=[], actor=None, now=NOW, title="新しい議題")
    for _ in titles:
        move_item(item=item, up=True, actor=None, now=NOW)
    assert [(row.number, row.title) for row in planned.agenda.all()] == list(enumerate(["新しい議題", *titles], 1))
    remove_item(item=planned.agenda.get(number=2), actor=None, now=NOW)
    assert [row.number for row in planned.agenda.all()] == [1, 2, 3]


def test_attendance_is_settled_before_closing(planned, council):
    council.honorarium = 8000
    council.save()
    sittings.announce(meeting=dated(planned), actor=None, now=NOW)
    rows = list(planned.attendances.order_by("pk"))
    answer_invitation(attendance=rows[0], presence=Presence("attends"), actor=None, now=NOW)
    sittings.begin(meeting=planned, actor=None, now=NOW)
    with pytest.raises(MeetingError):
        answer_invitation(attendance=rows[1], presence=Presence("absent"), actor=None, now=NOW)
    with pytest.raises(MeetingError) as error:
        sittings.close(meeting=planned, actor=None, now=NOW)
    assert error.value.code == "attendance"
    with pytest.raises(MeetingError) as error:
        record_attendance(meeting=planned, presences={rows[0].pk: Presence("proxy")}, observers=0, actor=None, now=NOW)
    assert error.value.field == "proxy_name"
    presences = {rows[0].pk: Presence("attends"), rows[1].pk: Presence("proxy", "代理 人", "課長"), rows[2].pk: Presence("absent")}
    record_attendance(meeting=planned, presences=presences, observers=2, actor=None, now=NOW)
    sittings.close(meeting=planned, actor=None, now=NOW)
    planned.refresh_from_db()
    assert (planned.status, planned.observers) == ("held", 2)
    assert sittings.quorum(planned) == (2, 2)
    assert [amount for _row, amount in honoraria(planned)] == [8000, 8000]


def test_calling_off_tells_those_who_were_told(planned):
    sittings.announce(meeting=dated(planned), actor=None, now=NOW)
    told = OutboxMessage.objects.count()
    sittings.cancel(meeting=planned, reason="台風のため", actor=None, now=NOW)
    assert OutboxMessage.objects.count() == 2 * told
    assert "台風のため" in OutboxMessage.objects.latest("pk").body
    with pytest.raises(MeetingError):
        sittings.cancel(meeting=planned, reason="二度目", actor=None, now=NOW)


def test_calendar_file_folds_long_lines_between_characters(planned):
    planned = dated(planned)
    planned.place = "とても長い場所の名前、" * 12
    text = calendar([planned], title=sittings.title_of).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    unfolded = text.replace("\r\n ", "")
    assert "DTSTART:20201105T050000Z" in unfolded
    assert "とても長い場所の名前、" * 12 in unfolded.replace("\\,", ",")


def test_room_papers_seat_those_who_come_and_name_those_who_stand_in(planned, members, client, secretariat, settings):
    settings.DEMO = True
    enter(client, secretariat)
    meetings.Officer.objects.create(body=planned.body, member=members[1], post="chair", starts_on=DAY)
    sittings.announce(meeting=dated(planned), actor=None, now=NOW)
    answers = [Presence("proxy", "代理 三郎", "営業課長"), Presence("attends"), Presence("absent")]
    for row, presence in zip(planned.attendances.order_by("member"), answers, strict=True):
        answer_invitation(attendance=row, presence=presence, actor=None, now=NOW)
    for kind in ("nameplates", "seating"):
        pdf = PdfReader(io.BytesIO(client.get(f"/staff/meetings/{planned.uid}/{kind}.pdf").content))
        text = "".join(page.extract_text() for page in pdf.pages).replace("\n", "")
        assert "代理 三郎" in text
        assert "青木 一委員の代理" in text
        assert "会長" in text
        assert "内田 次郎" not in text
