"""Forms of single records that carry what the person saw, so that two people saving at once both see both versions."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS
from django.utils.translation import gettext as _

KEEP, NOW = "keep-", "now-"


@dataclass(frozen=True)
class FieldChoice:
    """A contested field: what was seen, what stands there now, what was typed; the names of radio and hidden field."""

    name: str
    label: Any
    seen: str
    theirs: str
    mine: str

    @property
    def keep_name(self) -> str:
        """The radio's name."""
        return KEEP + self.name

    @property
    def now_name(self) -> str:
        """The hidden field that carries the newer value, which the person has now seen."""
        return NOW + self.name


class RecordForm(forms.ModelForm):
    """A model form with the shown values in a hidden field. `conflicts` is filled by `show_conflicts`."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.conflicts: list[FieldChoice] = []
        texts = {name: self.text_of(name, getattr(self.instance, name, None)) for name in self._meta.fields}  # a new record lacks its links
        self.fields["shown"].initial = json.dumps(texts, ensure_ascii=False)

    def text_of(self, name: str, value: Any) -> str:
        """A value as one text, for comparing and for showing."""
        if value in (None, ""):
            return ""
        if isinstance(value, bool):
            return _("はい") if value else _("いいえ")
        choices = getattr(self.instance._meta.get_field(name), "choices", None)
        return str(dict(choices).get(value, value)) if choices else str(value)

    def seen(self) -> dict[str, str]:
        """What the person saw, by field; a choice made against a newer value counts as having seen it."""
        try:
            seen = dict(json.loads(self.data.get("shown") or "{}"))
        except (ValueError, TypeError):
            seen = {}
        for name in self._meta.fields:
            if self.data.get(KEEP + name) == "mine":
                seen[name] = self.data.get(NOW + name, "")
        return seen

    def unchanged(self, name: str, current: Any) -> bool:
        """Whether the stored value is still the one that the person saw."""
        seen = self.seen()
        return name not in seen or seen[name] == self.text_of(name, current)

    def values(self) -> dict[str, Any]:
        """The typed values that the person changed; fields where the other's version was chosen are left out."""
        seen = self.seen()
        return {
            name: self.cleaned_data[name]
            for name in self._meta.fields
            if name in self.cleaned_data
            and self.data.get(KEEP + name) != "theirs"
            and (self.text_of(name, self.cleaned_data[name]) != seen.get(name) or self.data.get(KEEP + name) == "mine")
        }

    def show_conflicts(self, current: dict[str, Any]) -> None:
        """Offer both versions of each contested field."""
        seen = self.seen()
        self.conflicts = [
            FieldChoice(
                name=name,
                label=self.fields[name].label,
                seen=seen.get(name, ""),
                theirs=self.text_of(name, value),
                mine=self.text_of(name, self.cleaned_data[name]),
            )
            for name, value in current.items()
        ]


class ConstraintForm(RecordForm):
    """A record's form that tells a broken constraint at the field that the constraint's code names."""

    def _post_clean(self) -> None:
        super()._post_clean()
        kept = self.errors.pop(NON_FIELD_ERRORS, None)
        for error in kept.as_data() if kept else []:
            self.add_error(error.code if error.code in self.fields else None, error)
