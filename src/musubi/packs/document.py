"""A pack as the one interchange document of a plan, ready to be checked and applied."""

from __future__ import annotations

from typing import Any

from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.vision.domain.document import PlanDocument
from musubi.packs.pack import ItemData, Pack

Rows = dict[str, dict[str, Any]]


def pack_document(pack: Pack) -> PlanDocument:
    """Return the pack's tables; row ids come from slug and code, so that loading twice finds the same rows."""
    slug = pack.plan.slug
    level_numbers = {level.kind: level.number for level in pack.levels}
    return PlanDocument(
        {
            "organizations": _organizations(pack),
            "plan": {uid_for(slug, "plan"): _plan(pack)},
            "periods": {
                uid_for(slug, "period", period.label): {
                    "label": period.label,
                    "label_en": period.label_en,
                    "first_fiscal_year": period.first_fiscal_year,
                    "last_fiscal_year": period.last_fiscal_year,
                    "rolling": False,
                    "order": number,
                }
                for number, period in enumerate(pack.periods, start=1)
            },
            "levels": {
                uid_for(slug, "level", str(level.number)): {
                    "number": level.number,
                    "name": level.name,
                    "name_en": level.name_en,
                    "kind": level.kind,
                }
                for level in pack.levels
            },
            "items": {
                uid_for(slug, "item", item.code): _item(item, number, level_numbers[item.level]) for number, item in enumerate(pack.items, start=1)
            },
            "pairings": _pairings(pack),
            "marks": _marks(pack),
            "owners": {},
            "questions": _questions(pack),
        }
    )


def _organizations(pack: Pack) -> Rows:
    return {
        uid_for("organization", data.code): {
            "code": data.code,
            "name": data.name,
            "name_kana": data.name_kana,
            "name_en": data.name_en,
            "kind": data.kind,
            "parent": data.parent or None,
            "postal_code": data.postal_code,
            "address": data.address,
            "phone": data.phone,
            "fax": data.fax,
            "order": number,
        }
        for number, data in enumerate(pack.organizations, start=1)
    }


def _plan(pack: Pack) -> dict[str, Any]:
    plan, council = pack.plan, pack.council
    return {
        "slug": plan.slug,
        "title": plan.title,
        "title_en": plan.title_en,
        "municipality": plan.municipality,
        "municipality_en": plan.municipality_en,
        "summary": plan.summary,
        "summary_en": plan.summary_en,
        "published_on": plan.published_on,
        "source": plan.source,
        "publisher": plan.publisher,
        "council_name": council.name if council else "",
        "council_name_en": council.name_en if council else "",
        "council_provisional": council.provisional if council else False,
        "council_summary": council.summary if council else "",
        "council_summary_en": council.summary_en if council else "",
    }


def _item(item: ItemData, number: int, level: int) -> dict[str, Any]:
    return {
        "code": item.code,
        "level": level,
        "parent": item.parent or None,
        "name": item.name,
        "provisional": item.provisional,
        "origin": item.kind or "none",
        "status": "active",
        "period": None,
        "name_kana": item.name_kana,
        "name_en": item.name_en,
        "summary": item.summary,
        "summary_en": item.summary_en,
        "budget_program_name": "",
        "office_work_code": "",
        "order": number,
        "note": item.note,
    }


def _pairings(pack: Pack) -> Rows:
    return {
        uid_for(pack.plan.slug, "pairing", program, initiative.code): {
            "program": program,
            "initiative": initiative.code,
            "status": "proposed",
            "note": "",
        }
        for initiative in pack.initiatives
        for program in initiative.proposed_programs
    }


def _marks(pack: Pack) -> Rows:
    return {
        uid_for(pack.plan.slug, "mark", program.code, str(number)): {
            "item": program.code,
            "kind": mark.kind,
            "track": "planned",
            "fiscal_year": mark.first,
            "last_fiscal_year": mark.last,
            "certain": mark.certain,
            "note": "",
        }
        for program in pack.programs
        for number, mark in enumerate(program.marks, start=1)
    }


def _questions(pack: Pack) -> Rows:
    return {
        uid_for(pack.plan.slug, "question", unknown.about, unknown.what): {
            "item": unknown.about,
            "what": unknown.what,
            "message": unknown.message,
            "source": unknown.source,
            "status": "open",
            "answer": "",
        }
        for unknown in pack.unknowns
    }
