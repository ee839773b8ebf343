"""The map (番号の地図): every code of the plan and where it is worked.

Until a program app takes a code over, the common desk works it; the public reads it at /plan/<code>/.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import override

from musubi.blocks.vision.domain.tree import Node, PlanTree


@dataclass(frozen=True)
class MapRow:
    """One code: its item, its public page and the desk where staff work it."""

    node: Node
    public: str
    desk: str


@dataclass(frozen=True)
class MapGroup:
    """The codes under one topmost item."""

    root: Node
    rows: tuple[MapRow, ...]


def program_map(tree: PlanTree) -> list[MapGroup]:
    """Every item of the plan in force by topmost item. Addresses are those of the page's own language."""
    return [MapGroup(root, tuple(_row(node) for node in root.descend())) for root in tree.roots]


def _row(node: Node) -> MapRow:
    return MapRow(node, reverse("vision:item", args=[node.code]), reverse("plan:desk", args=[node.code]))


def map_document(tree: PlanTree) -> str:
    """The map as a page of the documentation (Markdown), the same whatever language is in force."""
    with override("ja"):
        groups = program_map(tree)
    title = tree.plan["title"]
    lines = [
        "# The map: every code and where it is worked",
        "",
        f"Written by `manage.py list_programs` from the plan of the pack ({title}); do not edit by hand.",
        "Each code has a public page and a desk; the manual page tells how to read it.",
    ]
    for group in groups:
        lines += ["", f"## {group.root.code} {group.root.display_name}", ""]
        lines += ["| code | level | name | public page | desk | manual |", "|---|---|---|---|---|---|"]
        lines += [
            f"| {row.node.code} | {row.node.level.name} | {row.node.display_name} | `{row.public}` | `{row.desk}` "
            "| [計画の読み方](citizen/reading-the-plan.md) |"
            for row in group.rows
        ]
    return "\n".join(lines) + "\n"
