"""The map (番号の地図): every code of the plan and where it is worked.

Every code has its desk and its public page at /plan/<code>/; one that a program app took over names the program's pages too.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import override

from musubi.blocks.vision.domain.programs import ProgramApp, programs_of
from musubi.blocks.vision.domain.tree import Node, PlanTree


@dataclass(frozen=True)
class MapRow:
    """One code: its item, its public page, the desk where staff work it, and the programs that serve it."""

    node: Node
    public: str
    desk: str
    programs: tuple[ProgramApp, ...]


@dataclass(frozen=True)
class MapGroup:
    """The codes under one topmost item."""

    root: Node
    rows: tuple[MapRow, ...]


def program_map(tree: PlanTree) -> list[MapGroup]:
    """Every item of the plan in force by topmost item. Addresses are those of the page's own language."""
    return [MapGroup(root, tuple(_row(node) for node in root.descend())) for root in tree.roots]


def _row(node: Node) -> MapRow:
    return MapRow(node, reverse("vision:item", args=[node.code]), reverse("plan:desk", args=[node.code]), programs_of([node.code]))


def map_document(tree: PlanTree) -> str:
    """The map as a page of the documentation (Markdown), the same whatever language is in force."""
    with override("ja"):
        groups = program_map(tree)
    title = tree.plan["title"]
    lines = [
        "# The map: every code and where it is worked",
        "",
        f"Written by `manage.py list_programs` from the plan of the pack ({title}); do not edit by hand.",
        "Each code has a public page and a desk. Where a program app serves it, its folder below `src/musubi/programs/`, its page for staff and its",
        "manual page stand beside; the others are worked at the desk alone.",
    ]
    for group in groups:
        lines += ["", f"## {group.root.code} {group.root.display_name}", ""]
        lines += ["| code | level | name | app | public page | desk | program page | manual |", "|---|---|---|---|---|---|---|---|"]
        lines += [_line(row) for row in group.rows]
    return "\n".join(lines) + "\n"


def _line(row: MapRow) -> str:
    with override("ja"):
        programs = [(f"`{each.app.replace('.', '/')}`", f"`{each.staff_page}`", f"[{each.name}]({each.manual})") for each in row.programs]
    apps, pages, manuals = zip(*programs, strict=True) if programs else (["`blocks/desks`"], ["–"], ["[計画の読み方](citizen/reading-the-plan.md)"])
    cells = [row.node.code, row.node.level.name, row.node.display_name, "<br>".join(apps), f"`{row.public}`", f"`{row.desk}`"]
    return f"| {' | '.join([*cells, '<br>'.join(pages), '<br>'.join(manuals)])} |"
