"""The answering page's forms: at most five inputs for a program, the last value beside each."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.indicators.domain.numbers import number_text
from musubi.blocks.indicators.models import IndicatorActual
from musubi.blocks.reporting.domain.answers import EntryAnswer, entries_of, missing
from musubi.blocks.reporting.domain.calls import MOST_VALUES
from musubi.blocks.reporting.enums import AnswerKind, FutureDirection, Progress
from musubi.blocks.reporting.models import ProgressReport, Reply, ReplyEntry
from musubi.blocks.vision.domain.validation import is_kept_exactly

KINDS = [
    (AnswerKind.ANSWER, gettext_lazy("回答する")),
    (AnswerKind.SAME_AS_LAST, gettext_lazy("前年同")),
    (AnswerKind.NOT_APPLICABLE, gettext_lazy("該当なし")),
]
LEAP = 10  # a value that is ten times the last one, or a tenth of it, is asked about once
NUMBER = re.compile(r"([+-]?[\d,]*\.?\d+)\s*(\D*)")


class QuantityField(forms.CharField):
    """A figure as people type it: full-width, with commas, with its own unit; another unit is told."""

    def __init__(self, *, unit: str, **options: Any) -> None:
        self.unit = unit
        super().__init__(required=False, widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Without trailing zeros."""
        return number_text(value) if isinstance(value, Decimal) else value

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]
        """The figure; None when empty."""
        text = unicodedata.normalize("NFKC", super().to_python(value)).strip()
        if not text:
            return None
        match = NUMBER.fullmatch(text)
        if match is None:
            raise forms.ValidationError(_("数字で書いてください。例: 12"), code="invalid")
        typed = match[2].strip()
        if typed and typed != unicodedata.normalize("NFKC", self.unit):
            message = _("単位は「%(unit)s」です。「%(typed)s」の数を%(unit)sに直して、数字だけを書いてください")
            raise forms.ValidationError(message % {"unit": self.unit or _("なし"), "typed": typed}, code="unit")
        try:
            number = Decimal(match[1].replace(",", ""))
        except InvalidOperation as error:
            raise forms.ValidationError(_("数字で書いてください。例: 12"), code="invalid") from error
        if not is_kept_exactly(number):
            raise forms.ValidationError(_("桁が多すぎます。整数14桁、小数6桁までです"), code="digits")
        return number


