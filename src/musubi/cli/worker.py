"""`musubi worker`: sends the outbox, makes the day's reminders and runs background jobs, beside the web server."""

from __future__ import annotations

import datetime as dt
import logging
import os
import signal
import socket
import threading
from types import FrameType

import click

from musubi.cli.__main__ import prepare_django

logger = logging.getLogger(__name__)


@click.command(help="送信箱のメールを送り、毎日の期限のお知らせを作り、裏の処理を行います。")
@click.option("--interval", default=5.0, show_default=True, help="次に見るまでの秒数")
@click.option("--lease", default=300.0, show_default=True, help="送信の受持ちが切れるまでの秒数")
@click.option("--once", is_flag=True, help="一度だけ行って終わります。")
def command(*, interval: float, lease: float, once: bool) -> None:
    """Work until told to stop; a stop waits for the mail or job in hand."""
    prepare_django()
    stop = threading.Event()

    def ask_to_stop(number: int, frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, ask_to_stop)
    signal.signal(signal.SIGINT, ask_to_stop)
    signal.signal(signal.SIGHUP, ask_to_stop)  # the terminal was closed
    name = f"{socket.gethostname()}:{os.getpid()}"
    while not stop.is_set():
        try:
            work(name=name, lease=dt.timedelta(seconds=lease), stop=stop)
        except Exception:
            if once:
                raise
            logger.exception("a round of work failed; the next one tries again")  # e.g. the database restarts
        if once:
            break
        stop.wait(interval)


def work(*, name: str, lease: dt.timedelta, stop: threading.Event) -> None:
    """One round: names of units whose day has come, reminders in business hours, all mail that is due, then background jobs with mail in between."""
    from django.db import close_old_connections  # noqa: PLC0415 - Django must be set up first
    from django.utils import timezone  # noqa: PLC0415 - as above

    from musubi.blocks.accounts.domain.people import apply_due_names  # noqa: PLC0415 - as above
    from musubi.blocks.kernel import clock  # noqa: PLC0415 - as above
    from musubi.blocks.notifications.domain.jobs import run_next_job  # noqa: PLC0415 - as above
    from musubi.blocks.notifications.domain.outbox import send_next  # noqa: PLC0415 - as above
    from musubi.blocks.notifications.domain.reminders import in_business_hours, tick  # noqa: PLC0415 - as above

    close_old_connections()
    apply_due_names(today=clock.today(), now=clock.now())
    if in_business_hours(timezone.localtime(clock.now())):
        tick(today=clock.today(), now=clock.now())

    def send_all() -> None:
        while not stop.is_set() and send_next(worker=name, now=clock.real_now(), lease=lease) is not None:
            pass

    send_all()
    while not stop.is_set() and run_next_job(worker=name, now=clock.real_now()):
        send_all()  # a sign-in code must not wait behind a row of long jobs
