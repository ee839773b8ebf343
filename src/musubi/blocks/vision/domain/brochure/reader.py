"""The reader: from bytes or text to a ``BrochureDraft``, or ``NotAVision`` with what was looked for and not found."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace

from musubi.blocks.kernel.messages import gettext_noop
from musubi.blocks.kernel.text import search_key
from musubi.blocks.vision.domain.brochure import colophon
from musubi.blocks.vision.domain.brochure.decode import MAX_CHARACTERS, decode
from musubi.blocks.vision.domain.brochure.draft import (
    BrochureDraft,
    Doubt,
    InitiativeDraft,
    LeadProjectDraft,
    NotAVision,
    PeriodDraft,
    ProgramDraft,
    ProgramKind,
    Unknown,
)
from musubi.blocks.vision.domain.brochure.initiatives import Agreed, agree
from musubi.blocks.vision.domain.brochure.lines import Line, read_lines, split_provisional
from musubi.blocks.vision.domain.brochure.marks import kind_of_arrow, kind_of_glyph, read_legend
from musubi.blocks.vision.domain.brochure.oddities import doubts_of_name, doubts_of_text
from musubi.blocks.vision.domain.brochure.sections import Section, read_initiatives, read_overview, split_sections
from musubi.blocks.vision.domain.brochure.table import Row, Table, read_table, table_lines
from musubi.blocks.vision.domain.brochure.unwrap import unwrap

MOST_PROJECTS = 100
MOST_INITIATIVES = 200  # in one project
_PLAN_WORD = re.compile("ビジョン|プラン|戦略|構想|計画")


def read_brochure_file(data: bytes) -> BrochureDraft:
    """Read a text file (UTF-8, UTF-16, CP932) or a PDF with a text layer. Raises ``NotAVision``, never anything else."""
    return read_brochure_text(decode(data))


def read_brochure_text(text: str) -> BrochureDraft:
    """Read a brochure's text. Raises ``NotAVision``, never anything else."""
    if len(text) > MAX_CHARACTERS:
        raise NotAVision(
            "too_long",
            gettext_noop("文字が多すぎます(%(limit)d文字まで)。概要版のページだけにして選び直してください。"),
            limit=MAX_CHARACTERS,
        )
    lines = read_lines(text)
    if not any(line.text for line in lines):
        raise NotAVision("empty", gettext_noop("ファイルが空です。文字の入ったファイルを選んでください。"))
    sections = split_sections(lines)
    if len(sections) > MOST_PROJECTS:
        raise _too_many()
    parts = [_read_part(section) for section in sections]
    _require(lines, parts)
    return _compose(lines, _with_own_codes(parts))


def _too_many() -> NotAVision:
    return NotAVision(
        "too_many",
        gettext_noop(
            "見出しが多すぎて概要版とは思えません(プロジェクト%(projects)d、1つの取組%(initiatives)dまで)。"
            "大きな計画は計画ワークブックで取り込んでください。"
        ),
        projects=MOST_PROJECTS,
        initiatives=MOST_INITIATIVES,
    )


@dataclass
class _Part:
    """One lead project with what was read of it."""

    section: Section
    code: str
    initiatives: list[Agreed]
    table: Table | None
    doubts: list[Doubt] = field(default_factory=list)


def _read_part(section: Section) -> _Part:
    described = read_initiatives(section)
    if len(described) > MOST_INITIATIVES:
        raise _too_many()
    known = frozenset(search_key(item.name.text) for item in described)
    start = section.table_at
    names = [split_provisional(item.name.text)[0] for item in described]
    table = None if start is None else read_table(unwrap(table_lines(section.lines[start:]), names), known)
    return _Part(section, section.code, agree(described, table.initiatives if table else []), table)


