"""Background jobs: run once when all is well, again after failures, taken over from dead workers, then given up."""

import datetime as dt

import pytest
from django.utils import timezone
from django_tasks import task
from django_tasks_db.models import DBTaskResult
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.notifications.domain.jobs import run_next_job
from musubi.blocks.notifications.models import Task

pytestmark = pytest.mark.django_db(transaction=True)
calls = []


@task()
def note(word):
    calls.append(word)


@task()
def fail():
    raise ValueError("secret@example.jp")


@pytest.fixture(autouse=True)
def _no_calls():
    calls.clear()


def run(now=None):
    return run_next_job(worker="w", now=now or timezone.now())


def test_job_runs_once():
    note.enqueue("一")
    assert [run(), run(), calls] == [True, False, ["一"]]


def test_failing_job_is_tried_five_times_then_becomes_a_task():
    person(Role.SECRETARIAT)
    fail.enqueue()
    for attempt in range(1, 6):
        DBTaskResult.objects.update(run_after=timezone.now())  # the pause is over
        assert run()
        assert len(DBTaskResult.objects.get().worker_ids) == attempt
    assert not run()
    assert DBTaskResult.objects.get().status == "FAILED"
    assert Task.objects.get().detail == "fail builtins.ValueError"


def test_pause_before_the_next_attempt():
    fail.enqueue()
    assert run()
    assert not run()
    assert DBTaskResult.objects.get().run_after > timezone.now() + dt.timedelta(seconds=50)


def test_job_of_a_dead_worker_is_taken_over():
    note.enqueue("二")
    DBTaskResult.objects.get().claim("dead")
    assert not run()
    later = timezone.now() - dt.timedelta(hours=2)
    DBTaskResult.objects.update(started_at=later)
    assert run()
    assert calls == ["二"]


def test_job_that_kills_its_workers_is_given_up():
    person(Role.SECRETARIAT)
    note.enqueue("三")
    DBTaskResult.objects.update(status="RUNNING", worker_ids=["w"] * 5, started_at=timezone.now() - dt.timedelta(hours=2))
    assert not run()
    assert calls == []
    assert DBTaskResult.objects.get().status == "FAILED"
    assert Task.objects.count() == 1
