"""The plan's own panels on the page of an item; other apps add theirs to the same slots.

Slots: `plan-item` (wide column), `plan-item-side` (narrow column), `roadmap-tools` (above the roadmap). Their context
holds `found` (the plan as published), `tree`, `node` and `plan_slug`. The page of a program has the slots `program` (public:
`program`, `nodes`, `found`, `tree`, `plan_slug`) and `program-staff` (`program`, `items`, `fiscal_year`, `vision`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.http import HttpRequest

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.panels import Panel, register_panel, signed_in
from musubi.blocks.vision.domain.programs import programs_of
from musubi.blocks.vision.domain.published import Published, bands_of
from musubi.blocks.vision.domain.roadmap import build_lane, build_roadmap, rows_of
from musubi.blocks.vision.domain.succession import passings, same_code_before
from musubi.blocks.vision.domain.tree import Node

Render = Callable[[HttpRequest, Mapping[str, Any]], Mapping[str, Any] | None]
MOST_LANES = 40
MOST_CHILDREN = 60


def register_panels() -> None:
    """Called once when apps are ready."""
    for order, (slot, name, render) in enumerate(
        [
            ("plan-item", "schedule", _schedule),
            ("plan-item", "children", _children),
            ("plan-item", "revisions", _revisions),
            ("plan-item-side", "programs", _programs),
            ("plan-item-side", "owners", _owners),
            ("plan-item-side", "paired", _paired),
            ("plan-item-side", "questions", _questions),
            ("plan-item-side", "budget", _budget),
            ("plan-item-side", "successions", _successions),
        ]
    ):
        register_panel(Panel(slot, name, f"vision/panels/{name}.html", render, order=10 * (order + 1), query_budget=1))
    register_panel(Panel("desk", "programs", "vision/panels/desk_programs.html", _desk_programs, signed_in, order=5, query_budget=0))


def _programs(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The programs that work the item; an ended plan's codes may mean something else now."""
    found = programs_of([context["node"].code]) if not context["plan_slug"] else ()
    return {"programs": found} if found else None


def _desk_programs(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    found = programs_of([context["desk"].code])
    return {"programs": found} if found else None


def _schedule(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The item's own lane where it has marks, else the lanes of the programs below it."""
    node, tree = context["node"], context["tree"]
    today = clock.today()
    bands = bands_of(context["found"].vision, today=today)
    if node.marks or (node.kind == "program" and tree.fiscal_years):
        lane = build_lane(node, tree.fiscal_years, today, bands=bands.get(node.code, ()))
        roadmap = build_roadmap(tree, today=today, keep=lambda other: other is node, bands=bands)
        return {"roadmap": roadmap, "lane": lane}
    below = set(map(id, node.descend()))
    roadmap = build_roadmap(tree, today=today, keep=lambda other: id(other) in below, limit=MOST_LANES, bands=bands)
    return {"roadmap": roadmap, "lane": None} if roadmap.lanes else None


def _children(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    node: Node = context["node"]
    if not node.children:
        return None
    levels = list(dict.fromkeys(child.level.number for child in node.children))
    parts = [(group[0].level, group) for n in levels if (group := [c for c in node.children if c.level.number == n])]
    shown = [(level, group[:MOST_CHILDREN], max(0, len(group) - MOST_CHILDREN)) for level, group in parts]
    return {"parts": shown}


def _revisions(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any]:
    """Change sets that touched the item and are public with the confirmed edition, newest first."""
    found: Published = context["found"]
    node: Node = context["node"]
    uids = [node.uid, *(mark.uid for mark in node.marks), *(owner.uid for owner in node.owners)]
    columns = ("number", "title", "basis_label", "document_number", "decided_on", "effective_on", "applied_at")
    revisions = found.vision.revisions.touching(uids).filter(applied_at__lte=found.edition.confirmed_at)
    return {"revisions": list(revisions.values(*columns)[:20])}


def _owners(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    node: Node = context["node"]
    carried = node.kind in {"initiative", "program"} or not node.children
    return {"owners": node.owners} if node.owners or carried else None


def _paired(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    node: Node = context["node"]
    paired = sorted(node.paired, key=lambda pair: pair[0].code)
    other = {"program": "initiative", "initiative": "program"}.get(node.kind, "")
    own_line = {above.kind for above in (*node.ancestors, *node.descend())}  # where programs stand below initiatives, the plan itself pairs them
    asked = other and other not in own_line and context["tree"].of_kind(other)
    return {"paired": paired} if paired or asked else None


def _questions(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    node: Node = context["node"]
    still_open = [question for question in node.questions if question["status"] == "open"]
    return {"still_open": still_open} if still_open else None


def _budget(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    node: Node = context["node"]
    known = node.row.get("budget_program_name") or node.row.get("office_work_code")
    return {} if known or node in rows_of(context["tree"]) else None


def _successions(request: HttpRequest, context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """What the item was in the plan before, what became of it in the next, and whether its code meant something else."""
    node: Node = context["node"]
    links = passings([node.uid])
    other = same_code_before(context["found"], node)
    return {"links": links, "other_item": other} if links or other else None
