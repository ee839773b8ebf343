"""Put mail into the outbox, and send what is due: at most one duplicate, always with the same Message-ID."""

from __future__ import annotations

import datetime as dt
import logging
from email.utils import make_msgid
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.db.models import F, Q

from musubi.blocks.accounts.domain.office import office
from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel import clock
from musubi.blocks.notifications.enums import MessageKind, MessageStatus
from musubi.blocks.notifications.models import OutboxMessage

logger = logging.getLogger(__name__)
BACK_OFF = [dt.timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 240)]
LEASE = dt.timedelta(minutes=5)


class DeliveryInterruptedError(Exception):
    """Every worker that took the message up ended before it could say how it went (送信のたびに中断)."""

    code = "delivery_interrupted"


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
    calendar: str = "",
    addressee_uid: str = "",
) -> OutboxMessage:
    """Write one mail into the outbox, in the caller's transaction.

    `calendar` is a date in iCalendar that goes with it, `addressee_uid` whose address a letter made of it bears.
    Where mail does not leave, or there is no address, it is only shown and can be printed as a letter.
    """
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
        status=MessageStatus.QUEUED if to and goes_out() else MessageStatus.SHOWN,
        reminder_day=reminder_day,
        calendar=calendar,
        addressee_uid=addressee_uid,
        next_attempt_at=now,
    )


def account_mailer(*, to: str, subject: str, body: str, purpose: str, language: str, recipient_uid: str, now: dt.datetime) -> None:
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
    due = Q(status=MessageStatus.QUEUED, next_attempt_at__lte=now) | Q(status=MessageStatus.SENDING, lease_until__lt=now)
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
    if message.calendar:
        mail.attach("meeting.ics", message.calendar, "text/calendar")
    mail.send()


def send_next(*, worker: str, now: dt.datetime, lease: dt.timedelta = LEASE) -> MessageStatus | None:
    """Claim one due message and send it; returns what became of it, or None when none is due.

    One at a time, so that a lease covers a single delivery and a stop waits for that one alone. A failure is kept and
    tried again later; a message whose workers keep dying is given up like one that is refused.
    """
    claimed = claim(worker=worker, now=now, limit=1, lease=lease)
    if not claimed:
        return None
    message = claimed[0]
    if message.attempts > len(BACK_OFF):
        _failed(message, worker=worker, error=DeliveryInterruptedError(), now=now)
        return MessageStatus.FAILED
    try:
        send(message)
    except Exception as error:  # noqa: BLE001 - whatever is wrong with one mail must not stop the others
        _failed(message, worker=worker, error=error, now=now)
        return MessageStatus.FAILED
    _sent(message, worker=worker, now=now)
    return MessageStatus.SENT


@transaction.atomic
def _sent(message: OutboxMessage, *, worker: str, now: dt.datetime) -> None:
    done = OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.SENDING, lease_by=worker).update(
        status=MessageStatus.SENT, sent_at=now, lease_until=None, lease_by="", error=""
    )
    if done:
        record_event(actor=None, verb="mail.sent", obj=message, now=now, after={"purpose": message.purpose})


@transaction.atomic
def _failed(message: OutboxMessage, *, worker: str, error: Exception, now: dt.datetime) -> None:
    reason = reason_of(error)
    logger.warning("mail %s not accepted, attempt %d: %s", message.uid, message.attempts, reason)
    own = OutboxMessage.objects.filter(pk=message.pk, status=MessageStatus.SENDING, lease_by=worker)
    if message.attempts < len(BACK_OFF):
        own.update(
            status=MessageStatus.QUEUED,
            next_attempt_at=now + BACK_OFF[message.attempts - 1],
            lease_until=None,
            lease_by="",
            error=reason,
        )
        return
    if not own.update(status=MessageStatus.FAILED, lease_until=None, lease_by="", error=reason):
        return  # the lease ran out and another worker has it
    record_event(actor=None, verb="mail.failed", obj=message, now=now, after={"purpose": message.purpose})
    from musubi.blocks.notifications.domain.tasks import open_for_office  # noqa: PLC0415 - tasks queue mail in turn

    open_for_office(
        title="送れなかったメールを確かめる",
        detail=reason,
        address=f"/staff/outbox/{message.uid}/",
        object_type="notifications.OutboxMessage",
        object_id=message.uid,
        today=clock.today(),  # business days count in business time, mail in real time
        now=now,
    )


def reason_of(error: Exception) -> str:
    """Kind and SMTP codes of a failure; never the server's words, which repeat addresses."""
    refused = getattr(error, "recipients", None)
    codes = {code for code, _words in refused.values()} if isinstance(refused, dict) else {getattr(error, "smtp_code", "")}
    return " ".join([type(error).__name__, *sorted(str(code) for code in codes if code)])


@transaction.atomic
def resend(*, message: OutboxMessage, actor: Any, now: dt.datetime) -> OutboxMessage | None:
    """Let a message go out again from now, to the recipient's present address; None where it waits or is being sent.

    One that was sent goes as a copy with a Message-ID of its own: mailboxes drop a second mail of the same id.
    """
    to = _present_address(message)
    if message.status == MessageStatus.SENT:
        copy = queue_mail(
            to=to,
            cc=message.cc,
            subject=message.subject,
            body=message.body,
            calendar=message.calendar,
            purpose=message.purpose,
            now=now,
            language=message.language,
            recipient_uid=message.recipient_uid,
            recipient_name=message.recipient_name,
            addressee_uid=message.addressee_uid,
        )
        record_event(actor=actor, verb="mail.resent", obj=copy, now=now, after={"copy_of": message.uid})
        return copy
    status = MessageStatus.QUEUED if goes_out() else MessageStatus.SHOWN
    changed = OutboxMessage.objects.filter(pk=message.pk, status__in=[MessageStatus.FAILED, MessageStatus.SHOWN]).update(
        status=status, to=to, attempts=0, next_attempt_at=now, error=""
    )
    if not changed:
        return None
    record_event(actor=actor, verb="mail.resent", obj=message, now=now, before={"to": message.to}, after={"to": to})
    message.refresh_from_db()
    return message


def _present_address(message: OutboxMessage) -> str:
    if not message.recipient_uid:
        return message.to
    email = User.objects.filter(uid=message.recipient_uid).values_list("email", flat=True).first()
    mailbox = Organization.objects.filter(uid=message.recipient_uid).values_list("mailbox", flat=True).first()
    return email or mailbox or message.to
