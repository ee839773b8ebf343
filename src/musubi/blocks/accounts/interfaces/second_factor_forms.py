"""allauth's second-factor forms with our words, and with the lock that passwords have."""

from __future__ import annotations

from typing import Any

from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from axes.handlers.proxy import AxesProxyHandler
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

CODE_ATTRIBUTES = {"autocomplete": "one-time-code", "autocapitalize": "off", "spellcheck": "false"}
LONGEST_NAME = 60
KEY_NAME_HELP = gettext_lazy("どの鍵か後で分かる名前にします。例: 職場のパソコン、USBの鍵(予備)")


class LockedCodeMixin:
    """Refuses codes while the person is locked out; the lock's page takes the place of the form."""

    user: Any
    fields: dict[str, forms.Field]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("確認の番号")
        field.help_text = _("認証アプリに出ている6桁の数字か、控えておいた予備コードを入力します。")
        field.widget = forms.TextInput(attrs=CODE_ATTRIBUTES)

    def clean_code(self) -> str:
        """The code, unless five failures locked the person out."""
        request, credentials = context.request, {"email": self.user.email}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out = True
            raise forms.ValidationError(_("続けて違ったため、しばらく入れません。"), code="locked")
        return super().clean_code()  # type: ignore[misc]


class CodeForm(LockedCodeMixin, AuthenticateForm):
    """The code asked for after the password."""


class ReauthenticateCodeForm(LockedCodeMixin, ReauthenticateForm):
    """The code asked for before a sensitive change."""


class ActivateAppForm(ActivateTOTPForm):
    """The first code of an authenticator app."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["code"]
        field.label = _("アプリに出た6桁の数字")
        field.widget = forms.TextInput(attrs={**CODE_ATTRIBUTES, "inputmode": "numeric"})


class AddKeyForm(AddWebAuthnForm):
    """A new passkey or security key."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        initial = kwargs.setdefault("initial", {})
        initial.setdefault("passwordless", True)
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("鍵の名前")
        self.fields["name"].help_text = KEY_NAME_HELP
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)
        self.fields["passwordless"].label = _("この鍵だけで入れるようにする(パスキー)")
        self.fields["passwordless"].help_text = _(
            "メールアドレスもパスワードも要らなくなります。鍵の側で暗証番号・指紋・顔の確認が要ります。"
            "できない鍵では、外して登録してください。パスワードの後の確認に使えます。"
        )

    def clean_name(self) -> str:
        """No longer than a table's cell can show; without a name, one is made up."""
        return super().clean_name()[:LONGEST_NAME]


class EditKeyForm(EditWebAuthnForm):
    """Another name for a key."""

    def clean_name(self) -> str:
        """No longer than a table's cell can show."""
        return self.cleaned_data["name"][:LONGEST_NAME]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("鍵の名前")
        self.fields["name"].help_text = KEY_NAME_HELP
        self.fields["name"].widget.attrs["maxlength"] = str(LONGEST_NAME)
