"""What allauth does to an account is told in the audit trail; wrong second-factor codes count for the lock."""

from __future__ import annotations

from typing import Any

from allauth.account import signals as account_signals
from allauth.account.models import EmailAddress
from allauth.mfa import signals as mfa_signals
from django.contrib.auth.signals import user_login_failed
from django.db import transaction
from django.db.models.signals import post_save
from django.http import HttpRequest

from musubi.blocks.accounts.models import User
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel import clock


def _record(request: HttpRequest | None, user: User, verb: str, **values: Any) -> None:
    person = getattr(request, "user", None)
    actor = person if person is not None and person.is_authenticated else user
    with transaction.atomic():
        record_event(actor=actor, verb=verb, obj=user, now=clock.real_now(), **values)


def password_changed(request: HttpRequest, user: User, **_: Any) -> None:
    """The person changed or first set the password."""
    _record(request, user, "user.password_changed")


def password_reset(request: HttpRequest, user: User, **_: Any) -> None:
    """The person made a new password with the link from a mail."""
    _record(request, user, "user.password_reset")


def email_changed(request: HttpRequest, user: User, from_email_address: Any, to_email_address: Any, **_: Any) -> None:
    """The person confirmed a new address, which is the name for signing in from now on."""
    before = from_email_address.email if from_email_address else ""
    _record(request, user, "user.email_changed", before={"email": before}, after={"email": to_email_address.email})


def factor_added(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor was registered."""
    _record(request, user, f"user.{authenticator.type}_registered")


def factor_removed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """A second factor was removed by its owner."""
    _record(request, user, f"user.{authenticator.type}_taken_off")


def codes_renewed(request: HttpRequest, user: User, authenticator: Any, **_: Any) -> None:
    """New recovery codes took the place of the old ones."""
    _record(request, user, f"user.{authenticator.type}_renewed")


def code_failed(request: HttpRequest, user: User, **_: Any) -> None:
    """A wrong code counts like a wrong password, so that codes cannot be tried one after the other."""
    user_login_failed.send(sender=__name__, credentials={"email": user.email}, request=request)


def keep_address(instance: User, **_: Any) -> None:
    """Allauth keeps addresses in a table of its own: an address corrected by the office must be the one that signs in."""
    kept = EmailAddress.objects.filter(user=instance)
    if kept.filter(primary=True).exclude(email__iexact=instance.email).exists():
        kept.delete()
        EmailAddress.objects.create(user=instance, email=instance.email, verified=True, primary=True)


def connect() -> None:
    """Called once when apps are ready."""
    post_save.connect(keep_address, sender=User, dispatch_uid="accounts.keep_address")
    account_signals.password_changed.connect(password_changed, dispatch_uid="accounts.password_changed")
    account_signals.password_set.connect(password_changed, dispatch_uid="accounts.password_set")
    account_signals.password_reset.connect(password_reset, dispatch_uid="accounts.password_reset")
    account_signals.email_changed.connect(email_changed, dispatch_uid="accounts.email_changed")
    mfa_signals.authenticator_added.connect(factor_added, dispatch_uid="accounts.factor_added")
    mfa_signals.authenticator_removed.connect(factor_removed, dispatch_uid="accounts.factor_removed")
    mfa_signals.authenticator_reset.connect(codes_renewed, dispatch_uid="accounts.codes_renewed")
    mfa_signals.authentication_failed.connect(code_failed, dispatch_uid="accounts.code_failed")
