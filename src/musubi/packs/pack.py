"""What a city's pack holds: frozen values, one class a kind of entry."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class OrganizationData:
    """組織: ``parent`` is a code of the same file, "" at the top."""

    code: str
    parent: str
    name: str
    name_kana: str
    name_en: str
    kind: str
    postal_code: str
    address: str
    phone: str
    fax: str


@dataclass(frozen=True)
class PlanData:
    """計画: ``publisher`` is an organisation's code, ``published_on`` as printed."""

    slug: str
    title: str
    title_kana: str
    title_en: str
    municipality: str
    municipality_en: str
    publisher: str
    published_on: str
    source: str
    summary: str
    summary_en: str


@dataclass(frozen=True)
class CouncilData:
    """推進会議."""

    name: str
    name_en: str
    provisional: bool
    summary: str
    summary_en: str


@dataclass(frozen=True)
class PeriodData:
    """計画期間 in fiscal years, both included."""

    label: str
    label_en: str
    first_fiscal_year: int
    last_fiscal_year: int


@dataclass(frozen=True)
class LevelData:
    """階層: the city's own names of its levels, from the top."""

    number: int
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class LegendData:
    """凡例."""

    mark: str
    meaning: str
    meaning_en: str


@dataclass(frozen=True)
class MarkData:
    """工程の印: ``first`` is None while nobody knows the year."""

    kind: str
    first: int | None
    last: int | None
    certain: bool


@dataclass(frozen=True)
class ItemData:
    """先導プロジェクト, 取組 or 重点事業; ``level`` is its kind, ``parent`` the lead project's code."""

    level: str
    code: str
    parent: str
    name: str
    name_kana: str
    name_en: str
    provisional: bool
    summary: str
    summary_en: str
    note: str
    kind: str = ""
    marks: tuple[MarkData, ...] = ()
    proposed_programs: tuple[str, ...] = ()

    @property
    def start(self) -> int | None:
        """The fiscal year of the first mark with a year."""
        return min((mark.first for mark in self.marks if mark.first is not None), default=None)

    @property
    def start_certain(self) -> bool:
        """Whether that year is told by the source; a program without ● has begun before the plan."""
        starts = [mark for mark in self.marks if mark.kind == "start"]
        return all(mark.certain and mark.first is not None for mark in starts)


@dataclass(frozen=True)
class UnknownData:
    """未確定: what the source does not tell about one code."""

    about: str
    what: str
    message: str
    message_en: str
    source: str


@dataclass(frozen=True)
class Pack:
    """A city's plan and organisations."""

    plan: PlanData
    council: CouncilData | None
    periods: tuple[PeriodData, ...]
    levels: tuple[LevelData, ...]
    legend: tuple[LegendData, ...]
    lead_projects: tuple[ItemData, ...]
    initiatives: tuple[ItemData, ...]
    programs: tuple[ItemData, ...]
    unknowns: tuple[UnknownData, ...]
    organizations: tuple[OrganizationData, ...]

    @property
    def items(self) -> tuple[ItemData, ...]:
        """All items, level by level, in the order of the file."""
        return (*self.lead_projects, *self.initiatives, *self.programs)
