"""Reminders: one digest a person a day, three steps, nothing late without one."""

import datetime as dt
import random

import pytest
from django.db import transaction
from django.utils import timezone
from tests.factories.accounts import organization, person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Deputy, OfficeHoliday, OfficeSettings, Organization
from musubi.blocks.kernel.business_days import add_business_days, is_business_day
from musubi.blocks.notifications.domain import reminders
from musubi.blocks.notifications.domain.outbox import queue_mail
from musubi.blocks.notifications.domain.reminders import in_business_hours, step_on, tick
from musubi.blocks.notifications.domain.tasks import TaskClosedError, close_task, open_task, reopen_task
from musubi.blocks.notifications.enums import MessageKind
from musubi.blocks.notifications.models import DailyTick, OutboxMessage, Task

pytestmark = pytest.mark.django_db
WEDNESDAY = dt.date(2020, 10, 14)
NOW = dt.datetime(2020, 10, 14, 9, tzinfo=dt.UTC)


def task(due_on, **fields):
    return open_task(title=fields.pop("title", "報告する"), due_on=due_on, today=WEDNESDAY, now=NOW, **fields)


def told(message_kind=MessageKind.REMINDER):
    return sorted(OutboxMessage.objects.filter(kind=message_kind).values_list("to", flat=True))


@pytest.mark.parametrize(
    ("day", "step"),
    [
        (dt.date(2020, 10, 22), 0),  # six business days before Friday the 30th
        (dt.date(2020, 10, 23), 1),
        (dt.date(2020, 10, 29), 1),
        (dt.date(2020, 10, 30), 2),
        (dt.date(2020, 11, 2), 2),
        (dt.date(2020, 11, 4), 2),  # 3 November is a holiday
        (dt.date(2020, 11, 5), 3),
    ],
)
def test_steps_follow_business_days(day, step):
    assert step_on(dt.date(2020, 10, 30), day, frozenset()) == step


def test_digest_goes_once_to_whoever_must_do_it():
    worker = person(Role.DIVISION_STAFF)
    task(dt.date(2020, 10, 16), assignee=worker)
    task(dt.date(2020, 10, 20), assignee=worker, title="もう一つ")
    OutboxMessage.objects.all().delete()
    assert tick(today=WEDNESDAY, now=NOW) == 1
    assert tick(today=WEDNESDAY, now=NOW) is None
    assert told() == [worker.email]
    body = OutboxMessage.objects.get().body
    assert "報告する" in body
    assert "もう一つ" in body


def test_no_digest_repeats_a_step():
    task(dt.date(2020, 10, 20), assignee=person(Role.DIVISION_STAFF))
    tick(today=WEDNESDAY, now=NOW)
    assert tick(today=WEDNESDAY + dt.timedelta(days=1), now=NOW) == 0


def test_late_task_climbs_to_the_heads_and_beyond():
    department = organization("DEP", "部")
    division = organization("DIV", "課", parent=department, mailbox="ka@example.jp")
    worker, head = person(Role.DIVISION_STAFF, body=division), person(Role.DIVISION_HEAD, body=division)
    above = person(Role.DIVISION_HEAD, body=department)
    task(dt.date(2020, 10, 14), assignee=worker, organization=division)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == sorted([worker.email, head.email, "ka@example.jp"])
    tick(today=dt.date(2020, 10, 19), now=NOW)
    assert told() == sorted([worker.email, head.email, "ka@example.jp"] * 2 + [above.email])


def test_shared_mailbox_sees_the_work_of_its_own_organisation_only():
    division, other = organization("DIV", "課", mailbox="ka@example.jp"), organization("OTHER", "別の課")
    worker = person(Role.DIVISION_STAFF, body=division)
    task(WEDNESDAY, assignee=worker, organization=division)
    task(WEDNESDAY, assignee=worker, organization=other, title="別の課の仕事")
    tick(today=WEDNESDAY, now=NOW)
    bodies = dict(OutboxMessage.objects.filter(kind="reminder").values_list("to", "body"))
    assert "別の課の仕事" in bodies[worker.email]
    assert "別の課の仕事" not in bodies["ka@example.jp"]
    assert "http://localhost:8000/staff/today/" in bodies[worker.email]
    assert "前にお送りした文のリンク" in bodies["ka@example.jp"]
    assert "前にお送りした文のリンク" not in bodies[worker.email]


