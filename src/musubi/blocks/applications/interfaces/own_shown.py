"""What was filed, for reading and printing: the content of a receipt, or of a draft as it would be filed, with the words of the terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.applicant.sections import sections_of
from musubi.blocks.applications.domain.terms import Question, Terms
from musubi.blocks.applications.interfaces.own_form_page import as_text


@dataclass(frozen=True)
class ShownSection:
    """Label and answer, by section; an answer that is missing is ""."""

    name: str
    rows: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class ShownFiling:
    """A filing in words."""

    content: Mapping[str, Any]
    lane: str
    sections: tuple[ShownSection, ...]
    costs: tuple[Mapping[str, Any], ...]
    total: int
    files: tuple[Mapping[str, Any], ...]


def shown(content: Mapping[str, Any], terms: Terms, stage: str) -> ShownFiling:
    """The content in the words of its terms."""
    categories = {each.key: each.name for each in terms.categories}
    documents = {each.key: each.label for each in terms.documents} | {"other": _("その他の書類"), "evidence": _("証拠書類")}
    lanes = {each.key: each.name for each in terms.lanes}
    answers = content["answers"]
    sections = tuple(
        ShownSection(section.name, tuple((each.key, each.label, _answer(each, answers.get(each.key))) for each in section.questions))
        for section in sections_of(terms, stage, content["lane"])
    )
    costs = tuple({**line, "category": categories.get(line["category"], line["category"])} for line in content["costs"])
    files = tuple({**row, "label": documents.get(row["requirement"], row["requirement"])} for row in content["files"])
    return ShownFiling(content, lanes.get(content["lane"], ""), sections, costs, sum(int(line["amount"]) for line in costs), files)


def _answer(question: Question, value: Any) -> str:
    if question.kind == "yes_no":
        return {"yes": _("はい"), "no": _("いいえ")}.get(str(value), "")
    text = as_text(question, value)
    return _("%(yen)s円") % {"yen": text} if question.kind == "yen" and text else text
