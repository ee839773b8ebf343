"""How allauth behaves here: no public sign-up, mail through the city's outbox, names for the lock."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from musubi.blocks.accounts.domain.outgoing import send_account_mail
from musubi.blocks.kernel import clock


class AccountAdapter(DefaultAccountAdapter):
    """Accounts come by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody signs up by themselves."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Hand the rendered mail to the outbox, so that it is logged, repeated on failure and printable."""
        message = self.render_mail(template_prefix, email, context)
        user = context.get("user")
        send_account_mail(
            to=email,
            subject=message.subject,
            body=str(message.body),
            purpose=template_prefix,
            language=get_language() or "ja",
            recipient_uid=getattr(user, "uid", ""),
            now=clock.real_now(),
        )


def login_name(request: Any, credentials: dict[str, Any] | None = None) -> str:
    """The name by which failures are counted: the mail address as typed, in lower case."""
    given = credentials or {}
    name = given.get("email") or given.get("username") or given.get("login") or ""
    if not name and request is not None:
        name = request.POST.get("login", "")
    return str(name).strip().lower()[:254]