def test_division_without_a_head_is_answered_for_by_those_above():
    department = organization("DEP", "部")
    division = organization("DIV", "課", parent=department)
    worker, above = person(Role.DIVISION_STAFF, body=division), person(Role.DIVISION_HEAD, body=department)
    task(WEDNESDAY, assignee=worker, organization=division)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == sorted([worker.email, above.email])


def test_organisations_in_a_circle_end_at_the_secretariat():
    one = organization("ONE", "一")
    two = organization("TWO", "二", parent=one)
    Organization.objects.filter(pk=one.pk).update(parent=two)
    office = person(Role.SECRETARIAT)
    task(dt.date(2020, 10, 7), organization=two)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == [office.email]


def test_deputy_is_told_beside_the_one_who_is_away():
    away, deputy = person(Role.DIVISION_STAFF), person()
    days = {"starts_on": WEDNESDAY, "ends_before": WEDNESDAY + dt.timedelta(days=1)}
    Deputy.objects.create(membership=away.memberships.get(), user=deputy, reason="休暇", **days)
    task(dt.date(2020, 10, 16), assignee=away)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == sorted([away.email, deputy.email])


def test_digest_speaks_the_language_of_its_reader():
    reader = person(Role.DIVISION_STAFF, language="en")
    task(dt.date(2020, 10, 20), assignee=reader)
    tick(today=WEDNESDAY, now=NOW)
    message = OutboxMessage.objects.get(kind="reminder")
    assert message.language == "en"
    assert "20 October 2020" in message.body
    assert "/en/staff/today/" in message.body
    assert "期限" not in message.subject


def test_failing_digest_leaves_the_day_undone(settings):
    task(dt.date(2020, 10, 16), assignee=person(Role.DIVISION_STAFF))
    settings.PUBLIC_URL = 7
    with pytest.raises((TypeError, AttributeError)), transaction.atomic():
        tick(today=WEDNESDAY, now=NOW)
    assert DailyTick.objects.count() == 0
    assert Task.objects.get().step == 0


def test_whoever_was_reminded_by_hand_today_hears_of_it_tomorrow():
    made = task(dt.date(2020, 10, 16), assignee=person(Role.DIVISION_STAFF))
    someone = made.assignee
    queue_mail(
        to=someone.email,
        subject="s",
        body="b",
        purpose="p",
        now=NOW,
        kind=MessageKind.REMINDER,
        recipient_uid=someone.uid,
        reminder_day=WEDNESDAY,
    )
    tick(today=WEDNESDAY, now=NOW)
    assert OutboxMessage.objects.count() == 1
    tick(today=WEDNESDAY + dt.timedelta(days=1), now=NOW)
    assert OutboxMessage.objects.filter(reminder_day=WEDNESDAY + dt.timedelta(days=1), to=someone.email).count() == 1


def test_organisation_without_people_falls_back_to_those_above_then_to_the_secretariat():
    empty = organization("E", "空の課", parent=organization("EP", "空の部"))
    office = person(Role.SECRETARIAT)
    task(dt.date(2020, 10, 16), organization=empty)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == [office.email]


def test_person_who_left_is_not_told():
    division = organization("DIV", "課")
    left = person(Role.DIVISION_STAFF, body=division, ends_before=dt.date(2020, 4, 1))
    stays = person(Role.DIVISION_STAFF, body=division)
    task(dt.date(2020, 10, 16), assignee=left, organization=division)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == [stays.email]


def test_missed_days_become_one_digest():
    worker = person(Role.DIVISION_STAFF)
    task(dt.date(2020, 10, 21), assignee=worker)
    tick(today=dt.date(2020, 10, 26), now=NOW)
    assert told() == [worker.email]
    assert Task.objects.get().step == 3


@pytest.mark.parametrize("day", [dt.date(2020, 10, 17), dt.date(2020, 11, 3), dt.date(2020, 12, 29), dt.date(2021, 1, 3)])
def test_closed_days_are_quiet(day):
    task(dt.date(2020, 10, 16), assignee=person(Role.DIVISION_STAFF))
    assert tick(today=day, now=NOW) is None


def test_offices_own_closed_day_is_quiet():
    OfficeHoliday.objects.create(day=WEDNESDAY, name="創立記念日")
    task(dt.date(2020, 10, 16), assignee=person(Role.DIVISION_STAFF))
    assert tick(today=WEDNESDAY, now=NOW) is None


