"""A reviewer's forms: the declaration of interests, row by row."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.reviews.enums import InterestAnswer, TieKind
from musubi.blocks.reviews.models import PanelEntry, Reviewer


class DeclarationForm(forms.Form):
    """For each application an answer; a kind and a note where there is a tie. `everything` answers what is left with none."""

    use_required_attribute = False
    everything = forms.BooleanField(label=_l("答えていない申請は、すべて「利害関係なし」と申告する"), required=False)

    def __init__(self, *args: Any, entries: list[PanelEntry], reviewer: Reviewer, **options: Any) -> None:
        super().__init__(*args, **options)
        self.entries, self.reviewer = entries, reviewer
        for entry in entries:
            key = entry.uid
            self.fields[f"answer-{key}"] = forms.ChoiceField(
                label=_l("利害関係の有無"), choices=InterestAnswer.choices, widget=forms.RadioSelect, required=False
            )
            self.fields[f"kind-{key}"] = forms.ChoiceField(label=_l("関係の種類"), choices=[("", "—"), *TieKind.choices], required=False)
            self.fields[f"note-{key}"] = forms.CharField(label=_l("関係の内容"), max_length=500, required=False)

    def by_entry(self) -> list[tuple[PanelEntry, Any, Any, Any]]:
        """Each application with its three fields."""
        return [(entry, self[f"answer-{entry.uid}"], self[f"kind-{entry.uid}"], self[f"note-{entry.uid}"]) for entry in self.entries]

    def clean(self) -> dict[str, Any]:
        """A tie has a kind; at least one answer."""
        data = super().clean() or {}
        for entry in self.entries:
            answer, kind = data.get(f"answer-{entry.uid}", ""), data.get(f"kind-{entry.uid}", "")
            if answer and answer != InterestAnswer.NONE and not kind:
                self.add_error(f"kind-{entry.uid}", _("関係の種類を選んでください"))
            if kind and not answer:
                self.add_error(f"answer-{entry.uid}", _("利害関係の有無を選んでください"))
        if self.entries and not self.errors and not self._answered(data):
            raise forms.ValidationError(_("申告する申請がありません。どれかに答えてください"))
        return data

    def _answered(self, data: dict[str, Any]) -> list[PanelEntry]:
        return [entry for entry in self.entries if data.get(f"answer-{entry.uid}") or data.get("everything")]

    def rows(self) -> list[dict[str, Any]]:
        """What was declared."""
        data = self.cleaned_data
        return [
            {
                "entry": entry,
                "answer": data.get(f"answer-{entry.uid}") or InterestAnswer.NONE.value,
                "kind": data.get(f"kind-{entry.uid}", ""),
                "note": data.get(f"note-{entry.uid}", ""),
            }
            for entry in self._answered(data)
        ]
