"""A form field for items of the plan, typed by their codes."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

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
        codes = list(dict.fromkeys(plain_code(code) for code in SEPARATORS.split(text or "") if code))
        if not codes:
            return []
        known = {item.code: item for item in PlanItem.objects.filter(vision=plan_in_force(), code__in=codes)}
        unknown = [code for code in codes if code not in known]
        if unknown:
            raise ValidationError(gettext("計画にない番号です: %(codes)s。番号の地図で確かめてください") % {"codes": "、".join(unknown)})
        return [known[code] for code in codes]


def plain_code(code: str) -> str:
    """A code as it is kept: half width, capitals, one kind of hyphen."""
    return unicodedata.normalize("NFKC", code).upper().translate(HYPHENS)