def test_stop_switch_stops_reminders_and_nothing_else(monkeypatch):
    done = []
    monkeypatch.setattr(reminders, "_daily", [])
    reminders.register_daily(lambda day, _now: done.append(("work", day)) or 0)
    reminders.register_daily(lambda day, _now: done.append(("reminds", day)) or 0, reminds=True)
    settings = OfficeSettings.objects.create(reminders_stopped=True, reminders_stopped_reason="移行中")
    worker, thursday = person(Role.DIVISION_STAFF), WEDNESDAY + dt.timedelta(days=1)
    task(dt.date(2020, 10, 16), assignee=worker)
    assert tick(today=WEDNESDAY, now=NOW) == 0
    assert (told(), done) == ([], [("work", WEDNESDAY)])
    OfficeSettings.objects.filter(pk=settings.pk).update(reminders_stopped=False)
    tick(today=thursday, now=NOW)
    assert (told(), done[1:]) == ([worker.email], [("work", thursday), ("reminds", thursday)])


def test_task_due_before_the_next_run_is_told_at_once():
    worker = person(Role.DIVISION_STAFF)
    task(WEDNESDAY, assignee=worker)
    assert told(MessageKind.SERVICE) == [worker.email]


def test_done_task_is_silent_and_cannot_be_done_twice():
    worker = person(Role.DIVISION_STAFF)
    one = task(dt.date(2020, 10, 16), assignee=worker)
    close_task(task=one, actor=worker, now=NOW)
    with pytest.raises(TaskClosedError):
        close_task(task=one, actor=worker, now=NOW)
    tick(today=WEDNESDAY, now=NOW)
    assert told() == []
    reopen_task(task=one, actor=worker, now=NOW)
    tick(today=WEDNESDAY + dt.timedelta(days=1), now=NOW)
    assert told() == [worker.email]


@pytest.mark.parametrize("seed", range(3))
def test_one_fiscal_year_nobody_gets_two_a_day_and_nothing_is_late_without_one(seed, monkeypatch):
    if seed:  # the other blocks' daily work finds nothing in this year: one year with it is enough
        monkeypatch.setattr("musubi.blocks.notifications.domain.reminders._daily", [])
    chance = random.Random(seed)  # noqa: S311 - a repeatable year, no secret
    division = organization("DIV", "課", parent=organization("DEP", "部"))
    people = [person(Role.DIVISION_STAFF, body=division) for _ in range(4)]
    person(Role.DIVISION_HEAD, body=division)
    person(Role.SECRETARIAT)
    told_by_task, runs, opened, day = {}, [], {}, dt.date(2020, 4, 1)
    while day < dt.date(2021, 4, 1):
        for number in range(chance.choice([0, 0, 1])):
            opened[f"{day}-{number}"] = day
            open_task(
                title=f"{day}-{number}",
                due_on=day + dt.timedelta(days=chance.choice([0, 1, 2, 5, 20, 60])),
                today=day,
                now=NOW,
                assignee=chance.choice([*people, None]),
                organization=division,
            )
        if chance.random() > 0.1:  # on some days nothing ran
            runs += [day] if tick(today=day, now=NOW) is not None else []
        for message in OutboxMessage.objects.exclude(uid__in=told_by_task):
            told_by_task[message.uid] = (day, message.body)
        for one in Task.objects.filter(status="open"):
            last = max((run for run in runs if opened[one.title] < run <= one.due_on), default=day)
            if one.due_on < day and (day in runs or last != day):  # told by the due day wherever anything ran by then
                assert any(one.title in body for told_on, body in told_by_task.values() if told_on <= last), one.title
            if chance.random() < 0.05:
                close_task(task=one, actor=None, now=NOW)
        day += dt.timedelta(days=1)
    reminders = OutboxMessage.objects.filter(kind="reminder").values_list("recipient_uid", "reminder_day")
    assert len(reminders) == len(set(reminders)) > 50
    assert all(is_business_day(sent) for _uid, sent in reminders)


def test_hours():
    at = timezone.localtime(dt.datetime(2020, 10, 14, 0, tzinfo=dt.UTC))
    assert [in_business_hours(at.replace(hour=hour)) for hour in (7, 9, 17, 18)] == [False, True, True, False]


def test_counting_ends_where_business_days_end():
    assert add_business_days(dt.date(2020, 12, 28), 1) == dt.date(2021, 1, 4)
