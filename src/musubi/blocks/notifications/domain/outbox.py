"""Put mail into the outbox, and send what is due: at most one duplicate, always with the same Message-ID."""

from __future__ import annotations

import datetime as dt
import logging
import smtplib
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.notifications.enums import MessageKind, MessageStatus
from musubi.blocks.notifications.models import OutboxMessage

logger = logging.getLogger(__name__)
BACK_OFF = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
LEASE = dt.timedelta(minutes=5)


def goes_out() -> bool:
    """Whether mail leaves this machine: an SMTP server is set and this is no demo."""
    return bool(settings.SMTP_CONFIGURED) and not settings.DEMO


def queue_mail(
    *,
    to: str,
    subject: str,
    body: str,
    purpose: str,
    now: dt.datetime,
    kind: MessageKind = MessageKind.SERVICE,
    language: str = "ja",
    recipient_uid: str = "",
    recipient_name: str = "",
    cc: str = "",
    reminder_day: dt.date | None = None,
) -> OutboxMessage:
    """Write one mail into the outbox, in the caller's transaction. Where mail does not leave, it is only shown."""
    return OutboxMessage.objects.create(
        message_id=make_msgid(domain=urlsplit(settings.PUBLIC_URL).hostname or "musubi"),
        kind=kind,
        purpose=purpose,
        recipient_uid=recipient_uid,
        recipient_name=recipient_name,
        to=to,
        cc=cc,
        subject=" ".join(subject.split())[:300],
        body=body,
        language=language,
        status=MessageStatus.QUEUED if goes_out() else MessageStatus.SHOWN,
        reminder_day=reminder_day,
        next_attempt_at=now,
    )


def account_mailer(
    *, to: str, subject: str, body: str, purpose: str, language: str, recipient_uid: str, now: dt.datetime
) -> None:
    """The mailer that accounts hand their mail to."""
    queue_mail(
        to=to,
        subject=subject,
        body=body,
        purpose=purpose,
        now=now,
        language=language,
        recipient_uid=recipient_uid,
    )


def claim(*, worker: str, now: dt.datetime, limit: int = 20, lease: dt.timedelta = LEASE) -> list[OutboxMessage]:
    """Messages that this worker may send now, each leased to it; leases that ran out are taken over."""
    due = Q(status=MessageStatus.QUEUED, next_attempt_at__lte=now) | Q(
        status=MessageStatus.SENDING, lease_until__lt=now
    )
    claimed = []
    for key in OutboxMessage.objects.filter(due).order_by("next_attempt_at", "pk").values_list("pk", flat=True)[:limit]:
        taken = OutboxMessage.objects.filter(due, pk=key).update(
            status=MessageStatus.SENDING, lease_until=now + lease, lease_by=worker, attempts=F("attempts") + 1
        )
        if taken:
            claimed.append(OutboxMessage.objects.get(pk=key))
    return claimed


def send(message: OutboxMessage, *, connection: Any = None) -> None:
    """Hand one message to the SMTP server; raises what the connection raises."""
    sender = office()
    address = sender.sender_address or settings.DEFAULT_FROM_EMAIL
    mail = EmailMessage(
        message.subject,
        message.body,
        from_email=f'"{sender.sender_name}" <{address}>' if sender.sender_name else address,
        to=[message.to],
        cc=[message.cc] if message.cc else [],
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
        connection=connection or get_connection(timeout=30),
    )
    mail.send()


def send_due(*, worker: str, now: dt.datetime, lease: dt.timedelta = LEASE) -> int:
    """Send what is due; returns how many were accepted. A failure is kept and tried again later."""
    accepted = 0
    for message in claim(worker=worker, now=now, lease=lease):
        try:
            send(message)
        except (OSError, smtplib.SMTPException, ValueError) as error:
            _failed(message, worker=worker, error=error, now=now)
        else:
            accepted += _sent(message, worker=worker, now=now)
    return accepted


@transaction.atomic
def _sent(message: OutboxMessage, *, worker: str, now: dt.datetime) -> int:
    done = OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.SENDING, lease_by=worker).update(
        status=MessageStatus.SENT, sent_at=now, lease_until=None, lease_by="", error=""
    )
    if done:
        record_event(actor=None, verb="mail.sent", obj=message, now=now, after={"purpose": message.purpose})
    return done


@transaction.atomic
def _failed(message: OutboxMessage, *, worker: str, error: Exception, now: dt.datetime) -> None:
    reason = f"{type(error).__name__} {getattr(error, 'smtp_code', '')}".strip()
    logger.warning("mail %s not accepted, attempt %d: %s", message.uid, message.attempts, reason)
    own = OutboxMessage.objects.filter(pk=message.pk, lease_by=worker)
    if message.attempts < len(BACK_OFF):
        own.update(
            status=MessageStatus.QUEUED,
            next_attempt_at=now + BACK_OFF[message.attempts - 1],
            lease_until=None,
            lease_by="",
            error=reason,
        )
        return
    own.update(status=MessageStatus.FAILED, lease_until=None, lease_by="", error=reason)
    record_event(actor=None, verb="mail.failed", obj=message, now=now, after={"purpose": message.purpose})
    from musubi.blocks.notifications.domain.tasks import open_mail_failure  # noqa: PLC0415 - tasks queue mail in turn

    open_mail_failure(message=message, now=now)


@transaction.atomic
def resend(*, message: OutboxMessage, actor: Any, now: dt.datetime) -> None:
    """Let a failed or shown message go out again from now."""
    changed = OutboxMessage.objects.filter(
        pk=message.pk, status__in=[MessageStatus.FAILED, MessageStatus.SHOWN]
    ).update(status=MessageStatus.QUEUED if goes_out() else MessageStatus.SHOWN, attempts=0, next_attempt_at=now, error="")
    if changed:
        record_event(actor=actor, verb="mail.resent", obj=message, now=now)
