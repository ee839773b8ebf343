"""The draft as the one interchange document of a plan: what a confirm screen shows and an import applies."""

from __future__ import annotations

from typing import Any

from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.vision.domain.brochure.draft import BrochureDraft, ProgramDraft
from musubi.blocks.vision.domain.document import PlanDocument

Rows = dict[str, dict[str, Any]]
LEVELS = (
    (1, "先導プロジェクト", "Lead project", "lead_project"),
    (2, "取組", "Initiative", "initiative"),
    (3, "重点事業", "Priority program", "program"),
)


def draft_document(draft: BrochureDraft, *, slug: str) -> PlanDocument:
    """Return the draft's tables for a plan of that address name.

    Summaries stay empty: the brochure's sentences are the city's, and a plan's summaries are written by its people. Each
    unknown and each doubt becomes an open question with the line of the text. Readings and English names are empty.
    """
    return PlanDocument(
        {
            "organizations": _organizations(draft),
            "plan": {uid_for(slug, "plan"): _plan(draft, slug)},
            "periods": _periods(draft, slug),
            "levels": {
                uid_for(slug, "level", str(number)): {"number": number, "name": name, "name_en": english, "kind": kind}
                for number, name, english, kind in LEVELS
            },
            "items": _items(draft, slug),
            "pairings": {},
            "marks": _marks(draft, slug),
            "owners": {},
            "questions": _questions(draft, slug),
        }
    )


def _organizations(draft: BrochureDraft) -> Rows:
    """Return the publisher's line of offices; an office whose name could not be parted stands as one."""
    publisher = draft.publisher
    if publisher is None:
        return {}
    chain = [
        ("city", publisher.municipality),
        ("department", publisher.department),
        ("division", publisher.division),
    ]
    named = [(kind, name) for kind, name in chain if name] or [("other", publisher.name)]
    rows: Rows = {}
    parent: str | None = None
    for number, (kind, name) in enumerate(named, start=1):
        last = number == len(named)
        rows[uid_for("organization", kind)] = {
            "code": kind,
            "name": name,
            "name_kana": "",
            "name_en": "",
            "kind": kind,
            "parent": parent,
            "postal_code": publisher.postcode,
            "address": publisher.address,
            "phone": publisher.tel if last else "",
            "fax": publisher.fax if last else "",
            "order": number,
        }
        parent = kind
    return rows


def _plan(draft: BrochureDraft, slug: str) -> dict[str, Any]:
    offices = list(_organizations(draft).values())
    council = draft.council
    return {
        "slug": slug,
        "title": draft.title,
        "title_en": "",
        "municipality": draft.publisher.municipality if draft.publisher else "",
        "municipality_en": "",
        "summary": "",
        "summary_en": "",
        "published_on": draft.published,
        "source": f"{draft.title}{draft.edition}",
        "publisher": offices[-1]["code"] if offices else None,
        "council_name": council.name if council else "",
        "council_name_en": "",
        "council_provisional": council.provisional if council else False,
        "council_summary": "",
        "council_summary_en": "",
    }


def _periods(draft: BrochureDraft, slug: str) -> Rows:
    period = draft.period
    if period is None:
        return {}
    label = period.label or "計画期間"
    return {
        uid_for(slug, "period", label): {
            "label": label,
            "label_en": "",
            "first_fiscal_year": period.first_fiscal_year,
            "last_fiscal_year": period.last_fiscal_year,
            "rolling": False,
            "order": 1,
        }
    }


def _items(draft: BrochureDraft, slug: str) -> Rows:
    entries: list[tuple[int, str, str | None, str, bool, str]] = [(1, p.code, None, p.name, False, "none") for p in draft.lead_projects]
    entries += [(2, i.code, i.project, i.name, i.provisional, "none") for i in draft.initiatives]
    entries += [(3, p.code, p.project, p.name, p.provisional, p.kind) for p in draft.programs]
    return {
        uid_for(slug, "item", code): {
            "code": code,
            "level": level,
            "parent": parent,
            "name": name,
            "provisional": provisional,
            "origin": origin,
            "status": "active",
            "period": None,
            "name_kana": "",
            "name_en": "",
            "summary": "",
            "summary_en": "",
            "budget_program_name": "",
            "office_work_code": "",
            "order": number,
            "note": "",
        }
        for number, (level, code, parent, name, provisional, origin) in enumerate(entries, start=1)
    }


def _marks(draft: BrochureDraft, slug: str) -> Rows:
    last = draft.period.last_fiscal_year if draft.period else None
    return {
        uid_for(slug, "mark", program.code, str(number)): {
            "item": program.code,
            "kind": kind,
            "track": "planned",
            "fiscal_year": first,
            "last_fiscal_year": end,
            "certain": certain,
            "note": "",
        }
        for program in draft.programs
        for number, (kind, first, end, certain) in enumerate(_marks_of(program, last), start=1)
    }


def _marks_of(program: ProgramDraft, last: int | None) -> list[tuple[str, int | None, int | None, bool]]:
    """Return (kind, first, last, certain) as a roadmap draws them: ● and its arrow, or ←→ and its ◆."""
    certain = program.start_certain and program.start is not None
    end = last if program.start is not None else None
    if program.kind == "new":
        return [("start", program.start, None, certain), ("continue", program.start, end, certain)]
    arrow = [("continue", program.start, end, certain or (program.kind == "existing" and program.start is not None))]
    if program.kind == "existing":
        return arrow + ([("upgrade", year, None, True) for year in program.upgrades] or _unknown_upgrade(program))
    return arrow


def _unknown_upgrade(program: ProgramDraft) -> list[tuple[str, int | None, int | None, bool]]:
    """A table whose columns survived shows that there is no ◆; otherwise nobody knows."""
    return [] if program.start_certain else [("upgrade", None, None, False)]


def _questions(draft: BrochureDraft, slug: str) -> Rows:
    codes = {p.code for p in draft.lead_projects} | {i.code for i in draft.initiatives}
    codes |= {p.code for p in draft.programs}
    rows: Rows = {}
    for unknown in draft.unknowns:
        uid = uid_for(slug, "question", unknown.about, unknown.what)
        rows[uid] = _question(unknown.about, unknown.what, unknown.message, unknown.line, codes)
    for number, doubt in enumerate(draft.doubts, start=1):
        seen = f"「{doubt.seen}」" if doubt.seen else ""
        uid = uid_for(slug, "doubt", str(number), doubt.about, doubt.what)
        rows[uid] = _question(doubt.about, doubt.what, f"{seen}{doubt.why}", doubt.line, codes)
    return rows


def _question(about: str, what: str, message: str, line: int, codes: set[str]) -> dict[str, Any]:
    return {
        "item": about if about in codes else None,
        "what": what,
        "message": message,
        "source": f"{line}行目",
        "status": "open",
        "answer": "",
    }
