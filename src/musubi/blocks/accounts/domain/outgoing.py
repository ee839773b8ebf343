"""Mail about accounts. The notifications block, which stands above, registers the outbox; until then mail goes straight out."""

from __future__ import annotations

import datetime as dt
from typing import Protocol

from django.core.mail import EmailMessage


class Mailer(Protocol):
    """Takes one mail and sees to it that it arrives."""

    def __call__(
        self,
        *,
        to: str,
        subject: str,
        body: str,
        purpose: str,
        language: str,
        recipient_uid: str,
        now: dt.datetime,
    ) -> None:
        """Keep or send the mail."""


_mailer: Mailer | None = None


def set_mailer(mailer: Mailer) -> None:
    """Let `mailer` have all mail about accounts from now on."""
    global _mailer  # noqa: PLW0603 - one mailer per process, set when apps are ready
    _mailer = mailer


def send_account_mail(*, to: str, subject: str, body: str, purpose: str, language: str, recipient_uid: str, now: dt.datetime) -> None:
    """Send a mail about an account."""
    if _mailer is None:
        EmailMessage(subject, body, to=[to]).send()
        return
    _mailer(
        to=to,
        subject=subject,
        body=body,
        purpose=purpose,
        language=language,
        recipient_uid=recipient_uid,
        now=now,
    )
