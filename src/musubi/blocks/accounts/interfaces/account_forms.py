"""allauth's account forms in our look: no placeholders that repeat labels, one help text for passwords."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account_forms
from django import forms
from django.utils.translation import gettext_lazy as _

PASSWORD_HELP = _("12文字以上。名前やメールアドレスに似たもの、よく使われるものは避けます。")


class OwnLookMixin:
    """Takes placeholders and allauth's help texts away; the pages say these things themselves."""

    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            field.widget.attrs.pop("placeholder", None)
            if isinstance(field.widget, forms.PasswordInput):
                field.help_text = PASSWORD_HELP if name == "password1" else ""


class LoginForm(OwnLookMixin, account_forms.LoginForm):
    """Mail address and password."""


class ChangePasswordForm(OwnLookMixin, account_forms.ChangePasswordForm):
    """The old password and the new one, twice."""


class SetPasswordForm(OwnLookMixin, account_forms.SetPasswordForm):
    """A first password, twice."""


class ResetPasswordForm(OwnLookMixin, account_forms.ResetPasswordForm):
    """The address to which the link for a new password goes."""


class ResetPasswordKeyForm(OwnLookMixin, account_forms.ResetPasswordKeyForm):
    """The new password, twice, after the link was opened."""


class AddEmailForm(OwnLookMixin, account_forms.AddEmailForm):
    """The new address."""


class ReauthenticateForm(OwnLookMixin, account_forms.ReauthenticateForm):
    """The password again, before a sensitive change."""
