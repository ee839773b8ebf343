"""Forms of taking in the accounting system's file."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.kernel.workbooks.reading import same_heading
from musubi.blocks.money.interfaces.accounting_file import COLUMNS, SEVERAL, Table

UNITS = [("円", _("円")), ("千円", _("千円"))]


class FileForm(forms.Form):
    """Choose the file, its year and its day."""

    use_required_attribute = False

    file = forms.FileField(
        label=_("財務会計システムのファイル(CSV・Excel)"),
        help_text=_("UTF-8かシフトJISのCSV、またはExcelブック(.xlsx)。選んでも、確かめるまで予算は変わりません"),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.xlsx"}),
        allow_empty_file=True,
    )
    fiscal_year = FiscalYearField(label=_("年度"))
    as_of = DateTextField(label=_("データの時点"), help_text=_("いつの額か。例: 令和2年9月30日"))


class LayoutForm(forms.Form):
    """Which heading is which column."""

    use_required_attribute = False

    def __init__(self, table: Table, guessed: Mapping[str, Sequence[str]], *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.table = table
        choices = [(heading, heading) for heading in dict.fromkeys(table.headings) if heading]
        for column in COLUMNS:
            common: dict[str, Any] = {"label": column.title, "required": column.required}
            named = [heading for heading, _label in choices if same_heading(heading) in {same_heading(text) for text in guessed.get(column.key, [])}]
            if column.key in SEVERAL:
                common["help_text"] = _("いくつかの列に分かれているときは、すべてに印を付けます")
                widget = forms.SelectMultiple(attrs={"size": min(8, len(choices))})
                self.fields[column.key] = forms.MultipleChoiceField(choices=choices, widget=widget, initial=named, **common)
            else:
                self.fields[column.key] = forms.ChoiceField(
                    choices=[("", _("この列はない")), *choices], initial=named[:1][0] if named else "", **common
                )
        self.fields["unit"] = forms.ChoiceField(label=_("金額の単位"), choices=UNITS)
        self.fields["name"] = forms.CharField(label=_("様式の名称"), max_length=100, help_text=_("同じ見出しのファイルは、次からこの対応で読みます"))

    def clean(self) -> dict[str, Any]:
        """One heading is one column; committed and spent come together."""
        data = super().clean() or self.cleaned_data
        used: dict[str, Any] = {}
        for column in COLUMNS:
            for heading in self.headings_of(column.key):
                if heading in used and column.key not in self.errors:
                    self.add_error(column.key, _t("「%(heading)s」は「%(other)s」でも選んでいます") % {"heading": heading, "other": used[heading]})
                used.setdefault(heading, column.title)
        if bool(data.get("committed")) != bool(data.get("spent")):
            self.add_error("spent" if data.get("committed") else "committed", _t("負担行為済額と支出済額は、両方を選んでください"))
        return data

    def headings_of(self, key: str) -> list[str]:
        """The chosen headings of a column, in the file's order."""
        value = self.cleaned_data.get(key) or []
        chosen = value if isinstance(value, list) else [value]
        return [heading for heading in dict.fromkeys(self.table.headings) if heading in chosen]

    def mapping(self) -> dict[str, list[str]]:
        """The mapping as a layout keeps it."""
        return {column.key: found for column in COLUMNS if (found := self.headings_of(column.key))}
