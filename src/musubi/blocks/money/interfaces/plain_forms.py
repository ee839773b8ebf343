"""Forms that are no record's own: moving money between lines, closing a year, taking an entry back."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.money.interfaces.fields import YenField
from musubi.blocks.money.interfaces.forms import REASON, reason_field
from musubi.blocks.money.models import BudgetLine


class PlainForm(forms.Form):
    """A form without a record; the head's reason as in EntryForm."""

    use_required_attribute = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if REASON in self.data:
            self.offer_exception()

    def offer_exception(self) -> None:
        """Ask for the head's reason."""
        self.fields.setdefault(REASON, reason_field())


class MoveForm(PlainForm):
    """Money from one line to another: 流用 in a year, 繰越 into the next."""

    source = forms.ModelChoiceField(BudgetLine.objects.none(), label=_("どの節から"))
    target = forms.ModelChoiceField(BudgetLine.objects.none(), label=_("どの節へ"))
    amount = YenField(label=_("金額"))
    decided_on = DateTextField(label=_("決定日"), required=False)
    document_number = forms.CharField(label=_("文書番号"), max_length=80, required=False)
    note = forms.CharField(label=_("説明"), max_length=200, required=False)

    def offer(self, *, sources: Any, targets: Any) -> None:
        """The lines on both sides."""
        self.fields["source"].queryset = sources  # type: ignore[attr-defined]
        self.fields["target"].queryset = targets  # type: ignore[attr-defined]


class CloseForm(PlainForm):
    """The day on which the books were closed."""

    closed_on = DateTextField(label=_("出納閉鎖日"))


class ReasonForm(PlainForm):
    """Why."""

    reason = forms.CharField(label=_("理由"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
