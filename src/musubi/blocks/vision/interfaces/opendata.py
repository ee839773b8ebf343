"""The confirmed plan as plain open data: one record a plan, one row an item. Unknown values are empty."""

from __future__ import annotations

from typing import Any

from musubi.blocks.vision.domain.published import Published
from musubi.blocks.vision.domain.tree import Node

# The plan's names and structure are the city's publication; the note says so instead of granting what is not ours.
LICENCE_NOTE = "計画の名称と体系は市の公表資料によります。出典(計画の名称と版)を示して利用してください。"
MARKS = ("kind", "track", "fiscal_year", "last_fiscal_year", "certain", "note")


def plan_record(found: Published) -> dict[str, Any]:
    """The whole plan with its periods, levels and items."""
    plan = found.tree.plan
    return {
        "format": "musubi-open-plan/1",
        "title": plan["title"],
        "title_en": plan["title_en"],
        "municipality": plan["municipality"],
        "source": plan["source"],
        "edition": {
            "number": found.edition.number,
            "label": found.edition.label,
            "confirmed_at": found.edition.confirmed_at.isoformat(),
            "sha256": found.edition.sha256,
        },
        "licence_note": LICENCE_NOTE,
        "periods": [{key: row[key] for key in ("label", "label_en", "first_fiscal_year", "last_fiscal_year")} for row in found.tree.periods],
        "levels": [{"number": level.number, "name": level.name, "name_en": level.name_en} for level in found.tree.levels],
        "items": [_item(node) for root in found.tree.roots for node in root.descend()],
    }


def _item(node: Node) -> dict[str, Any]:
    row = node.row
    return {
        "code": node.code,
        "level": node.level.name,
        "parent": row["parent"],
        "name": row["name"],
        "name_en": row["name_en"],
        "provisional": row["provisional"],
        "origin": row["origin"],
        "status": row["status"],
        "summary": row["summary"],
        "summary_en": row["summary_en"],
        "budget_program_name": row["budget_program_name"],
        "office_work_code": row["office_work_code"],
        "marks": [{key: getattr(mark, key) for key in MARKS} for mark in node.marks],
        "owners": [{"organization": owner.name, "role": owner.role} for owner in node.owners],
        "paired": [{"code": other.code, "status": status} for other, status in node.paired],
        "open_questions": [question["message"] for question in node.questions if question["status"] == "open"],
    }


def item_columns() -> list[str]:
    """The CSV's header."""
    return [
        "code", "level", "parent", "name", "name_en", "provisional", "origin", "status", "summary",
        "budget_program_name", "office_work_code", "lead", "related", "partner", "paired", "edition", "licence_note",
    ]  # fmt: skip


def item_records(found: Published) -> list[dict[str, Any]]:
    """One row an item; several values of a cell are separated by a semicolon."""
    rows = []
    for record in plan_record(found)["items"]:
        row = {key: _cell(value) for key, value in record.items() if key in set(item_columns())}
        for role in ("lead", "related", "partner"):
            row[role] = ";".join(owner["organization"] for owner in record["owners"] if owner["role"] == role)
        row["paired"] = ";".join(pair["code"] for pair in record["paired"])
        row["edition"] = str(found.edition.number)
        row["licence_note"] = LICENCE_NOTE
        rows.append(row)
    return rows


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        return "1" if value else "0"
    text = "" if value is None else str(value)
    # A cell that a spreadsheet would take for a formula is marked as text.
    return f"'{text}" if text[:1] in {"=", "+", "-", "@"} else text
