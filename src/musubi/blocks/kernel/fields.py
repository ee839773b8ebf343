"""Form fields that read what Japanese officials type: dates and fiscal years in both calendars; what any field says when it is wrong."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.dates import format_fiscal_year, parse_fiscal_year
from musubi.blocks.kernel.eras import format_date, parse_date
from musubi.blocks.kernel.messages import TextError
from musubi.blocks.kernel.money import format_yen, parse_yen


class FiscalYearField(forms.CharField):
    """A fiscal year typed as 2020, 令和2年度, R2 …; its value is the year in which it begins."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "")
        options["help_text"] = options["help_text"] or _("例: 2020、令和2年度、R2")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Shown in both calendars."""
        return format_fiscal_year(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The year; empty is unknown."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_fiscal_year(text)
        except TextError as error:
            raise ValidationError(error.render(gettext), code=error.code) from error


class DateTextField(forms.CharField):
    """A day typed as 令和2年10月14日, R2.10.14 or 2020-10-14."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("help_text", "")
        options["help_text"] = options["help_text"] or _("例: 令和2年10月14日、R2.10.14、2020-10-14")
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Shown in the Japanese calendar."""
        return format_date(value) if isinstance(value, dt.date) else value

    def to_python(self, value: Any) -> dt.date | None:  # type: ignore[override]
        """The day; empty is unknown."""
        if isinstance(value, dt.date):
            return value
        text = super().to_python(value)
        if not text:
            return None
        try:
            return parse_date(text)
        except TextError as error:
            raise ValidationError(error.render(gettext), code=error.code) from error


# What an empty or unreadable field says: what to do next. The framework only says what is wrong.
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


def translate_names() -> None:
    """Let the Japanese names of the site's models and their fields, which label forms and histories, be told in the reader's language."""
    for model in apps.get_models():
        if model.__module__.startswith("musubi."):
            model._meta.verbose_name = _(str(model._meta.verbose_name))
            for field in model._meta.local_fields:
                field.verbose_name = _(str(field.verbose_name))


class YenField(forms.CharField):
    """Whole yen as people type them: 1,234,000, 120万円, △500. `signed` lets the amount be below zero."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        self.signed = signed
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """With commas and the unit."""
        return format_yen(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The amount; empty is unknown."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = parse_yen(text)
        except TextError as error:
            raise ValidationError(error.render(gettext), code=error.code) from error
        if amount < 0 and not self.signed:
            raise ValidationError(gettext("0円以上の金額を入力してください"), code="negative")
        return amount
