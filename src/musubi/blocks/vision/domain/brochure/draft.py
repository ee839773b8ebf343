"""What a brochure's text tells: frozen values, each with the line of the source where it stands (1 is the first)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from musubi.blocks.kernel.messages import TextError

ProgramKind = Literal["new", "existing", "unknown"]


class NotAVision(TextError):  # noqa: N818 - named as callers read it: "not a vision"
    """The bytes or the text are not a vision's brochure; nothing was read."""


@dataclass(frozen=True)
class LeadProjectDraft:
    """先導プロジェクト: ``code`` is the letter or number printed."""

    code: str
    name: str
    description: str
    line: int


@dataclass(frozen=True)
class InitiativeDraft:
    """取組: ``name`` is without (仮称). Its programs are never read from a table's rows: scans shift them."""

    code: str
    project: str
    name: str
    provisional: bool
    description: str
    line: int


@dataclass(frozen=True)
class ProgramDraft:
    """重点事業: ``start`` is a fiscal year, certain only where the table's columns survived; likewise ``upgrades`` (◆)."""

    code: str
    project: str
    name: str
    kind: ProgramKind
    provisional: bool
    start: int | None
    start_certain: bool
    upgrades: tuple[int, ...]
    arrow: str
    line: int


@dataclass(frozen=True)
class CouncilDraft:
    """推進会議."""

    name: str
    provisional: bool
    line: int


@dataclass(frozen=True)
class PeriodDraft:
    """計画期間 in fiscal years, both included; ``label`` is 前期, 後期 …, empty when none is printed."""

    label: str
    first_fiscal_year: int
    last_fiscal_year: int
    line: int


@dataclass(frozen=True)
class PublisherDraft:
    """発行: the office and how to reach it; what is not printed is empty."""

    name: str
    municipality: str
    department: str
    division: str
    postcode: str
    address: str
    tel: str
    fax: str
    line: int


@dataclass(frozen=True)
class LegendMark:
    """凡例: one mark and what it means."""

    mark: str
    meaning: str
    line: int


@dataclass(frozen=True)
class Unknown:
    """Something the text does not tell: ``about`` a code, ``what`` a stable word, ``message`` a translatable sentence."""

    about: str
    what: str
    message: str
    line: int


@dataclass(frozen=True)
class Doubt:
    """Something a person should confirm: the text seen, the reading proposed, and why (a translatable sentence)."""

    about: str
    what: str
    line: int
    seen: str
    reading: str
    why: str


@dataclass(frozen=True)
class BrochureDraft:
    """Everything read from one brochure."""

    title: str
    edition: str
    published: str
    lead_projects: tuple[LeadProjectDraft, ...]
    initiatives: tuple[InitiativeDraft, ...]
    programs: tuple[ProgramDraft, ...]
    council: CouncilDraft | None
    period: PeriodDraft | None
    publisher: PublisherDraft | None
    legend: tuple[LegendMark, ...]
    unknowns: tuple[Unknown, ...]
    doubts: tuple[Doubt, ...]