def _require(lines: list[Line], parts: list[_Part]) -> None:
    """Raise ``NotAVision`` naming what is missing of plan, lead projects, initiatives and programs."""
    missing = []
    if not any(_PLAN_WORD.search(line.text) for line in lines):
        missing.append(gettext_noop("計画の名前(ビジョン、プランなど)"))
    if not parts:
        missing.append(gettext_noop("先導プロジェクトの見出し(例:先導プロジェクト A ○○プロジェクト)"))
    if not any(part.initiatives for part in parts):
        missing.append(gettext_noop("取組(●で始まる見出し)"))
    if not any(part.table and part.table.rows for part in parts):
        missing.append(gettext_noop("重点事業の表"))
    told = [part for part in parts if part.initiatives or (part.table and part.table.rows)]
    if told and len(missing) <= 1 and "計画" not in "".join(missing):
        return
    raise NotAVision(
        "not_a_vision",
        gettext_noop(
            "産業振興ビジョンの概要版として読めませんでした。見つからなかったもの:%(missing)s。"
            "ビジョン概要版の文字が全部入ったファイルか確かめてください。何も保存していません。"
        ),
        missing=tuple(missing),
    )


def _with_own_codes(parts: list[_Part]) -> list[_Part]:
    """Give a later project that carries a used code a free one, and say so."""
    used = Counter(part.code for part in parts)
    taken: set[str] = set()
    for part in parts:
        if part.code in taken:
            number = 1
            while f"{part.code}{number}" in taken or f"{part.code}{number}" in used:
                number += 1
            free = f"{part.code}{number}"
            why = gettext_noop("同じ記号のプロジェクトが2つあります。正しい記号に直してください。")
            part.doubts.append(Doubt(free, "code", part.section.line, part.code, free, why))
            part.code = free
        taken.add(part.code)
    return parts


def _compose(lines: list[Line], parts: list[_Part]) -> BrochureDraft:
    title = colophon.read_title(lines)
    publisher = colophon.read_publisher(lines, title[0])
    council = colophon.read_council(lines)
    legend = read_legend(lines)
    period, doubts = _period(lines, parts)
    doubts = colophon.doubts_of_colophon(publisher, title) + doubts
    projects, initiatives, programs = [], [], []
    for part in parts:
        overview = read_overview(part.section)
        projects.append(LeadProjectDraft(part.code, part.section.name, overview, part.section.line))
        doubts += part.doubts + doubts_of_name(part.code, part.section.name, part.section.line)
        doubts += doubts_of_text(part.code, overview, part.section.line)
        for number, item in enumerate(part.initiatives, start=1):
            draft, found = _initiative(part, f"{part.code}-{number}", item)
            initiatives.append(draft)
            doubts += found
        for number, row in enumerate(part.table.rows if part.table else [], start=1):
            program, found = _program(part, f"{part.code}-P{number}", row, period)
            programs.append(program)
            doubts += found
        doubts += _doubts_of_part(part)
    if not legend:
        why = gettext_noop("凡例(○□●◆の説明)が見つかりません。●→ を新規、←→ を既存として読みました。")
        doubts.append(Doubt("plan", "legend", 1, "", "", why))
    unknowns = _unknowns(initiatives, programs, has_council=council is not None, has_period=period is not None)
    return BrochureDraft(
        title=title[0],
        edition=title[1],
        published=title[2],
        lead_projects=tuple(projects),
        initiatives=tuple(initiatives),
        programs=tuple(programs),
        council=council,
        period=period,
        publisher=publisher,
        legend=legend,
        unknowns=tuple(unknowns),
        doubts=tuple(sorted(doubts, key=lambda doubt: doubt.line)),
    )


def _period(lines: list[Line], parts: list[_Part]) -> tuple[PeriodDraft | None, list[Doubt]]:
    """Return the period that most tables tell, else that of the running text; tables that differ are doubts."""
    told = [(p.table.period, p.table) for p in parts if p.table and p.table.period]
    if not told:
        return colophon.read_period_text(lines), []
    years = Counter(period for period, _ in told).most_common(1)[0][0]
    label = next((table.label for period, table in told if period == years and table.label), "")
    line = next(table.period_line for period, table in told if period == years)
    why = gettext_noop("表の年度がほかの表と違います。確かめてください。")
    doubts = [
        Doubt("plan", "period", table.period_line, f"{period[0]}-{period[1]}", f"{years[0]}-{years[1]}", why)
        for period, table in told
        if period != years
    ]
    return PeriodDraft(label, *years, line), doubts


