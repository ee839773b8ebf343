"""The dashboard as open data: the items with their confirmed progress, and the indicators' figures, as the page shows them."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

from musubi.blocks.indicators.domain.figures import Figure, Points, figure
from musubi.blocks.indicators.domain.values import years_of
from musubi.blocks.reporting.enums import Progress
from musubi.web.dashboard import Dashboard, Row

NOTE = "公表した版の内容です。件数の少ない値は伏せています(suppressed)。出典(計画の名称と版)を示して利用してください。"
ITEM_COLUMNS = ("code", "name", "name_en", "project", "level", "origin", "lead", "progress", "progress_label", "ratings", "fiscal_year", "edition")
FIGURE_COLUMNS = (
    "indicator", "name", "name_en", "item", "unit", "kind", "basis", "direction", "fiscal_year", "actual", "state", "target",
    "first_target", "target_reason", "target_revised_on", "baseline_fiscal_year", "baseline", "rate", "rate_definition",
)  # fmt: skip


def dashboard_record(board: Dashboard, *, today: dt.date) -> dict[str, Any]:
    """Everything that the filters let through, as one JSON document."""
    plan, edition = board.found.tree.plan, board.edition
    return {
        "format": "musubi-open-dashboard/1",
        "plan": {"title": plan["title"], "title_en": plan["title_en"], "edition": board.found.edition.number},
        "year": {"fiscal_year": edition.fiscal_year, "edition": edition.number, "sha256": edition.sha256} if edition else None,
        "filters": board.filters.query(),
        "counts": {state.value: count for state, count in board.tally} if edition else {},
        "items": [_item(board, row) for row in board.rows],
        "indicators": [_indicator(points, today) for points in board.points],
        "note": NOTE,
    }


def _item(board: Dashboard, row: Row) -> dict[str, Any]:
    node = row.node
    return {
        "code": node.code,
        "name": node.display_name,
        "name_en": node.row["name_en"],
        "project": node.root.code,
        "level": node.level.name,
        "origin": node.row["origin"],
        "lead": [owner.name for owner in node.owners if owner.role == "lead"],
        "progress": row.progress or None,
        "ratings": [{"tier": each.tier, "scale": each.scale, "mark": each.mark} for each in (row.report.ratings if row.report else ())],
        "done": row.report.done if row.report else None,
    }


def public_figures(points: Points, *, today: dt.date) -> list[Figure]:
    """An indicator's figures of every year that has one, as the public may see them."""
    return [figure(points, year, today=today).for_public() for year in years_of([points])]


def _indicator(points: Points, today: dt.date) -> dict[str, Any]:
    shown = public_figures(points, today=today)
    subject = shown[0].subject if shown else points.subject
    return {
        "code": subject.code,
        "item": subject.item,
        "name": subject.name,
        "name_en": subject.name_en,
        "unit": subject.unit,
        "kind": subject.kind,
        "basis": subject.basis,
        "direction": subject.direction,
        "source": subject.source,
        "baseline": {"fiscal_year": subject.baseline_fiscal_year, "value": _number(subject.baseline_value)},
        "years": [_year(each) for each in shown],
    }


def _year(each: Figure) -> dict[str, Any]:
    rate = each.achievement
    return {
        "fiscal_year": each.fiscal_year,
        "actual": _number(each.actual),
        "state": each.state.value,
        "targets": [
            {
                "value": _number(target.value),
                "revision": target.revision,
                "reason": target.reason,
                "revised_on": target.revised_on.isoformat() if target.revised_on else None,
            }
            for target in ((each.target, *each.superseded) if each.target else ())
        ],
        "rate": _number(round(rate.value, 6)) if rate else None,
        "rate_definition": rate.definition.value if rate else None,
    }


def _number(value: Decimal | None) -> str | None:
    """Decimals as text: JSON's numbers would round them."""
    return None if value is None else format(value.normalize() + 0, "f")


def item_rows(board: Dashboard) -> list[dict[str, str]]:
    """One row an item."""
    edition = board.edition
    year = {"fiscal_year": str(edition.fiscal_year), "edition": str(edition.number)} if edition else {}
    rows = []
    for row in board.rows:
        record = _item(board, row)
        ratings = ";".join(f"{each['tier']}:{each['mark']}" for each in record["ratings"])
        label = str(Progress(row.progress).label) if row.progress else ""
        texts = {key: record[key] for key in ("code", "name", "name_en", "project", "level", "origin", "progress")}
        rows.append(_cells(ITEM_COLUMNS, {**texts, **year, "lead": ";".join(record["lead"]), "progress_label": label, "ratings": ratings}))
    return rows


def figure_rows(board: Dashboard, *, today: dt.date) -> list[dict[str, str]]:
    """One row an indicator and year."""
    return [_cells(FIGURE_COLUMNS, _figure(each)) for points in board.points for each in public_figures(points, today=today)]


def _figure(each: Figure) -> dict[str, Any]:
    subject, rate, target = each.subject, each.achievement, each.target
    return {
        **{key: getattr(subject, key) for key in ("name", "name_en", "item", "unit", "kind", "basis", "direction", "baseline_fiscal_year")},
        "indicator": subject.code,
        "fiscal_year": each.fiscal_year,
        "actual": _number(each.actual),
        "state": each.state.value,
        "target": _number(target.value) if target else None,
        "first_target": _number(each.superseded[-1].value) if each.superseded else None,
        "target_reason": target.reason if target else "",
        "target_revised_on": target.revised_on if target else None,
        "baseline": _number(subject.baseline_value),
        "rate": _number(round(rate.value, 6)) if rate else None,
        "rate_definition": rate.definition.value if rate else "",
    }


def _cells(columns: tuple[str, ...], record: dict[str, Any]) -> dict[str, str]:
    return {key: _cell(record.get(key), is_text=key in TEXTS) for key in columns}


TEXTS = frozenset({"name", "name_en", "unit", "lead", "target_reason", "code", "indicator", "item", "ratings", "level"})


def _cell(value: Any, *, is_text: bool) -> str:
    text = "" if value is None else str(value)
    # A text that a spreadsheet would take for a formula is marked as text; negative figures stay figures.
    return f"'{text}" if is_text and text[:1] in {"=", "+", "-", "@", "\t", "\r"} else text
