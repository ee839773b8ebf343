"""`musubi worker`: one round, a graceful stop, and life after a failed round."""

import datetime as dt
import os
import signal
import subprocess
import sys
import threading

import pytest
from django.db import connection
from django.utils import timezone
from tests.factories.accounts import person

from musubi.blocks.accounts.domain.office import demo_offset
from musubi.blocks.accounts.enums import Role
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.notifications.models import DailyTick, OutboxMessage
from musubi.cli.worker import work

pytestmark = pytest.mark.django_db(transaction=True)


def run(*arguments, **environment):
    values = connection.settings_dict
    url = (
        f"sqlite:///{values['NAME']}"
        if connection.vendor == "sqlite"
        else (f"postgresql://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}")
    )
    settings = {
        "DATABASE_URL": url,
        "MUSUBI_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **environment,
    }
    command = [sys.executable, "-m", "musubi.cli", "worker", *arguments]
    return subprocess.Popen(command, env={**os.environ, **settings}, stderr=subprocess.PIPE, text=True)


def test_one_round_ends_by_itself():
    worker = run("--once")
    assert worker.communicate(timeout=30)[1] == ""
    assert worker.returncode == 0


def test_round_without_a_usable_database_fails_when_asked_for_once(tmp_path):
    worker = run("--once", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    assert "no such table" in worker.communicate(timeout=30)[1]
    assert worker.returncode == 1


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_signals_stop_a_worker_even_while_its_rounds_fail(tmp_path, number):
    worker = run("--interval", "60", DATABASE_URL=f"sqlite:///{tmp_path / 'empty.sqlite3'}")
    for line in worker.stderr:  # it goes on after a failed round
        if "the next one tries again" in line:
            break
    assert worker.poll() is None
    worker.send_signal(number)
    assert worker.wait(15) == 0
    worker.stderr.close()


@pytest.mark.parametrize(("hour", "digests"), [(7, 0), (9, 1), (20, 0)])
def test_digests_are_made_in_business_hours_only(hour, digests):
    local = timezone.localtime(timezone.now())
    wednesday = dt.datetime(2020, 10, 14, hour, tzinfo=local.tzinfo)
    clock.use_offset(lambda: wednesday - timezone.now())
    try:
        day = clock.today()
        open_task(title="報告", due_on=day + dt.timedelta(days=2), today=day, now=clock.now(), assignee=person(Role.DIVISION_STAFF))
        work(name="w", lease=dt.timedelta(minutes=5), stop=threading.Event())
        assert OutboxMessage.objects.filter(kind="reminder").count() == digests
        assert DailyTick.objects.count() == digests
    finally:
        clock.use_offset(demo_offset)
