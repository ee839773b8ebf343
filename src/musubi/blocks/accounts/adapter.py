"""How allauth behaves here: sign-up only by our own link (see domain.registration), mail through the city's outbox, names for the lock."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.domain.office import letterhead
from musubi.blocks.accounts.domain.outgoing import send_account_mail
from musubi.blocks.accounts.domain.roles import memberships_on
from musubi.blocks.kernel import clock


class AccountAdapter(DefaultAccountAdapter):
    """Accounts with a post come by invitation; others by a link to their own address."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "account_inactive": _("このアカウントは止まっています。使う必要があるときは、事務局に連絡してください。"),
        "email_password_mismatch": _(
            "メールアドレスかパスワードが違います。確かめて、もう一度入力してください。続けて5回違うと、15分のあいだ入れません。"
        ),
        "incorrect_password": _("パスワードが違います。確かめて、もう一度入力してください。"),
        "enter_current_password": _("今のパスワードが違います。確かめて、もう一度入力してください。"),
        "duplicate_email": _("今と同じアドレスです。変えるときは、別のアドレスを入力してください。"),
        "email_taken": _("このアドレスは使えません。別のアドレスを入力するか、事務局に連絡してください。"),
        "same_as_current": _("今と同じです。違うものを入力してください。"),
        "too_many_login_attempts": _("続けて違いました。しばらくたってから、もう一度試してください。"),
        "rate_limited": _("続けて何度も試しました。しばらくたってから、もう一度試してください。"),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Not on allauth's page: accounts:register confirms the address first."""
        return False

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        """To work, or without a post to the own filings, in the person's own language; who chose another one on the way in keeps that."""
        chosen = get_language()
        language = chosen if chosen != settings.LANGUAGE_CODE else getattr(request.user, "language", chosen)
        with translation.override(language):
            has_post = bool(memberships_on(user=request.user, day=clock.today()))
            return reverse(settings.LOGIN_REDIRECT_URL if has_post else settings.APPLICANT_HOME)

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the mail, in its reader's language, to the outbox, so that it is logged, repeated and printable."""
        user = context.get("user")
        language = getattr(user, "language", "") or get_language() or settings.LANGUAGE_CODE
        with translation.override(language):
            message = self.render_mail(template_prefix, email, {**context, "office": letterhead()})
        send_account_mail(
            to=email,
            subject=message.subject,
            body=str(message.body),
            purpose=template_prefix,
            language=language,
            recipient_uid=getattr(user, "uid", ""),
            now=clock.real_now(),
        )

    def send_notification_mail(self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None) -> None:
        """Tell the owner what changed; the mail speaks the owner's language."""
        super().send_notification_mail(template_prefix, user, {"user": user, **(context or {})}, email)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Second factors in our words."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _(
            "番号が違います。アプリに今出ている数字か、まだ使っていない予備コードを入力してください。続けて5回違うと、15分のあいだ入れません。"
        ),
        "cannot_generate_recovery_codes": _("予備コードを作る前に、鍵か認証アプリを登録してください。"),
    }

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002 - allauth's name
        """A name that tells keys apart until their owner gives a better one."""
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("鍵{number}").format(number=number)


def login_name(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """The name by which failures are counted: the mail address as typed, in lower case."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or given.get("login") or ""
    if not name and request is not None:
        name = request.POST.get("login", "")
    return str(name).strip().lower()[:254]
