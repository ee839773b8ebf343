"""Form fields of the council: organisations, records quoted by their numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from musubi.blocks.accounts.models import Organization
from musubi.blocks.vision.interfaces.code_field import SEPARATORS, plain_code


class OrganizationField(forms.ModelChoiceField):
    """An organisation of the city or a partner."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Organization.objects.order_by("order", "code"), to_field_name="code", **options)

    def prepare_value(self, value: Any) -> Any:
        """Chosen by its code."""
        if isinstance(value, int):  # a record's form begins from the key
            return Organization.objects.filter(pk=value).values_list("code", flat=True).first()
        return value.code if isinstance(value, Organization) else value


class QuotedField(forms.CharField):
    """Records quoted by their numbers: O-3 O-5 …; the value is a list of records that `queryset` holds."""

    def __init__(self, *, queryset: Any, prefix: str, **options: Any) -> None:
        super().__init__(**options)
        self.queryset, self.prefix = queryset, prefix

    def prepare_value(self, value: Any) -> Any:
        """Records are shown by their numbers."""
        return " ".join(record.code for record in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[Any]:  # type: ignore[override]
        """The records, in the order typed; what is not there, or not to be seen, is named alike."""
        text = super().to_python(value)
        words = [word for word in SEPARATORS.split(text or "") if word]
        numbers = [_number(word, self.prefix) for word in words]
        known = {record.number: record for record in self.queryset.filter(number__in=[number for number in numbers if number is not None])}
        unknown = [word for word, number in zip(words, numbers, strict=True) if number not in known]
        if unknown:
            raise ValidationError(gettext("見つからない番号です: %(codes)s") % {"codes": "、".join(unknown)})
        return [known[number] for number in dict.fromkeys(numbers) if number is not None]


def _number(word: str, prefix: str) -> int | None:
    plain = plain_code(word).removeprefix(prefix.upper()).lstrip("-")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def choices_with_empty(choices: Sequence[Any], empty: Any = "—") -> list[Any]:
    """Choices after an empty one."""
    return [("", empty), *choices]
