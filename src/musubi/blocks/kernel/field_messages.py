"""What an empty or unreadable field says: what to do next, in the words of officials. The framework only says what is wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

_MESSAGES: tuple[tuple[type[forms.Field], dict[str, Any]], ...] = (
    (forms.Field, {"required": _("入力してください")}),
    (forms.ChoiceField, {"required": _("どれかを選んでください")}),
    (forms.FileField, {"required": _("ファイルを選んでください"), "empty": _("ファイルが空です。中身のあるファイルを選んでください")}),
    (forms.BooleanField, {"required": _("内容を確かめて、チェックを付けてください")}),
    (forms.IntegerField, {"invalid": _("整数を数字で入力してください")}),
    (forms.DecimalField, {"invalid": _("数字で入力してください")}),
)


def speak_plainly() -> None:
    """Give every form field of the site these messages where its form says nothing of its own."""
    for kind, messages in _MESSAGES:
        kind.default_error_messages = {**kind.default_error_messages, **messages}
