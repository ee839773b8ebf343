"""What the public narrows the list of calls by."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from musubi.blocks.applications.domain.applicant.offers import public_calls
from musubi.blocks.kernel.templatetags.musubi import fiscal_year, local

STATES = (("", _("すべて")), ("open", _("受付中")), ("announced", _("これから")), ("closed", _("終わったもの")))


class OfferFilter(forms.Form):
    """State, program, fiscal year, words. What cannot be read narrows nothing."""

    state = forms.ChoiceField(label=_("受付の状態"), choices=STATES, required=False)
    item = forms.ChoiceField(label=_("取組・事業"), required=False)
    year = forms.TypedChoiceField(label=_("年度"), required=False, coerce=int, empty_value=None)
    q = forms.CharField(label=_("ことば"), required=False, max_length=80)

    def __init__(self, data: Any) -> None:
        super().__init__(data)
        rows = list(public_calls().order_by().values("item__code", "item__name", "item__name_en", "fiscal_year"))
        items = {row["item__code"]: local({"name": row["item__name"], "name_en": row["item__name_en"]}, "name") for row in rows}
        years = sorted({row["fiscal_year"] for row in rows}, reverse=True)
        self.fields["item"].choices = [("", _("すべて")), *((code, f"{code} {name}") for code, name in sorted(items.items()))]
        self.fields["year"].choices = [("", _("すべて")), *((str(year), fiscal_year(year)) for year in years)]

    def values(self) -> dict[str, Any]:
        """The readable ones, as `offers` takes them."""
        self.is_valid()
        read = self.cleaned_data
        return {
            "state": read.get("state", ""),
            "items": [read["item"]] if read.get("item") else [],
            "fiscal_year": read.get("year"),
            "text": read.get("q", ""),
        }

    def is_used(self) -> bool:
        """Whether anything is narrowed."""
        return any(self.values().values())