class EntryForm(forms.Form):
    """The answer for one item."""

    use_required_attribute = False
    kind = forms.ChoiceField(label=gettext_lazy("この事業について"), choices=KINDS, widget=forms.RadioSelect)
    progress = forms.ChoiceField(label=gettext_lazy("計画と比べた進み方"), required=False, widget=forms.RadioSelect)
    done = forms.CharField(label=gettext_lazy("進んだこと"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 4}))
    problems = forms.CharField(
        label=gettext_lazy("困っていること・これからの対応"), required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, entry: ReplyEntry, last: ProgressReport | None, last_values: Mapping[int, Decimal], **options: Any) -> None:
        self.entry, self.last = entry, last
        super().__init__(*args, prefix=entry.uid, **options)
        progress: Any = self.fields["progress"]
        progress.choices = Progress.reportable()
        self.value_names: dict[str, tuple[Any, Decimal | None]] = {}
        for number, value in enumerate(entry.values.all()):
            name, indicator, before = f"v{number}", value.indicator, last_values.get(value.indicator_id)
            self.value_names[name] = (indicator, before)
            self.fields[name] = QuantityField(label=indicator.name, unit=indicator.unit)
            self.fields[f"{name}-seen"] = forms.CharField(required=False, widget=forms.HiddenInput)
            self.initial[name] = value.value
        answered = entry.kind != AnswerKind.BLANK
        self.initial |= {
            "kind": entry.kind if answered else AnswerKind.ANSWER,
            "progress": entry.progress,
            "done": entry.done if answered or last is None else last.done,
            "problems": entry.problems if answered or last is None else last.problems,
        }
        if len(self.value_names) < MOST_VALUES:  # a page asks at most five things of a program; figures go first
            way = self.fields["direction"] = forms.ChoiceField(label=_("今後の方向性"), required=False)
            way.choices = [("", _("選ばない")), *FutureDirection.choices]
            self.initial["direction"] = entry.direction if answered or last is None else last.direction
        self.cautions: dict[str, str] = {}
        self.file_errors: list[dict[str, str]] = []  # name and why, of files that were refused

    @property
    def starts_from_last(self) -> bool:
        """Whether the texts shown are the last year's, not typed for this call yet."""
        return self.entry.kind == AnswerKind.BLANK and self.last is not None and bool(self.last.done or self.last.problems)

    @property
    def is_done(self) -> bool:
        """Whether what is kept of the item can be sent."""
        entry = self.entry
        return not missing({entry.item.code: EntryAnswer(kind=entry.kind, progress=entry.progress)})

    @property
    def numbers(self) -> list[dict[str, Any]]:
        """What the page shows for each figure: field, unit, the last value, caution, and the value that was asked about."""
        return [
            {
                "field": self[name],
                "unit": indicator.unit,
                "basis": indicator.get_basis_display(),
                "last": None if before is None else number_text(before),
                "caution": self.cautions.get(name, ""),
                "seen": self.data.get(f"{self.prefix}-{name}", "") if name in self.cautions else self.data.get(f"{self.prefix}-{name}-seen", ""),
                "seen_name": f"{self.prefix}-{name}-seen",
            }
            for name, (indicator, before) in self.value_names.items()
        ]

    def ask_again(self) -> bool:
        """Note values that leap from the last one and were not asked about yet; True where there are any."""
        for name, (_indicator, before) in self.value_names.items():
            value = self.cleaned_data.get(name)
            typed = self.data.get(f"{self.prefix}-{name}", "")
            if value is None or not before or self.data.get(f"{self.prefix}-{name}-seen") == typed:
                continue
            if abs(value) >= abs(before) * LEAP or abs(value) * LEAP <= abs(before):
                words = {"before": number_text(before), "value": number_text(value)}
                self.cautions[name] = _("前年度は%(before)sでした。%(value)sでよければ、もう一度送ってください") % words
        return bool(self.cautions)

    def answer(self) -> EntryAnswer:
        """What was typed, as far as it could be read."""
        data = self.cleaned_data if hasattr(self, "cleaned_data") else {}
        values = {indicator.code: data[name] for name, (indicator, _before) in self.value_names.items() if name in data}
        return EntryAnswer(
            kind=data.get("kind") or AnswerKind.ANSWER,
            progress=data.get("progress", ""),
            done=data.get("done", ""),
            problems=data.get("problems", ""),
            direction=data.get("direction", self.entry.direction),
            values=values,
        )


def entry_forms(reply: Reply, data: Any = None) -> list[EntryForm]:
    """A form for each item of the reply; five queries at any number of items."""
    entries = entries_of(reply)
    year = reply.call.fiscal_year
    ids = [entry.item_id for entry in entries]
    last: dict[int, ProgressReport] = {}
    for report in ProgressReport.objects.filter(item__in=ids, fiscal_year__lt=year).order_by("fiscal_year"):
        last[report.item_id] = report
    indicators = [value.indicator_id for entry in entries for value in entry.values.all()]
    rows = IndicatorActual.objects.filter(indicator__in=indicators, fiscal_year=year - 1).values_list("indicator", "value")
    values = dict(rows)
    return [EntryForm(data, entry=entry, last=last.get(entry.item_id), last_values=values) for entry in entries]


def answers_of(forms_: Sequence[EntryForm]) -> dict[str, EntryAnswer]:
    """The answer of a page's forms, by item code."""
    return {form.entry.item.code: form.answer() for form in forms_}


class SenderForm(forms.Form):
    """Who answers, so that the secretariat can ask back."""

    use_required_attribute = False
    answerer = forms.CharField(
        label=gettext_lazy("回答された方の氏名"), required=False, max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    contact = forms.CharField(
        label=gettext_lazy("連絡先(電話かメール)"), required=False, max_length=200, widget=forms.TextInput(attrs={"autocomplete": "email"})
    )
