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
from musubi.blocks.notifications.domain.outbox import claim, queue_mail, send_due
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
        SMTP_CONFIGURED=True, DEMO=False, EMAIL_HOST="127.0.0.1", EMAIL_PORT=port,
        EMAIL_BACKEND="django.core.mail.backends.smtp.EmailBackend",
    ):
        mailbox.port = port
        yield mailbox
    controller.stop()


def queue(subject="期限のお知らせ", **fields):
    return queue_mail(to="tanto@example.jp", subject=subject, body="本文です。\n〔改行〕", purpose="test", now=timezone.now(), **fields)


def test_mail_arrives_as_it_was_written(smtp):
    message = queue(cc="ka@example.jp")
    assert send_due(worker="w", now=timezone.now()) == 1
    (received,) = smtp.received
    assert received["Subject"] == "期限のお知らせ"
    assert received["Message-ID"] == message.message_id
    assert received["Cc"] == "ka@example.jp"
    assert "〔改行〕" in received.get_content()
    message.refresh_from_db()
    assert (message.status, message.attempts, bool(message.sent_at)) == ("sent", 1, True)
    assert send_due(worker="w", now=timezone.now()) == 0


def test_refused_mail_is_tried_five_times_then_becomes_a_task(smtp):
    office = person(Role.SECRETARIAT)
    smtp.refuse = "451 try later"
    message, now = queue(), timezone.now()
    for attempt in range(1, 6):
        assert send_due(worker="w", now=now) == 0
        message.refresh_from_db()
        assert message.attempts == attempt
        now += dt.timedelta(hours=5)
    assert message.status == "failed"
    assert "tanto@example.jp" not in message.error
    assert Task.objects.get().organization == Organization.objects.get(memberships__user=office)
    assert send_due(worker="w", now=now) == 0


def test_unreachable_server_keeps_the_mail(smtp):
    message = queue()
    with override_settings(EMAIL_PORT=9):
        send_due(worker="w", now=timezone.now())
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
    url = f"sqlite:///{values['NAME']}" if connection.vendor == "sqlite" else (
        f"postgresql://{values['USER']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    )
    environment = {
        **os.environ,
        "DATABASE_URL": url,
        "MUSUBI_SMTP_URL": f"smtp://127.0.0.1:{port}",
        "MUSUBI_DEMO": "0",
        "DJANGO_SETTINGS_MODULE": "musubi.config.settings.production",
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    return subprocess.Popen(
        [sys.executable, "-m", "musubi.cli", "worker", "--interval", "0.2", "--lease", str(lease)], env=environment
    )


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
