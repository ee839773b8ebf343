"""Seats, commissions, terms, officers and shares."""

import datetime as dt

import pytest
from tests.blocks.meetings.conftest import DAY, NOW
from tests.factories import meetings

from musubi.blocks.meetings.domain.bodies import add_seat, choose_officer, close_seat, members_on, officers_on, shares_of
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.members import commission, give_up, leave, months_after, nominate, propose, record_acceptance
from musubi.blocks.meetings.enums import AppointmentStep, SeatClass
from musubi.blocks.meetings.models import MemberContact, Officer

pytestmark = pytest.mark.django_db


def candidate(seat, name="石井 花", follows=None):
    return nominate(
        seat=seat,
        name=name,
        name_kana="いしい はな",
        office="観光協会",
        kind="commission",
        requested_on=dt.date(2020, 9, 1),
        follows=follows,
        actor=None,
        now=NOW,
    )


def take_office(member, starts_on=dt.date(2020, 10, 1)):
    record_acceptance(member=member, accepted_on=dt.date(2020, 9, 10), actor=None, now=NOW)
    propose(member=member, proposed_on=dt.date(2020, 9, 20), actor=None, now=NOW)
    commission(member=member, decided_on=dt.date(2020, 9, 25), document_number="第1号", starts_on=starts_on, actor=None, now=NOW)
    member.refresh_from_db()
    return member


@pytest.fixture
def seat(council):
    return add_seat(body=council, seat_class=SeatClass.TOURISM, nominated_by=None, note="", actor=None, now=NOW)


def test_commission_goes_step_by_step(seat):
    member = candidate(seat)
    assert member.step(DAY) == AppointmentStep.REQUESTED
    with pytest.raises(MeetingError) as error:
        propose(member=member, proposed_on=DAY, actor=None, now=NOW)
    assert error.value.code == "not_accepted"
    with pytest.raises(MeetingError) as error:
        record_acceptance(member=member, accepted_on=dt.date(2020, 8, 1), actor=None, now=NOW)
    assert error.value.code == "too_early"
    take_office(member)
    assert member.step(DAY) == AppointmentStep.SERVING
    assert member.ends_before == dt.date(2022, 10, 1)
    with pytest.raises(MeetingError) as error:
        record_acceptance(member=member, accepted_on=DAY, actor=None, now=NOW)
    assert error.value.code == "settled"


def test_successor_serves_the_rest_of_the_term_even_the_second_one(seat):
    first = take_office(candidate(seat))
    leave(member=first, ends_before=dt.date(2021, 4, 1), reason="人事異動", actor=None, now=NOW)
    second = take_office(candidate(seat, "内田 次郎", follows=first), dt.date(2021, 4, 1))
    assert second.ends_before == dt.date(2022, 10, 1)
    leave(member=second, ends_before=dt.date(2021, 7, 1), reason="転居", actor=None, now=NOW)
    third = take_office(candidate(seat, "大野 三郎", follows=second), dt.date(2021, 8, 1))
    assert third.ends_before == dt.date(2022, 10, 1)


def test_nobody_sits_on_an_occupied_seat(seat):
    take_office(candidate(seat))
    other = candidate(seat, "内田 次郎")
    with pytest.raises(MeetingError) as error:
        take_office(other, dt.date(2021, 4, 1))
    assert error.value.code == "occupied"
    with pytest.raises(MeetingError) as error:
        close_seat(seat=seat, ends_before=dt.date(2021, 4, 1), actor=None, now=NOW)
    assert error.value.code == "occupied"


def test_candidate_who_does_not_come_frees_the_seat_and_stays_on_record(seat):
    member = candidate(seat)
    with pytest.raises(MeetingError) as error:
        candidate(seat, "内田 次郎")
    assert error.value.code == "waiting"
    give_up(member=member, reason="辞退", today=DAY, actor=None, now=NOW)
    member.refresh_from_db()
    assert member.step(DAY) == AppointmentStep.ENDED
    assert candidate(seat, "内田 次郎").pk


@pytest.mark.parametrize(
    ("day", "months", "later"),
    [
        (dt.date(2020, 1, 31), 1, dt.date(2020, 2, 29)),
        (dt.date(2020, 10, 1), 24, dt.date(2022, 10, 1)),
        (dt.date(2020, 12, 31), 2, dt.date(2021, 2, 28)),
        (dt.date(2020, 4, 1), 9, dt.date(2021, 1, 1)),
    ],
)
def test_months_end_on_the_months_last_day_at_most(day, months, later):
    assert months_after(day, months) == later


def test_chair_is_chosen_among_those_who_sit_and_follows_the_former(council):
    one, two = meetings.member(council), meetings.member(council, name="石井 花")
    choose_officer(body=council, member=one, post="chair", chosen_by="election", starts_on=dt.date(2020, 5, 1), actor=None, now=NOW)
    with pytest.raises(MeetingError) as error:
        choose_officer(body=council, member=one, post="deputy_chair", chosen_by="designation", starts_on=DAY, actor=None, now=NOW)
    assert error.value.code == "holds_other"
    choose_officer(body=council, member=two, post="chair", chosen_by="election", starts_on=DAY, actor=None, now=NOW)
    assert officers_on(council, DAY) == {two.pk: "会長"}
    assert officers_on(council, dt.date(2020, 10, 13)) == {one.pk: "会長"}
    gone = meetings.member(council, name="去った人", ends_before=dt.date(2019, 4, 1))
    with pytest.raises(MeetingError) as error:
        choose_officer(body=council, member=gone, post="deputy_chair", chosen_by="election", starts_on=DAY, actor=None, now=NOW)
    assert error.value.code == "not_serving"


def test_office_ends_with_the_member(council):
    one = meetings.member(council)
    choose_officer(body=council, member=one, post="chair", chosen_by="election", starts_on=dt.date(2020, 5, 1), actor=None, now=NOW)
    leave(member=one, ends_before=DAY, reason="退職", actor=None, now=NOW)
    assert Officer.objects.get().ends_before == DAY
    assert not members_on(council, DAY).exists()


def test_shares_count_women_recruited_and_long_serving(council, django_assert_num_queries):
    kept = [
        meetings.member(council, name="一", starts_on=dt.date(2008, 4, 1), decided_on=dt.date(2008, 4, 1)),
        meetings.member(council, name="二"),
        meetings.member(council, name="三"),
        meetings.member(council, name="四"),
    ]
    for member, gender in zip(kept, ["woman", "man", "woman", "unanswered"], strict=True):
        MemberContact.objects.create(member=member, gender=gender)
    kept[1].seat.seat_class = SeatClass.PUBLIC
    kept[1].seat.save()
    with django_assert_num_queries(3):
        shares = shares_of([council], DAY)[council.pk]
    assert (shares.members, shares.women_percent, shares.recruited_percent, shares.long_percent) == (4, 67, 25, 25)


def test_shares_of_nobody_are_unknown(council):
    shares = shares_of([council], DAY)[council.pk]
    assert (shares.members, shares.women_percent, shares.recruited_percent) == (0, None, None)


def test_seats_stop_at_the_bodys_number(council):
    council.most_members = 1
    council.save()
    add_seat(body=council, seat_class="other", nominated_by=None, note="", actor=None, now=NOW)
    with pytest.raises(MeetingError) as error:
        add_seat(body=council, seat_class="other", nominated_by=None, note="", actor=None, now=NOW)
    assert "定数は1人" in str(error.value)
