"""Forms made from the plan's tables: one editor serves every kind of row."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.fields import DateTextField, FiscalYearField
from musubi.blocks.vision.domain.basis import CITY_DECISION, Basis, known_decisions
from musubi.blocks.vision.domain.document import Change, ChangeKind, Column, ColumnKind, PlanDocument, Row, TableSpec
from musubi.blocks.vision.domain.tables import table_of

PREFIX = "v-"


def field_for(column: Column, document: PlanDocument) -> forms.Field:
    """The form field of a column; references offer the rows that exist."""
    common: dict[str, Any] = {"label": column.header, "required": column.required, "help_text": column.help}
    kind = column.kind
    if kind is ColumnKind.BOOLEAN:
        return forms.BooleanField(label=column.header, required=False, help_text=column.help)
    if kind is ColumnKind.FISCAL_YEAR:
        return FiscalYearField(**common)
    if kind is ColumnKind.DATE:
        return DateTextField(**common)
    if kind is ColumnKind.INTEGER:
        return forms.IntegerField(**common)
    if kind is ColumnKind.DECIMAL:
        return forms.DecimalField(**common)
    if kind is ColumnKind.CHOICE:
        return forms.ChoiceField(choices=column.choices, **common)
    if kind is ColumnKind.REFERENCE:
        return forms.TypedChoiceField(
            choices=[("", "—"), *_targets(column, document)],
            coerce=_coerce(column, document),
            empty_value=None,
            **common,
        )
    widget = forms.Textarea(attrs={"rows": 4}) if kind is ColumnKind.LONG_TEXT else forms.TextInput()
    return forms.CharField(max_length=column.max_length or None, widget=widget, strip=False, **common)


def _targets(column: Column, document: PlanDocument) -> list[tuple[Any, str]]:
    spec = table_of(column.to).spec
    return [(row[spec.key[0]], spec.row_label(row)) for row in document.rows(column.to).values()]


def _coerce(column: Column, document: PlanDocument) -> Any:
    keys = {str(key): key for key, _label in _targets(column, document)}
    return lambda text: keys[text]


def _initial(column: Column, value: Any) -> Any:
    return dt.date.fromisoformat(value) if column.kind is ColumnKind.DATE and value else value


class RowForm(forms.Form):
    """Edit one row. `shown` carries the values that the person saw, so that newer ones are noticed, never overwritten."""

    shown = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, spec: TableSpec, row: Row, document: PlanDocument, *args: Any, **options: Any) -> None:
        columns = options.pop("columns", None)
        self.spec, self.row = spec, row
        self.columns = [c for c in spec.columns if columns is None or c.key in columns]
        initial = {PREFIX + column.key: _initial(column, row.get(column.key)) for column in self.columns}
        shown = json.dumps({column.key: row.get(column.key) for column in self.columns}, ensure_ascii=False)
        super().__init__(*args, initial={**initial, "shown": shown}, **options)
        for column in self.columns:
            self.fields[PREFIX + column.key] = field_for(column, document)

    def values(self) -> dict[str, Any]:
        """The typed values by column key, as the document holds them."""
        found = {}
        for column in self.columns:
            value = self.cleaned_data[PREFIX + column.key]
            if column.kind is ColumnKind.DECIMAL and value is not None:
                value = format(value.normalize(), "f")
            if isinstance(value, dt.date):
                value = value.isoformat()
            if isinstance(value, str) and column.kind in {ColumnKind.TEXT, ColumnKind.LONG_TEXT}:
                value = value.replace("\r\n", "\n")
            found[column.key] = value
        return found

    def shown_values(self) -> dict[str, Any]:
        """What the person saw; the stored row where the hidden field was lost."""
        try:
            shown = json.loads(self.cleaned_data.get("shown") or "")
        except ValueError:
            return dict(self.row)
        return shown if isinstance(shown, dict) else dict(self.row)

    def changes(self, uid: str) -> list[Change]:
        """The cells that the person changed."""
        shown, label = self.shown_values(), self.spec.row_label(self.row)
        return [
            Change(self.spec.name, uid, ChangeKind.UPDATE, key, shown.get(key), value, label)
            for key, value in self.values().items()
            if value != shown.get(key)
        ]

    def added(self, uid: str, fixed: Mapping[str, Any]) -> Change:
        """The new row."""
        row = {column.key: column.default for column in self.spec.columns}
        row = {
            key: (None if self.spec.column(key).kind is ColumnKind.REFERENCE and not value else value)
            for key, value in {**row, **fixed, **self.values()}.items()
        }
        return Change(self.spec.name, uid, ChangeKind.ADD, after=row, label=self.spec.row_label(row))


class DecisionChoice(forms.Form):
    """A decision of the city from those recorded here; the field is left out where there is none."""

    decision = forms.ChoiceField(
        label=_("根拠とする市の決定"), required=False, help_text=_("選ぶと、件名・決裁日・文書番号が改定に残り、決定から改定へたどれます")
    )

    def __init__(self, *args: Any, user: Any = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self._known = {basis.identifier: basis for basis in (known_decisions(user) if user is not None else [])}
        if not self._known:
            del self.fields["decision"]
            return
        field: Any = self.fields["decision"]
        named = [
            (key, " ".join(part for part in (basis.label, format_date(basis.decided_on) if basis.decided_on else "", basis.document_number) if part))
            for key, basis in self._known.items()
        ]
        field.choices = [("", _t("選ばない")), *named]

    def chosen(self) -> Basis | None:
        """The decision that was chosen."""
        return self._known.get(self.cleaned_data.get("decision", ""))


class ReasonForm(DecisionChoice):
    """Why the plan changes, from when, and on what decision of the city it rests."""

    reason = forms.CharField(label=_("変更の理由"), widget=forms.Textarea(attrs={"rows": 2}), max_length=2000)
    effective_on = DateTextField(label=_("施行日"), required=False, help_text=_("空のときは今日からです"))
    basis_label = forms.CharField(
        label=_("根拠とする市の決定(件名)"), required=False, max_length=200, help_text=_("(仮称)を外すときは必ず記録します")
    )
    decided_on = DateTextField(label=_("決裁日"), required=False)
    document_number = forms.CharField(label=_("文書番号"), required=False, max_length=80)
    field_order = ("reason", "effective_on", "decision")

    def clean(self) -> dict[str, Any]:
        """A decision has both a subject and a day."""
        data = super().clean() or {}
        if not data.get("decision") and bool(data.get("basis_label")) != bool(data.get("decided_on")) and not self.errors:
            field = "decided_on" if data.get("basis_label") else "basis_label"
            self.add_error(field, _t("市の決定は、件名と決裁日の両方を入力してください"))
        return data

    def basis(self) -> Basis:
        """The basis as the domain takes it: the decision that was chosen, else what was typed."""
        data = self.cleaned_data
        if (chosen := self.chosen()) is not None:
            return chosen
        if not data["basis_label"]:
            return Basis()
        return Basis(
            kind=CITY_DECISION,
            label=data["basis_label"],
            decided_on=data["decided_on"],
            document_number=data["document_number"],
        )
