"""Reminders to grantees: three steps, one mail a person a day, nothing twice, nothing after it came in."""

import datetime as dt

import pytest
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.settling.ladder import remind_grantees, step_told
from musubi.blocks.applications.models import Obligation
from musubi.blocks.notifications.domain.reminders import tick
from musubi.blocks.notifications.enums import MessageKind
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db
DUE = dt.date(2021, 3, 31)


@pytest.fixture
def call():
    vision, _document = small_plan()
    return factory.open_call(vision.items.get(code="A-P1"))


def at(day):
    return dt.datetime.combine(day, dt.time(10), tzinfo=factory.ZONE)


def told():
    return list(OutboxMessage.objects.filter(purpose="obligation").order_by("pk").values_list("reminder_day", flat=True))


def test_year_of_days_tells_thrice_and_then_gives_the_office_a_task(call):
    made = factory.granted(call)
    assert made.obligations.get().due_on == DUE
    day = dt.date(2020, 7, 1)
    while day < dt.date(2021, 4, 20):
        remind_grantees(day, at(day))
        day += dt.timedelta(days=1)
    assert told() == [dt.date(2021, 3, 1), DUE, dt.date(2021, 4, 1)]
    assert step_told(made.obligations.get()) == 3
    assert Task.objects.filter(object_type=Obligation._meta.label, title__contains=made.number).count() == 1
    assert OutboxMessage.objects.filter(purpose="obligation").first().to == made.applicant.email


def test_days_without_a_run_are_made_up_for_once(call):
    factory.granted(call)
    for day in (dt.date(2021, 3, 8), dt.date(2021, 3, 9), dt.date(2021, 4, 5)):
        remind_grantees(day, at(day))
    assert told() == [dt.date(2021, 3, 8), dt.date(2021, 4, 5)]


def test_two_files_of_one_person_come_in_one_mail_through_the_daily_run(call):
    first = factory.granted(call, amount=100_000)
    factory.granted(call, amount=100_000, user=first.applicant, party=first.party)
    day = dt.date(2021, 3, 1)
    tick(today=day, now=at(day))
    tick(today=day, now=at(day))
    mail = OutboxMessage.objects.get(purpose="obligation")
    assert (mail.kind, mail.body.count("実績報告")) == (MessageKind.REMINDER, 2)


def test_nobody_is_told_of_what_came_in(call):
    made = factory.granted(call)
    fulfil(obligation=made.obligations.get(), done_on=dt.date(2021, 2, 1), actor=None, now=at(dt.date(2021, 2, 1)))
    remind_grantees(DUE, at(DUE))
    assert told() == []
