"""Forms of one row of a call's terms; a rule's fields follow from its type."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.amounts.types import RULE_TYPES, Parameter, parse_rate, parse_ratio
from musubi.blocks.applications.domain.terms import Terms
from musubi.blocks.applications.enums import ObligationKind, Stage
from musubi.blocks.kernel.fields import DateTextField, YenField

SECTION_NAMES = {
    "lanes": _l("区分"),
    "categories": _l("経費の区分"),
    "questions": _l("申請書・報告書の質問"),
    "checks": _l("要件"),
    "documents": _l("提出書類"),
    "obligations": _l("届出・報告"),
    "rules": _l("補助額・要件の決まり"),
    "criteria": _l("採点表の審査項目"),
}
KINDS = (
    ("text", _l("1行の文字")),
    ("long_text", _l("長い文字")),
    ("integer", _l("整数")),
    ("yen", _l("金額")),
    ("date", _l("日付")),
    ("choice", _l("1つ選ぶ")),
    ("choices", _l("いくつでも選ぶ")),
    ("yes_no", _l("はい・いいえ")),
)
ANCHORS = (
    ("decided", _l("決定日から")),
    ("completed", _l("完了日から")),
    ("confirmed", _l("額の確定から")),
    ("year_end", _l("年度末")),
    ("each_year", _l("毎年(月日)")),
)
LANE = _l("区分(空欄はすべて)")


class LinesField(forms.CharField):
    """One entry a line."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": 4}), **options)

    def prepare_value(self, value: Any) -> Any:
        """Shown line by line."""
        return "\n".join(map(str, value)) if isinstance(value, list | tuple) else value

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        """The lines that are not empty."""
        return [line.strip() for line in (super().to_python(value) or "").splitlines() if line.strip()]


class PointsField(LinesField):
    """One whole number a line."""

    def to_python(self, value: Any) -> list[int]:  # type: ignore[override]
        """The numbers."""
        try:
            return [int(line) for line in super().to_python(value)]
        except ValueError as error:
            raise ValidationError(_("1行に1つの整数で書いてください")) from error


def _text(label: Any, *, required: bool = True, limit: int = 300, help_text: Any = "") -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=limit, help_text=help_text)


def _flag(label: Any) -> forms.BooleanField:
    return forms.BooleanField(label=label, required=False)


def _whole(label: Any, *, required: bool = False) -> forms.IntegerField:
    return forms.IntegerField(label=label, required=required)


def _stage() -> forms.ChoiceField:
    return forms.ChoiceField(label=_l("段階"), choices=Stage.choices)


def fields_of(section: str, terms: Terms, rule_type: str = "") -> dict[str, forms.Field]:
    """The form's fields of a section's row, without its key."""
    lanes = forms.ChoiceField(label=LANE, required=False, choices=[("", _l("すべて")), *((lane.key, lane.name) for lane in terms.lanes)])
    if section == "rules":
        parameters = {f"p-{each.name}": _parameter(each, terms) for each in RULE_TYPES[rule_type].parameters}
        return {"label": _text(_l("呼び名"), required=False), "lane": lanes, **parameters}
    found = _FIELDS[section](terms)
    return {**found, "lane": lanes} if section in {"categories", "questions", "documents", "criteria"} else found


def _lane_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {"name": _text(_l("名称")), "note": _text(_l("説明"), required=False)}


def _category_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {"name": _text(_l("名称")), "note": _text(_l("対象になるもの・ならないもの"), required=False)}


def _question_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {
        "label": _text(_l("質問")),
        "kind": forms.ChoiceField(label=_l("答え方"), choices=KINDS),
        "stage": _stage(),
        "required": _flag(_l("必ず答える")),
        "section": _text(_l("見出し"), required=False),
        "help": _text(_l("書き方の説明"), required=False),
        "choices": LinesField(label=_l("選択肢(1行に1つ)"), required=False),
        "points": PointsField(label=_l("選択肢ごとの点数(要望調査。1行に1つ)"), required=False),
        "minimum": _whole(_l("下限")),
        "maximum": _whole(_l("上限")),
    }


def _check_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {
        "label": _text(_l("要件")),
        "basis": _text(_l("根拠"), required=False),
        "evidence": _text(_l("確認するもの"), required=False),
        "ask": _flag(_l("申請の前に本人に聞く")),
        "stop": _text(_l("満たさないときの説明"), required=False),
    }


def _document_fields(terms: Terms) -> dict[str, forms.Field]:
    questions = [("", _l("いつも")), *((each.key, each.label) for each in terms.questions)]
    return {
        "label": _text(_l("書類の名前")),
        "stage": _stage(),
        "required": _flag(_l("必ず出す")),
        "help": _text(_l("説明・様式"), required=False),
        "when_question": forms.ChoiceField(label=_l("次の質問の答えによる"), required=False, choices=questions),
        "when_answer": _text(_l("その答え"), required=False),
    }


