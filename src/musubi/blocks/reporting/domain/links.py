"""Links by which an organisation answers without an account. The database keeps the secret's hash only."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.reporting.enums import CallStatus
from musubi.blocks.reporting.models import AccessLink, Reply

TOKEN_BYTES = 32
GRACE = dt.timedelta(days=14)  # after the due day, so that late answers still arrive


class LinkError(Exception):
    """A link does not open. `code`: unknown, expired, revoked, closed; `reply` where it is known, to say whom to ring."""

    def __init__(self, code: str, reply: Reply | None = None) -> None:
        super().__init__(code)
        self.code = code
        self.reply = reply


def hash_token(token: str) -> str:
    """What the database keeps of a link's secret: SHA-256; the secret itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def issue_link(*, reply: Reply, sent_to: str, actor: Any, now: dt.datetime, keep_earlier: bool = False) -> tuple[AccessLink, str]:
    """A new link to the reply and its address; earlier links of the reply no longer open, unless they are kept (a reminder).

    `now` is real time: by it the link runs out, at the end of the grace after the call's due day, in a fortnight at the earliest.
    """
    for earlier in () if keep_earlier else reply.links.filter(revoked_at__isnull=True):
        _revoke(earlier, actor=actor, now=now, reason="replaced")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    end_of_due = dt.datetime.combine(reply.call.due_on, dt.time.max, tzinfo=dt.UTC) + GRACE
    link = AccessLink.objects.create(reply=reply, token_hash=hash_token(token), sent_to=sent_to, expires_at=max(end_of_due, now + GRACE))
    record_event(actor=actor, verb="access_link.sent", obj=link, now=now, after={"organization": reply.organization, "expires_at": link.expires_at})
    return link, settings.PUBLIC_URL + reverse("calls:open-link", args=[token])


@transaction.atomic
def revoke_link(*, link: AccessLink, actor: Any, now: dt.datetime, reason: str = "") -> None:
    """Close a link at once; one already closed stays as it is."""
    if link.revoked_at is None:
        _revoke(link, actor=actor, now=now, reason=reason)


def _revoke(link: AccessLink, *, actor: Any, now: dt.datetime, reason: str) -> None:
    link.revoked_at, link.revoked_by = now, actor
    link.version += 1
    link.save(update_fields=["revoked_at", "revoked_by", "version", "updated_at"])
    record_event(actor=actor, verb="access_link.revoked", obj=link, now=now, reason=reason)


def find_link(*, token_hash: str, now: dt.datetime) -> AccessLink:
    """The link of that hash, with its reply, call and organisation. Raises LinkError."""
    link = AccessLink.objects.select_related("reply__call", "reply__organization").filter(token_hash=token_hash).first()
    if link is None:
        raise LinkError("unknown")
    if link.revoked_at is not None:
        raise LinkError("revoked", link.reply)
    if link.expires_at <= now:
        raise LinkError("expired", link.reply)
    if link.reply.call.status != CallStatus.SENT:
        raise LinkError("closed", link.reply)
    return link


def note_opening(*, link: AccessLink, now: dt.datetime) -> None:
    """Remember when a link was first opened; nothing of the answer changes."""
    AccessLink.objects.filter(pk=link.pk, first_opened_at__isnull=True).update(first_opened_at=now)
