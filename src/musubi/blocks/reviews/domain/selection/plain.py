"""The question of a selection in plain values: candidates and rules, as forms give them and as a run keeps them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

UNIT = 100  # scores are kept in hundredths of a point


@dataclass(frozen=True)
class Candidate:
    """An application as the engine sees it; no name. `asked` in yen, `score` in hundredths of a point, `marks` what rules speak of."""

    number: str
    party: str
    asked: int
    score: int | None
    marks: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SheetUnits:
    """What a reviewer, known by a number alone, gave an application: hundredths of a point of the longest sheet."""

    number: str
    reviewer: str
    units: int


@dataclass(frozen=True)
class GroupLimit:
    """枠: least and most grants and yen of a group (`mark` has `value`)."""

    id: str
    label: str
    mark: str
    value: str
    least_count: int = 0
    most_count: int | None = None
    least_yen: int = 0
    most_yen: int | None = None


@dataclass(frozen=True)
class GroupShare:
    """割合: least and most share of the yen that goes to a group, in thousandths, of all that is granted or of the budget."""

    id: str
    label: str
    mark: str
    value: str
    at_least: int = 0
    at_most: int = 1000
    of: str = "awarded"


@dataclass(frozen=True)
class Beforehand:
    """An application that must be in or must be out, and why."""

    number: str
    must_be_in: bool
    reason: str


@dataclass(frozen=True)
class Rules:
    """Everything that the office sets for a run.

    `partial_percent`: a grant may be lowered to that share of what is asked for, in steps of `step` yen; None: whole grants only.
    `noise`: by how much the score of an application may be off (standard deviation, hundredths of a point); 0: not asked.
    """

    budget: int
    least_score: int = 0
    per_applicant: int | None = None
    partial_percent: int | None = None
    step: int = 1000
    limits: tuple[GroupLimit, ...] = ()
    shares: tuple[GroupShare, ...] = ()
    beforehand: tuple[Beforehand, ...] = ()
    noise: int = 0
    draws: int = 40
    seed: int = 1

    def label_of(self, rule: str, common: Mapping[str, Any]) -> str:
        """A rule's name in words; `common` names the rules that every run has."""
        known = {each.id: each.label for each in self.limits} | {each.id: each.label for each in self.shares}
        return str(known.get(rule) or common.get(rule) or rule)

    def as_json(self) -> dict[str, Any]:
        """As a run keeps it."""
        return asdict(self)


def read_rules(content: Mapping[str, Any]) -> Rules:
    """Rules as a run kept them."""
    parts: dict[str, Any] = {
        "limits": tuple(GroupLimit(**row) for row in content.get("limits", ())),
        "shares": tuple(GroupShare(**row) for row in content.get("shares", ())),
        "beforehand": tuple(Beforehand(**row) for row in content.get("beforehand", ())),
    }
    return Rules(**{**content, **parts})