def _obligation_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {
        "label": _text(_l("名称")),
        "kind": forms.ChoiceField(label=_l("種類"), choices=ObligationKind.of_terms()),
        "anchor": forms.ChoiceField(label=_l("期限の数え方"), choices=ANCHORS),
        "days": _whole(_l("日数")),
        "month": _whole(_l("月(毎年のとき)")),
        "day": _whole(_l("日(毎年のとき)")),
        "years": _whole(_l("年数(毎年のとき)")),
    }


def _criterion_fields(_terms: Terms) -> dict[str, forms.Field]:
    return {
        "label": _text(_l("審査項目")),
        "help": _text(_l("見るところ"), required=False),
        "anchors": LinesField(label=_l("段階ごとの目安(低い段階から順に、1行に1つ)"), help_text=_l("行の数が段階の数になります。")),
        "lowest": forms.IntegerField(label=_l("最低の段階"), min_value=0, initial=1),
        "weight": forms.IntegerField(label=_l("重み(段階に掛ける数)"), min_value=1, initial=1),
        "independent": forms.BooleanField(
            label=_l("合計に入れず、参考として並べる"), required=False, help_text=_l("波及効果など、点の合計とは別に見るもの。")
        ),
        "round": forms.IntegerField(label=_l("審査の回(0はどの回でも)"), min_value=0, initial=0),
    }


_FIELDS = {
    "lanes": _lane_fields,
    "categories": _category_fields,
    "questions": _question_fields,
    "checks": _check_fields,
    "documents": _document_fields,
    "obligations": _obligation_fields,
    "criteria": _criterion_fields,
}


def _parameter(parameter: Parameter, terms: Terms) -> forms.Field:
    common: dict[str, Any] = {"label": parameter.label, "required": parameter.required, "help_text": parameter.help}
    match parameter.kind:
        case "yen":
            return YenField(**common)
        case "integer":
            return forms.IntegerField(**common)
        case "choice":
            return forms.ChoiceField(choices=parameter.choices, **common)
        case "keys":
            choices = [(each.key, each.name) for each in terms.categories]
            return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
        case "question":
            return forms.ChoiceField(choices=[("", "—"), *((each.key, each.label) for each in terms.questions)], **common)
        case "date":
            return DateTextField(**common)
    return forms.CharField(max_length=300, **common)


class TermsRowForm(forms.Form):
    """A row of a section; `shown_version` is the call's version that the person saw."""

    use_required_attribute = False
    shown_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, section: str, terms: Terms, rule_type: str = "", row: Mapping[str, Any] | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.section, self.rule_type = section, rule_type
        known = dict(row or {})
        parameters = dict(known.pop("parameters", {}))
        for name, field in fields_of(section, terms, rule_type).items():
            self.fields[name] = field
            value = self._known(name, known, parameters)
            if value is not None:
                field.initial = value

    def _known(self, name: str, known: Mapping[str, Any], parameters: Mapping[str, Any]) -> Any:
        if not name.startswith("p-"):
            return known.get(name)
        value = parameters.get(name.removeprefix("p-"))
        if isinstance(value, Mapping):
            return " ".join(f"{year}:{rate}" for year, rate in value.items())
        return value

    def clean(self) -> dict[str, Any]:
        """Rates that can be read, at their own field."""
        data = super().clean() or {}
        if self.section == "rules":
            for parameter in RULE_TYPES[self.rule_type].parameters:
                name = f"p-{parameter.name}"
                if data.get(name) and parameter.kind in {"rate", "pairs"}:
                    try:
                        data[name] = _pairs(data[name]) if parameter.kind == "pairs" else str(parse_rate(data[name]))
                    except (ValueError, ZeroDivisionError):
                        self.add_error(name, _("率として読めません。1/2 や 2/3 のように、0より大きく1以下で書いてください"))
                elif data.get(name) and parameter.kind == "ratio":
                    try:
                        data[name] = str(parse_ratio(data[name]))
                    except (ValueError, ZeroDivisionError):
                        self.add_error(name, _("倍率として読めません。2 や 3/2 のように、0より大きい数で書いてください"))
        return data

    def row(self, key: str) -> dict[str, Any]:
        """The row as the terms keep it."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "shown_version"}
        if self.section != "rules":
            return {"key": key, **{name: value for name, value in data.items() if value is not None}}
        parameters = {name.removeprefix("p-"): _plain(value) for name, value in data.items() if name.startswith("p-") and value not in (None, "", [])}
        return {"key": key, "type": self.rule_type, "label": data["label"], "lane": data["lane"], "parameters": parameters}


def _pairs(text: str) -> dict[str, str]:
    return {str(int(year)): str(parse_rate(rate)) for year, rate in (pair.split(":") for pair in text.split())}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