def _initiative(part: _Part, code: str, item: Agreed) -> tuple[InitiativeDraft, list[Doubt]]:
    doubts = [replace(doubt, about=code) for doubt in item.doubts]
    doubts += doubts_of_name(code, item.name, item.line) + doubts_of_text(code, item.description, item.line)
    return InitiativeDraft(code, part.code, item.name, item.provisional, item.description, item.line), doubts


def _program(part: _Part, code: str, row: Row, period: PeriodDraft | None) -> tuple[ProgramDraft, list[Doubt]]:
    name, provisional = split_provisional(row.name.text)
    arrow = "".join(text for _, text in row.arrows)
    kind, doubts = _kind(code, row, arrow)
    years = part.table.years if part.table else {}
    spread = len(row.arrows) > 1 and all(column in years for column, _ in row.arrows)
    start = period.first_fiscal_year if period else None
    if row.arrows and row.arrows[0][0] in years:
        start = years[row.arrows[0][0]]
    upgrades = tuple(years[column] for column, text in row.arrows if spread and any(c in "◆◇" for c in text))
    doubts += doubts_of_name(code, name, row.name.line)
    program = ProgramDraft(code, part.code, name, kind, provisional, start, spread, upgrades, arrow, row.name.line)
    return program, doubts


def _kind(code: str, row: Row, arrow: str) -> tuple[ProgramKind, list[Doubt]]:
    by_arrow, by_glyph = kind_of_arrow(arrow), kind_of_glyph(row.glyph)
    line, seen = row.name.line, f"{row.glyph}{row.name.text} {arrow}".strip()
    if "unknown" not in {by_arrow, by_glyph} and by_arrow != by_glyph:
        why = gettext_noop("○□と矢印が合いません。新規か既存か確かめてください。")
        return "unknown", [Doubt(code, "kind", line, seen, "", why)]
    kind = by_arrow if by_arrow != "unknown" else by_glyph
    if kind == "unknown":
        why = gettext_noop("新規か既存かを示す印が読み取れません。印刷物で確かめてください。")
        return kind, [Doubt(code, "kind", line, seen, "", why)]
    return kind, []


def _doubts_of_part(part: _Part) -> list[Doubt]:
    doubts = [replace(doubt, about=doubt.about or part.code) for doubt in (part.table.doubts if part.table else [])]
    if not part.initiatives:
        why = gettext_noop("このプロジェクトの取組が見つかりません。入力してください。")
        doubts.append(Doubt(part.code, "initiatives", part.section.line, part.section.name, "", why))
    if part.table is None or not part.table.rows:
        why = gettext_noop("このプロジェクトの重点事業の表が見つかりません。入力してください。")
        doubts.append(Doubt(part.code, "programs", part.section.line, part.section.name, "", why))
    return doubts


def _unknowns(initiatives: list[InitiativeDraft], programs: list[ProgramDraft], *, has_council: bool, has_period: bool) -> list[Unknown]:
    """Return what the text does not tell, in the order of the plan."""
    pairing = gettext_noop("この取組をどの重点事業で進めるかは書かれていません。")
    start = gettext_noop("●(スタート)の年度は読み取れません。矢印の始まりの年度を仮に入れています。")
    upgrade = gettext_noop("◆(バージョンアップ)の年度は読み取れません。")
    kind = gettext_noop("新規か既存かは読み取れません。")
    unknowns = [Unknown(i.code, "program_pairing", pairing, i.line) for i in initiatives]
    for program in programs:
        if program.kind == "unknown":
            unknowns.append(Unknown(program.code, "kind", kind, program.line))
        elif program.kind == "new" and not program.start_certain:
            unknowns.append(Unknown(program.code, "start_year", start, program.line))
        elif program.kind == "existing" and not program.start_certain:
            unknowns.append(Unknown(program.code, "upgrade_year", upgrade, program.line))
    if not has_council:
        unknowns.append(Unknown("council", "name", gettext_noop("推進会議の名前は書かれていません。"), 1))
    if not has_period:
        unknowns.append(Unknown("plan", "period", gettext_noop("計画期間は読み取れません。"), 1))
    return unknowns
