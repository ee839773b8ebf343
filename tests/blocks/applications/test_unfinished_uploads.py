"""Parts of files whose sending broke off go after thirty days without a hand on the draft; a living draft keeps them."""

import datetime as dt
from pathlib import Path

import pytest
from django.conf import settings as site
from django.db import transaction
from tests.factories import applications as factory
from tests.factories.vision import small_plan

from musubi.blocks.applications.domain import drafts, files, submission
from musubi.blocks.applications.models import Upload
from musubi.blocks.applications.retention import forget_unfinished_uploads
from musubi.blocks.audit.models import Event

pytestmark = pytest.mark.django_db(transaction=True)
DAY = dt.timedelta(days=1)


@pytest.fixture
def draft():
    vision, _document = small_plan()
    return factory.draft(factory.open_call(vision.items.get(code="A-P1")))


def begun(made, name, now=factory.NOW):
    """An upload of which one part arrived."""
    upload = files.start_upload(application=made, stage="application", requirement="estimate", file_name=name, size=20, now=now)
    files.append_part(upload=upload, offset=0, data=b"0123456789")
    return upload


def clean(now):
    """The daily job, in a transaction as the tick runs it."""
    with transaction.atomic():
        assert forget_unfinished_uploads(now.date(), now) == 0


def path_of(upload):
    """The part on the disk."""
    return Path(site.MEDIA_ROOT) / upload.part_file


def test_abandoned_parts_go_and_leave_an_event(draft):
    upload = begun(draft, "a.pdf")
    stray = path_of(upload).with_name("stray.part")
    stray.write_bytes(b"x")
    clean(factory.NOW + 30 * DAY)
    assert path_of(upload).exists()
    clean(factory.NOW + 31 * DAY)
    assert not Upload.objects.exists()
    assert (path_of(upload).exists(), stray.exists()) == (False, False)
    assert Event.objects.get(verb="upload.forgotten").after == {"uploads": 1}


@pytest.mark.parametrize("touch", ["saved", "sent", "resumed"])
def test_living_draft_keeps_its_parts(draft, touch):
    upload, later = begun(draft, "a.pdf"), factory.NOW + 20 * DAY
    if touch == "saved":
        drafts.save_answers(application=draft, raw={"plan": "続き（架空）"}, now=later, today=later.date())
    else:
        begun(draft, "b.pdf" if touch == "sent" else "a.pdf", now=later)
    clean(factory.NOW + 40 * DAY)
    assert path_of(upload).read_bytes() == b"0123456789"
    assert Upload.objects.filter(pk=upload.pk).exists()


def test_parts_of_a_form_that_was_handed_in_go_after_a_day(draft):
    upload = begun(draft, "a.pdf")
    submission.submit(application=draft, actor=draft.applicant, now=factory.NOW, today=factory.TODAY)
    clean(factory.NOW + DAY / 2)
    assert path_of(upload).exists()
    clean(factory.NOW + 2 * DAY)
    assert not path_of(upload).exists()
