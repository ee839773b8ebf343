"""Mail reaches a real SMTP server; a killed worker makes at most one duplicate, with the same Message-ID."""

import datetime as dt
import email
import os
import signal
import socket
import subprocess
import sys
import threading
import time

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections
from django.test import override_settings
from django.utils import timezone
from tests.factories.accounts import person

from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.models import Organization
from musubi.blocks.notifications.domain.outbox import claim, queue_mail, resend, send_next
from musubi.blocks.notifications.models import OutboxMessage, Task

pytestmark = pytest.mark.django_db(transaction=True)


class Mailbox:
    """An SMTP server's memory; `after` runs when a message was accepted, before the answer leaves."""

    def __init__(self):
        self.received, self.after, self.refuse = [], None, None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - the server calls it by this name
        if self.refuse:
            return self.refuse
        self.received.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        if self.after:
            self.after()
        return "250 accepted"


@pytest.fixture
def smtp():
    mailbox = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    with override_settings(
        SMTP_CONFIGURED=True,
        DEMO=False,
        EMAIL_HOST="127.0.0.1",
        EMAIL_PORT=port,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
    ):
        mailbox.port = port
        yield mailbox
    controller.stop()


def queue(subject="期限のお知らせ", **fields):
    return queue_mail(to="tanto@example.jp", subject=subject, body="本文です。\n〔改行〕", purpose="test", now=timezone.now(), **fields)


def test_mail_arrives_as_it_was_written(smtp):
    message = queue(cc="ka@example.jp")
    assert send_next(worker="w", now=timezone.now()) == "sent"
    (received,) = smtp.received
    assert received["Subject"] == "期限のお知らせ"
    assert received["Message-ID"] == message.message_id
    assert received["Cc"] == "ka@example.jp"
    assert "〔改行〕" in received.get_content()
    message.refresh_from_db()
    assert (message.status, message.attempts, bool(message.sent_at)) == ("sent", 1, True)
    assert send_next(worker="w", now=timezone.now()) is None


def test_a_date_for_the_calendar_goes_with_the_mail(smtp):
    queue(calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n")
    assert send_next(worker="w", now=timezone.now()) == "sent"
    (received,) = smtp.received
    (attached,) = received.iter_attachments()
    assert (attached.get_filename(), attached.get_content_type()) == ("meeting.ics", "text/calendar")
    assert "END:VCALENDAR" in attached.get_content()


def test_refused_mail_is_tried_five_times_then_becomes_a_task(smtp):
    office = person(Role.SECRETARIAT)
    smtp.refuse = "451 try later"
    message, now = queue(), timezone.now()
    for attempt in range(1, 6):
        assert send_next(worker="w", now=now) == "failed"
        message.refresh_from_db()
        assert message.attempts == attempt
        now += dt.timedelta(hours=5)
    assert message.status == "failed"
    assert "tanto@example.jp" not in message.error
    assert Task.objects.get().organization == Organization.objects.get(memberships__user=office)
    assert send_next(worker="w", now=now) is None


def test_failure_is_told_by_kind_and_code_without_addresses(smtp):
    message = queue()
    smtp.refuse = "550 tanto@example.jp is unknown"
    send_next(worker="w", now=timezone.now())
    message.refresh_from_db()
    assert message.error == "SMTPDataError 550"


def test_message_whose_workers_keep_dying_is_given_up(smtp):
    person(Role.SECRETARIAT)
    message, now = queue(), timezone.now()
    for _attempt in range(5):
        assert claim(worker="dies", now=now) == [message]
        now += dt.timedelta(hours=1)
    assert send_next(worker="w", now=now) == "failed"
    message.refresh_from_db()
    assert (message.status, smtp.received) == ("failed", [])
    assert Task.objects.get().object_id == message.uid


def test_one_broken_mail_does_not_stop_the_others(smtp):
    broken, good = queue(cc="not an address\n"), queue(subject="次")
    now = timezone.now()
    assert [send_next(worker="w", now=now) for _turn in range(3)] == ["failed", "sent", None]
    assert [mail["Subject"] for mail in smtp.received] == ["次"]
    assert OutboxMessage.objects.get(pk=broken.pk).status == "queued"
    assert OutboxMessage.objects.get(pk=good.pk).status == "sent"


def test_late_answer_of_a_worker_whose_lease_ran_out_changes_nothing(smtp):
    message, now = queue(), timezone.now()
    claim(worker="slow", now=now)
    later = now + dt.timedelta(minutes=6)
    assert send_next(worker="quick", now=later) == "sent"
    assert claim(worker="slow", now=later) == []
    assert len(smtp.received) == 1
    message.refresh_from_db()
    assert message.sent_at == later


def test_sent_mail_goes_again_as_a_copy_with_its_own_id(smtp):
    message = queue()
    send_next(worker="w", now=timezone.now())
    message.refresh_from_db()
    copy = resend(message=message, actor=None, now=timezone.now())
    assert resend(message=copy, actor=None, now=timezone.now()) is None
    send_next(worker="w", now=timezone.now())
    assert len({mail["Message-ID"] for mail in smtp.received}) == 2


def test_failed_mail_goes_again_to_the_corrected_address(smtp):
    someone = person(Role.DIVISION_STAFF)
    message = queue(recipient_uid=someone.uid)
    OutboxMessage.objects.update(status="failed", attempts=5)
    message.refresh_from_db()
    type(someone).objects.filter(pk=someone.pk).update(email="right@example.jp")
    resend(message=message, actor=None, now=timezone.now())
    assert send_next(worker="w", now=timezone.now()) == "sent"
    assert smtp.received[0]["To"] == "right@example.jp"


def test_unreachable_server_keeps_the_mail(smtp):
    message = queue()
    with override_settings(EMAIL_PORT=9):
        send_next(worker="w", now=timezone.now())
    message.refresh_from_db()
    assert (message.status, message.attempts) == ("queued", 1)


def test_two_workers_never_claim_the_same_mail(smtp):
    for number in range(20):
        queue(subject=str(number))
    claimed, errors = [], []

    def work(name):
        try:
            claimed.extend(message.pk for message in claim(worker=name, now=timezone.now()))
        except Exception as error:  # noqa: BLE001 - the main thread asserts that there was none
            errors.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=work, args=(f"w{n}",)) for n in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert len(claimed) == len(set(claimed)) == 20


def start_worker(port, lease):
    values = connection.settings_dict
    url = (
        f"sqlite:///{values['NAME']}"
        if connection.vendor == "sqlite"
        else (f"postgresql://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}")
    )
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "MUSUBI_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "MUSUBI_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen([sys.executable, "-m", "musubi.cli", "worker", "--interval", "0.2", "--lease", str(lease)], env=environment)


def wait_for(condition, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.1)
    return False


def test_worker_killed_between_accept_and_commit_makes_one_duplicate_with_the_same_id(smtp):
    message = queue()
    first = start_worker(smtp.port, lease=1)
    smtp.after = lambda: (os.kill(first.pid, signal.SIGKILL), setattr(smtp, "after", None))
    assert wait_for(lambda: len(smtp.received) == 1)
    first.wait(10)
    message.refresh_from_db()
    assert message.status == "sending"
    second = start_worker(smtp.port, lease=60)
    try:
        assert wait_for(lambda: OutboxMessage.objects.get().status == "sent")
        time.sleep(0.5)
    finally:
        second.send_signal(signal.SIGTERM)
        assert second.wait(10) == 0
    assert [received["Message-ID"] for received in smtp.received] == [message.message_id] * 2
