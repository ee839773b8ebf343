"""Upload a brochure, and answer its cards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from musubi.blocks.vision.domain.brochure.confirming import LONGEST, Card, answer_problem
from musubi.blocks.vision.domain.brochure.decode import MAX_BYTES
from musubi.blocks.vision.enums import CardChoice
from musubi.blocks.vision.interfaces.plan_forms import SlugForm

MAX_MEGABYTES = MAX_BYTES // (1024 * 1024)


class BrochureForm(forms.Form):
    """Choose the brochure."""

    file = forms.FileField(
        label=_("概要版のファイル"),
        help_text=_("テキスト(.txt)か、文字の入ったPDF。20MBまで。確かめ終わるまで、計画にはなりません。"),
        widget=forms.FileInput(attrs={"accept": ".txt,.pdf,text/plain,application/pdf"}),
        allow_empty_file=True,
        error_messages={"required": _("ファイルを選んでください")},
    )


class DraftPlanForm(SlugForm):
    """Name the draft plan."""

    title = forms.CharField(label=_("計画の名称"), max_length=200)
    field_order = ("title", "slug")


@dataclass(frozen=True)
class CardField:
    """One card with what was typed into it."""

    card: Card
    choice: str
    value: str
    error: str = ""
    theirs: str = ""

    @property
    def choices(self) -> list[tuple[str, Any]]:
        """The radios: value and label."""
        return [(value, CardChoice(value).label) for value in self.card.choices]


def read_answers(post: Mapping[str, Any], cards: Sequence[Card]) -> dict[str, dict[str, str]]:
    """What was typed, as it is, card by card; complete or not."""
    return {
        str(card.number): {
            "choice": str(post.get(f"choice-{card.number}", ""))[:20],
            "value": str(post.get(f"value-{card.number}", "")).strip()[: LONGEST * 2],
        }
        for card in cards
    }


def card_fields(
    cards: Sequence[Card],
    answers: Mapping[str, Mapping[str, str]],
    *,
    check: bool = False,
    theirs: Mapping[str, Mapping[str, str]] | None = None,
) -> list[CardField]:
    """The cards as the page shows them; with `check`, each with what is wrong; with `theirs`, what another person saved."""
    found = []
    for card in cards:
        answer = answers.get(str(card.number), {"choice": "", "value": card.reading})
        problem = answer_problem(card, answer["choice"], answer["value"]) if check else ""
        other = (theirs or {}).get(str(card.number))
        differs = other if other and other != answer else None
        label = CardChoice(differs["choice"]).label if differs and differs["choice"] in CardChoice.values else _t("未回答")
        said = f"{label} {differs['value']}" if differs else ""
        found.append(CardField(card, answer["choice"], answer["value"], _t(problem) if problem else "", said))
    return found


def answered(fields: Sequence[CardField]) -> int:
    """How many cards have a sound answer."""
    return sum(not answer_problem(field.card, field.choice, field.value) for field in fields)
