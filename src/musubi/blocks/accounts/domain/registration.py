"""People outside the office make their own account (利用者登録): a mail address, the link that went to it, a password. It brings no post.

Nothing is stored before the link was opened: the link itself carries the address, signed, for a day. Once the account
exists the link gives nothing more.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from urllib.parse import urljoin

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.accounts.domain.outgoing import send_account_mail
from musubi.blocks.accounts.models import Organization, User
from musubi.blocks.audit.domain.trail import record_event

SALT = "accounts.registration"
LIFETIME = dt.timedelta(hours=24)
HOUR = 60 * 60
MOST_PER_ADDRESS, MOST_PER_PLACE = 3, 30


class RegistrationError(Exception):
    """No account can be made; `code` is one of: too_many, shared, unknown, already_user."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Asked:
    """What an opened link says: whose address, in which language, where to go on afterwards."""

    email: str
    language: str
    target: str


def ask_registration(*, email: str, language: str, target: str, place: str, now: dt.datetime) -> str:
    """Send the link to the address; an address that has an account is told so by mail instead, so the page says the same to everybody.

    Returns the link, "" where there is an account. Raises RegistrationError: too_many, shared.
    """
    address = email.strip().lower()
    _count(f"register-place-{place}", MOST_PER_PLACE)
    _count(f"register-{signing.Signer(salt=SALT).signature(address)}", MOST_PER_ADDRESS)
    if Organization.objects.filter(mailbox__iexact=address).exists():
        raise RegistrationError("shared", _("課の共用メールです。本人だけが読むアドレスを入力してください"))
    known = User.objects.filter(email=address).exists()
    link = "" if known else _link(signing.dumps([address, language, target], salt=SALT, compress=True), language)
    with translation.override(language):
        context = {"link": link, "office": letterhead(), "sign_in": urljoin(f"{settings.PUBLIC_URL}/", reverse("account_login").lstrip("/"))}
        send_account_mail(
            to=address,
            subject=render_to_string("accounts/mail/registration_subject.txt", context).strip(),
            body=render_to_string("accounts/mail/registration_message.txt", context).strip(),
            purpose="accounts/mail/registration",
            language=language,
            recipient_uid="",
            now=now,
        )
    return link


def _count(key: str, most: int) -> None:
    cache.add(key, 0, HOUR)
    if cache.incr(key) > most:
        raise RegistrationError("too_many", _("短い間に何度も頼まれました。1時間ほどたってから、もう一度試してください"))


def _link(token: str, language: str) -> str:
    with translation.override(language):
        return urljoin(f"{settings.PUBLIC_URL}/", reverse("accounts:register-open", args=[token]).lstrip("/"))


def read_link(token: str) -> Asked:
    """Whose link it is. Raises RegistrationError: unknown (broken or too old), already_user."""
    try:
        email, language, target = signing.loads(token, salt=SALT, max_age=LIFETIME)
    except (signing.BadSignature, ValueError) as error:
        raise RegistrationError("unknown", _("このリンクは使えません。期限(24時間)が過ぎたか、途中で切れています")) from error
    if User.objects.filter(email=email).exists():
        raise RegistrationError("already_user", _("このメールアドレスのアカウントは、もうあります。サインインしてください"))
    return Asked(email, language, target)


@transaction.atomic
def register(*, asked: Asked, name: str, name_kana: str, password: str, now: dt.datetime) -> User:
    """Make the account, without any post. Raises RegistrationError: already_user."""
    try:
        with transaction.atomic():
            user = User.objects.create_user(asked.email, password, name=name, name_kana=name_kana, language=asked.language)
    except IntegrityError as error:
        raise RegistrationError("already_user", _("このメールアドレスのアカウントは、もうあります。サインインしてください")) from error
    EmailAddress.objects.create(user=user, email=asked.email, verified=True, primary=True)  # the link came by mail to this address
    record_event(actor=user, verb="user.registered", obj=user, now=now, after={"email": user.email, "name": name})
    return user
