"""What the office fills in to invite somebody, and what the invited person fills in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.accounts.models import Invitation, Organization, User
from musubi.blocks.kernel.fields import DateTextField


class InvitationForm(forms.ModelForm):
    """Whom to invite, to which post."""

    starts_on = DateTextField(label=gettext_lazy("開始日"))
    ends_before = DateTextField(label=gettext_lazy("終了日(この日から無効)"), required=False)

    class Meta:
        model = Invitation
        fields = ["email", "name", "name_kana", "organization", "role", "title", "starts_on", "ends_before", "language"]
        labels = {
            "email": gettext_lazy("メールアドレス"),
            "name": gettext_lazy("氏名"),
            "name_kana": gettext_lazy("氏名(かな)"),
            "organization": gettext_lazy("組織"),
            "role": gettext_lazy("役割"),
            "title": gettext_lazy("職名"),
            "language": gettext_lazy("メールと画面の言語"),
        }
        help_texts = {"email": gettext_lazy("本人だけが読むアドレスにします。課の共用メールは使えません。")}

    def clean_email(self) -> str:
        """A person's own address: a unit's shared mailbox would let everyone in it act as that person."""
        email = str(self.cleaned_data["email"]).lower()
        if Organization.objects.filter(mailbox__iexact=email).exists():
            raise ValidationError(_("課の共用メールです。本人のアドレスを入力してください。"))
        return email

    def clean(self) -> dict[str, Any]:
        """It ends after it began."""
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_before") and data["ends_before"] <= data["starts_on"]:
            self.add_error("ends_before", _("終了日は開始日より後にしてください"))
        return data

    def validate_constraints(self) -> None:
        """An earlier open invitation to the same address is taken back by the new one, so it is no error."""


class AcceptanceForm(forms.Form):
    """Name as it is to appear, and a password; with a passkey no password is needed."""

    name = forms.CharField(label=gettext_lazy("氏名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    name_kana = forms.CharField(label=gettext_lazy("氏名(かな)"), max_length=100, required=False)
    password1 = forms.CharField(
        label=gettext_lazy("パスワード"),
        required=False,
        strip=False,
        help_text=gettext_lazy("12文字以上。名前やメールアドレスに似たもの、よく使われるものは避けます。パスキーで始めるときは空のままにします。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("パスワード(確かめ)"),
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, invitation: Invitation, with_passkey: bool, **kwargs: Any) -> None:
        self.invitation = invitation
        self.with_passkey = with_passkey
        initial = {"name": invitation.name, "name_kana": invitation.name_kana}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A password that holds, given twice; none is looked at when a passkey is to be registered."""
        data = super().clean() or {}
        if self.with_passkey:
            return data
        first, second = data.get("password1") or "", data.get("password2") or ""
        if not first:
            self.add_error("password1", _("パスワードを決めてください。パスワードを使わないときは「パスキーで始める」を押してください。"))
        elif first != second:
            self.add_error("password2", _("二つのパスワードが違います。同じものを入力してください。"))
        else:
            try:
                validate_password(first, User(email=self.invitation.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return data

    @property
    def password(self) -> str | None:
        """The chosen password; None with a passkey."""
        return None if self.with_passkey else self.cleaned_data["password1"]
