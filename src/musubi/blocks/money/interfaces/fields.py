"""A field for whole yen as people type them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.money import MoneyTextError, parse_yen


class YenField(forms.CharField):
    """Whole yen: 1,234,000, 120万円, △500. `signed` lets the amount be below zero."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        self.signed = signed
        example = _("例: 1,234,000、120万円。減額は△か-を付けます") if signed else _("例: 1,234,000、120万円")
        options["help_text"] = options.get("help_text") or example
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """With commas."""
        return f"{value:,}" if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:  # type: ignore[override]
        """The amount; empty is unknown."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = parse_yen(text)
        except MoneyTextError as error:
            raise ValidationError(error.render(gettext), code=error.code) from error
        if amount < 0 and not self.signed:
            raise ValidationError(gettext("0円以上の金額を入力してください"), code="negative")
        return amount
