"""A form's questions by section, in the order of the terms."""

from __future__ import annotations

from dataclasses import dataclass

from musubi.blocks.applications.domain.terms import Question, Terms


@dataclass(frozen=True)
class Section:
    """Questions under one heading; `name` is "" where the terms give none."""

    name: str
    questions: tuple[Question, ...]


def sections_of(terms: Terms, stage: str, lane: str | None = None) -> list[Section]:
    """The sections of a stage: of one lane, or with `lane=None` of all lanes."""
    wanted = [each for each in terms.questions if each.stage == stage and (lane is None or each.lane in ("", lane))]
    names = list(dict.fromkeys(each.section for each in wanted))
    return [Section(name, tuple(each for each in wanted if each.section == name)) for name in names]
