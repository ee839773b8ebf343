"""kill -9 of the process that serves, in the middle of a request: an upload goes on or is sent again, an application is whole or a draft."""

import datetime as dt
import http.client
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.blocks.applications.test_rush import Visitor
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.models import Application, ApplicationFile, Receipt, StatusChange, Upload
from musubi.blocks.audit.models import Event
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.models import OutboxMessage

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).with_name("killed_server.py")
BROKEN = (ConnectionError, http.client.HTTPException)
COUNTED = (Receipt, StatusChange, OutboxMessage, ApplicationFile)
NOTHING = "no.Table"


@pytest.fixture
def made(tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")  # where the serving process puts it
    vision, _document = small_plan()
    now = clock.now()
    call = factory.open_call(vision.items.get(code="A-P1"), opens_at=now - dt.timedelta(days=1), closes_at=now + dt.timedelta(days=1))
    return factory.draft(call, now=now)


@contextmanager
def serving(table, data):
    """The site in a process of its own that dies when a row of `table` is written; gives its address."""
    values = connection.settings_dict
    place = f"{values['USER']}@{values['HOST']}:{values['PORT']}" if connection.vendor == "postgresql" else ""
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{place}/{values['NAME']}" if place else f"sqlite:///{values['NAME']}",
        "MUSUBI_DATA": str(data),
        "MUSUBI_SECRET_KEY": settings.SECRET_KEY,
        "MUSUBI_URL": "http://localhost:8000",
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    process = subprocess.Popen([sys.executable, str(SCRIPT), table], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        yield process, f"http://127.0.0.1:{process.stdout.readline().strip()}"
    finally:
        process.kill()
        process.wait(timeout=30)
        process.stdout.close()


def test_application_is_a_draft_after_a_kill_and_is_handed_in_at_the_next_click(made, tmp_path):
    before = [model.objects.count() for model in COUNTED]
    events = Event.objects.filter(object_id=made.uid).count()
    with serving("applications.Receipt", tmp_path) as (process, address):
        with pytest.raises(BROKEN):
            Visitor(address, made).hand_in()
        assert process.wait(timeout=30) == -signal.SIGKILL
    made.refresh_from_db()
    assert (made.status, made.number, made.submitted_at) == ("draft", "", None)
    assert [model.objects.count() for model in COUNTED] == before
    assert Event.objects.filter(object_id=made.uid).count() == events
    with serving(NOTHING, tmp_path) as (_process, address):
        status, place = Visitor(address, made).hand_in()
    made.refresh_from_db()
    assert (status, made.status, made.number) == (302, "submitted", "A-P1-2020-1")
    assert made.receipts.get().number in place


def test_upload_is_whole_or_not_there_after_kills_and_is_sent_again(made, tmp_path):
    with serving("applications.ApplicationFile", tmp_path) as (process, address):
        with pytest.raises(BROKEN):
            Visitor(address, made).upload()
        assert process.wait(timeout=30) == -signal.SIGKILL
    assert not ApplicationFile.objects.exists()
    visitor = None
    with serving(NOTHING, tmp_path) as (_process, address):
        visitor = Visitor(address, made)
        assert visitor.upload()[0] == 302
    kept = ApplicationFile.objects.get()
    assert (tmp_path / "files" / kept.file.name).read_bytes() == visitor.content
    assert not Upload.objects.exists()
    assert Application.objects.get(pk=made.pk).status == "draft"
