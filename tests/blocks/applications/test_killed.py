"""kill -9 in the middle of a step, in real processes: an application is whole or still a draft, an upload goes on where it was."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import files, submission
from musubi.blocks.applications.models import ApplicationFile, Receipt, StatusChange, Upload
from musubi.blocks.audit.models import Event
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db(transaction=True)
SCRIPT = Path(__file__).with_name("killed.py")
PARTS = [b"1,a\r\n" * 1000, b"2,b\r\n" * 1000]


@pytest.fixture
def made(tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "files")  # where the process's own settings put it
    vision, _document = small_plan()
    return factory.draft(factory.open_call(vision.items.get(code="A-P1")))


def die_at(table, work, uid, data):
    """Run the step in a process that dies when a row of `table` is written."""
    values = connection.settings_dict
    place = f"{values['USER']}@{values['HOST']}:{values['PORT']}" if connection.vendor == "postgresql" else ""
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgresql://{place}/{values['NAME']}" if place else f"sqlite:///{values['NAME']}",
        "MUSUBI_DATA": str(data),
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    ended = subprocess.run([sys.executable, str(SCRIPT), table, work, uid], env=environment, capture_output=True, text=True, timeout=120, check=False)
    assert ended.returncode == -signal.SIGKILL, ended.stderr


@pytest.mark.parametrize("table", ["applications.StatusChange", "applications.Receipt", "notifications.OutboxMessage"])
def test_application_is_still_a_draft_after_a_kill_and_can_be_handed_in(made, table, tmp_path):
    counted = (Receipt, StatusChange, Task, OutboxMessage, Event)
    before = [model.objects.count() for model in counted]
    die_at(table, "submit", made.uid, tmp_path)
    made.refresh_from_db()
    assert (made.status, made.number, made.submitted_at) == ("draft", "", None)
    assert [model.objects.count() for model in counted] == before
    receipt = submission.submit(application=made, actor=made.applicant, now=factory.NOW, today=factory.TODAY)
    assert receipt.content["number"] == "A-P1-2020-1"  # no number was lost either


def test_upload_goes_on_after_kills_in_a_part_and_at_the_end(made, tmp_path):
    whole = b"".join(PARTS)
    asked = {"application": made, "stage": "application", "requirement": "estimate", "file_name": "表.csv", "size": len(whole), "now": factory.NOW}
    upload = files.start_upload(**asked)
    files.append_part(upload=upload, offset=0, data=PARTS[0])
    die_at("applications.Upload", "part", upload.uid, tmp_path)
    again = files.start_upload(**asked)
    assert (again.pk, again.received) == (upload.pk, len(PARTS[0]))
    files.append_part(upload=again, offset=again.received, data=PARTS[1])
    die_at("applications.ApplicationFile", "finish", upload.uid, tmp_path)
    assert not ApplicationFile.objects.exists()
    kept = files.finish_upload(upload=files.start_upload(**asked), actor=made.applicant, now=factory.NOW)
    with kept.file.open() as stored:
        assert stored.read() == whole
    assert not Upload.objects.exists()
