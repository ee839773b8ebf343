"""What somebody from outside the office fills in to get an account: the address first, then name and password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.accounts.models import User


class AddressForm(forms.Form):
    """The mail address to which the link goes."""

    use_required_attribute = False
    email = forms.EmailField(
        label=gettext_lazy("メールアドレス"),
        max_length=254,
        help_text=gettext_lazy("手続のお知らせが届くアドレスです。"),
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={"invalid": gettext_lazy("メールアドレスの形になっていません。例: name@example.jp")},
    )


class RegistrationForm(forms.Form):
    """Name and password."""

    use_required_attribute = False
    name = forms.CharField(label=gettext_lazy("氏名"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    name_kana = forms.CharField(label=gettext_lazy("氏名(かな)"), max_length=100, required=False)
    password1 = forms.CharField(
        label=gettext_lazy("パスワード"),
        strip=False,
        help_text=gettext_lazy("12文字以上。名前やメールアドレスに似たもの、よく使われるものは避けます。"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
    password2 = forms.CharField(
        label=gettext_lazy("パスワード(確かめ)"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        self.email = email
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """A password that holds, given twice."""
        data = super().clean() or {}
        first, second = data.get("password1") or "", data.get("password2") or ""
        if first and second and first != second:
            self.add_error("password2", _("二つのパスワードが違います。同じものを入力してください。"))
        elif first:
            try:
                validate_password(first, User(email=self.email, name=data.get("name", "")))
            except ValidationError as error:
                self.add_error("password1", error)
        return data
