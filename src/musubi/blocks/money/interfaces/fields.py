"""A field for whole yen with the examples of budget pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel import fields


class YenField(fields.YenField):
    """The kernel's field, shown with commas alone and with an example beside it."""

    def __init__(self, *, signed: bool = False, **options: Any) -> None:
        example = _("例: 1,234,000、120万円。減額は△か-を付けます") if signed else _("例: 1,234,000、120万円")
        options["help_text"] = options.get("help_text") or example
        options.setdefault("widget", forms.TextInput(attrs={"inputmode": "text", "autocomplete": "off"}))
        super().__init__(signed=signed, **options)

    def prepare_value(self, value: Any) -> Any:
        """With commas."""
        return f"{value:,}" if isinstance(value, int) else value
