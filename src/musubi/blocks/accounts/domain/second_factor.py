"""Second factors (二段階認証) and sessions: who has one, taking one back, signing out everywhere."""

from __future__ import annotations

import datetime as dt
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.utils import translation

from musubi.blocks.accounts.domain.outgoing import send_account_mail
from musubi.blocks.accounts.domain.roles import may_manage
from musubi.blocks.accounts.models import User
from musubi.blocks.audit.domain.trail import record_event

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


class SecondFactorError(Exception):
    """A second factor cannot be reset; `code` is reason_missing or not_allowed."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def has_second_factor(user: Any) -> bool:
    """Whether an authenticator app, a security key or a passkey is registered; recovery codes alone do not count."""
    return is_mfa_enabled(user, types=list(FACTORS))


@transaction.atomic
def reset_second_factor(*, user: User, actor: User | None, reason: str, today: dt.date, now: dt.datetime) -> int:
    """Take back all second factors of a person who lost them (二段階認証の解除), end the sessions and tell the person.

    Returns how many were taken back. `today` is the business day on which the actor's roles are asked, `now` real time.
    Raises SecondFactorError: reason_missing, not_allowed (an administrator's by somebody who is none).
    """
    if not may_manage(actor=actor, person=user, day=today):
        raise SecondFactorError("not_allowed")
    if not reason.strip():
        raise SecondFactorError("reason_missing")
    factors = Authenticator.objects.filter(user=user)
    kinds = sorted(factors.values_list("type", flat=True))
    factors.delete()
    _end_sessions(user)
    record_event(
        actor=actor,
        verb="user.second_factor_reset",
        obj=user,
        now=now,
        before={"second_factors": kinds},
        after={"second_factors": []},
        reason=reason.strip(),
    )
    with translation.override(user.language):
        context = {"user": user}
        send_account_mail(
            to=user.email,
            subject=render_to_string("accounts/mail/second_factor_reset_subject.txt", context).strip(),
            body=render_to_string("accounts/mail/second_factor_reset_message.txt", context).strip(),
            purpose="accounts/mail/second_factor_reset",
            language=user.language,
            recipient_uid=user.uid,
            now=now,
        )
    return len(kinds)


@transaction.atomic
def sign_out_everywhere(*, user: User, actor: User | None, now: dt.datetime) -> None:
    """End every session of the person, on every device."""
    _end_sessions(user)
    record_event(actor=actor, verb="user.signed_out_everywhere", obj=user, now=now)


def _end_sessions(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
