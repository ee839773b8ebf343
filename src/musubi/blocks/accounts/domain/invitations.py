"""Invite people, take an invitation back, accept it (招待)."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.accounts.domain.outgoing import send_account_mail
from musubi.blocks.accounts.domain.roles import may_give_role
from musubi.blocks.accounts.enums import InvitationState
from musubi.blocks.accounts.models import Invitation, Membership, Organization, User
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock

LIFETIME = dt.timedelta(days=14)
TOKEN_BYTES = 32


class InvitationError(Exception):
    """An invitation cannot be made or accepted.

    `code` is one of: already_user (the address has an account), not_allowed (the actor may not give that role),
    unknown, accepted, revoked, expired.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def hash_token(token: str) -> str:
    """What the database keeps of an invitation's secret: SHA-256; the secret itself has 256 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *,
    email: str,
    name: str,
    organization: Organization,
    role: str,
    actor: User | None,
    starts_on: dt.date,
    today: dt.date,
    now: dt.datetime,
    ends_before: dt.date | None = None,
    name_kana: str = "",
    title: str = "",
    language: str = "ja",
) -> tuple[Invitation, str]:
    """Make an invitation and mail it; an open one to the same address is taken back. Returns it and the link.

    `now` is real time (the link runs out by it), `today` the business day on which the actor's roles are asked.
    Raises InvitationError: not_allowed, already_user.
    """
    address = email.strip().lower()
    if not may_give_role(actor=actor, role=role, day=today):
        raise InvitationError("not_allowed")
    if User.objects.filter(email=address).exists():
        raise InvitationError("already_user")
    earlier: Invitation
    for earlier in lock(Invitation.objects.filter(email=address, accepted_at__isnull=True, revoked_at__isnull=True)):
        _revoke(earlier, actor=actor, now=now, reason="replaced")
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation.objects.create(
        token_hash=hash_token(token),
        email=address,
        name=name,
        name_kana=name_kana,
        language=language,
        organization=organization,
        role=role,
        title=title,
        starts_on=starts_on,
        ends_before=ends_before,
        invited_by=actor,
        expires_at=now + LIFETIME,
    )
    record_event(
        actor=actor,
        verb="invitation.sent",
        obj=invitation,
        now=now,
        after={"email": address, "name": name, "organization": organization, "role": role, "starts_on": starts_on},
    )
    link = _link(token, language)
    _mail(invitation, link, now)
    return invitation, link


@transaction.atomic
def revoke_invitation(*, invitation: Invitation, actor: User | None, now: dt.datetime, reason: str = "") -> None:
    """Take an invitation back; one already accepted or revoked stays as it is.

    Raises InvitationError: accepted, revoked.
    """
    current: Invitation = lock(Invitation.objects.filter(pk=invitation.pk))[0]
    state = current.state_at(now)
    if state in {InvitationState.ACCEPTED, InvitationState.REVOKED}:
        raise InvitationError(str(state))
    _revoke(current, actor=actor, now=now, reason=reason)


def _revoke(invitation: Invitation, *, actor: User | None, now: dt.datetime, reason: str) -> None:
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at", "updated_at"])
    record_event(actor=actor, verb="invitation.revoked", obj=invitation, now=now, reason=reason)


def find_invitation(*, token_hash: str, now: dt.datetime) -> Invitation:
    """The open invitation of that secret. Raises InvitationError: unknown, accepted, revoked, expired."""
    invitation = Invitation.objects.filter(token_hash=token_hash).select_related("organization", "invited_by").first()
    if invitation is None:
        raise InvitationError("unknown")
    state = invitation.state_at(now)
    if state != InvitationState.OPEN:
        raise InvitationError(str(state))
    return invitation


@transaction.atomic
def accept_invitation(*, token_hash: str, name: str, name_kana: str, password: str | None, now: dt.datetime) -> User:
    """Make the account and its post; without a password the account is entered with a passkey, or after a reset by mail.

    Raises InvitationError: unknown, accepted, revoked, expired, already_user.
    """
    lock(Invitation.objects.filter(token_hash=token_hash))
    invitation = find_invitation(token_hash=token_hash, now=now)
    if User.objects.filter(email=invitation.email).exists():
        raise InvitationError("already_user")
    user = User.objects.create_user(invitation.email, password, name=name, name_kana=name_kana, language=invitation.language)
    # The link came by mail to this address, so the address is confirmed.
    EmailAddress.objects.create(user=user, email=invitation.email, verified=True, primary=True)
    Membership.objects.create(
        user=user,
        organization=invitation.organization,
        role=invitation.role,
        title=invitation.title,
        starts_on=invitation.starts_on,
        ends_before=invitation.ends_before,
    )
    invitation.accepted_at, invitation.accepted_by = now, user
    invitation.save(update_fields=["accepted_at", "accepted_by", "updated_at"])
    record_event(actor=user, verb="invitation.accepted", obj=invitation, now=now, after={"accepted_by": user})
    record_event(actor=user, verb="user.created", obj=user, now=now, after={"email": user.email, "name": name})
    record_event(
        actor=user,
        verb="membership.began",
        obj=user,
        now=now,
        after={
            "organization": invitation.organization.code,
            "role": invitation.role,
            "starts_on": invitation.starts_on,
            "ends_before": invitation.ends_before,
        },
    )
    return user


def _link(token: str, language: str) -> str:
    with translation.override(language):
        return urljoin(f"{settings.PUBLIC_URL}/", reverse("accounts:invitation-open", args=[token]).lstrip("/"))


def _mail(invitation: Invitation, link: str, now: dt.datetime) -> None:
    with translation.override(invitation.language):
        context = {
            "invitation": invitation,
            "link": link,
            "expires_on": timezone.localtime(invitation.expires_at).date(),
            "office": letterhead(),
        }
        send_account_mail(
            to=invitation.email,
            subject=render_to_string("accounts/mail/invitation_subject.txt", context).strip(),
            body=render_to_string("accounts/mail/invitation_message.txt", context).strip(),
            purpose="accounts/mail/invitation",
            language=invitation.language,
            recipient_uid="",
            now=now,
        )
