"""Form fields of the council: plan items by their codes, organisations, records quoted by their numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from musubi.blocks.accounts.models import Organization
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem

HYPHENS = str.maketrans("‐‑‒–—−ーｰ", "-" * 8)
SEPARATORS = re.compile(r"[\s,、，・;；]+")


class CodesField(forms.CharField):
    """Items of the plan in force, typed by their codes: B-P1 C-3 …; the value is a list of PlanItem."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("required", False)
        options.setdefault("help_text", _("計画の番号を、間をあけて入力します。例: B-P1 C-3"))
        super().__init__(**options)

    def prepare_value(self, value: Any) -> Any:
        """Items are shown by their codes."""
        return " ".join(item.code for item in value) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[PlanItem]:  # type: ignore[override]
        """The items, in the order typed; every unknown code is named."""
        text = super().to_python(value)
        codes = list(dict.fromkeys(_plain(code) for code in SEPARATORS.split(text or "") if code))
        if not codes:
            return []
        known = {item.code: item for item in PlanItem.objects.filter(vision=plan_in_force(), code__in=codes)}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(gettext("計画にない番号です: %(codes)s。番号の地図で確かめてください") % {"codes": "、".join(unknown)})
        return [known[code] for code in codes]


def _plain(code: str) -> str:
    return unicodedata.normalize("NFKC", code).upper().translate(HYPHENS)


class OrganizationField(forms.ModelChoiceField):
    """An organisation of the city or a partner."""

    def __init__(self, **options: Any) -> None:
        super().__init__(queryset=Organization.objects.order_by("order", "code"), to_field_name="code", **options)

    def prepare_value(self, value: Any) -> Any:
        """Chosen by its code."""
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
    plain = _plain(word).removeprefix(prefix.upper()).lstrip("-")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else None


def choices_with_empty(choices: Sequence[Any], empty: Any = "—") -> list[Any]:
    """Choices after an empty one."""
    return [("", empty), *choices]
