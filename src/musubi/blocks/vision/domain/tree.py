"""The plan as pages show it: a tree of nodes with their marks, owners, pairings and open questions.

Built from a PlanDocument without any query, so the public page (from the confirmed edition) and the staff page (from
the database) are drawn by the same templates.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from musubi.blocks.vision.domain.document import PlanDocument


@dataclass(frozen=True)
class LevelView:
    """A level of the plan."""

    number: int
    name: str
    name_en: str
    kind: str


@dataclass(frozen=True)
class OwnerView:
    """An organisation's part in an item."""

    uid: str
    code: str
    name: str
    name_en: str
    role: str
    primary: bool


@dataclass(frozen=True)
class MarkView:
    """A mark of the roadmap."""

    uid: str
    kind: str
    track: str
    fiscal_year: int | None
    last_fiscal_year: int | None
    certain: bool
    note: str


@dataclass(eq=False)
class Node:
    """An item of the plan with what belongs to it. `row` holds the item's columns."""

    uid: str
    row: dict[str, Any]
    level: LevelView
    parent: Node | None = None
    children: list[Node] = field(default_factory=list)
    marks: list[MarkView] = field(default_factory=list)
    owners: list[OwnerView] = field(default_factory=list)
    paired: list[tuple[Node, str]] = field(default_factory=list)  # (other node, proposed | confirmed)
    questions: list[dict[str, Any]] = field(default_factory=list)

    @property
    def code(self) -> str:
        """The stable code."""
        return str(self.row["code"])

    @property
    def kind(self) -> str:
        """The kind of the node's level."""
        return self.level.kind

    @property
    def display_name(self) -> str:
        """The Japanese name, with (仮称) where it is provisional."""
        return f"(仮称){self.row['name']}" if self.row.get("provisional") else str(self.row["name"])

    @property
    def ancestors(self) -> list[Node]:
        """From the top down to the parent."""
        found, node = [], self.parent
        while node:
            found.append(node)
            node = node.parent
        return found[::-1]

    @property
    def root(self) -> Node:
        """The topmost node above (itself, where it stands at the top)."""
        return self.ancestors[0] if self.parent else self

    @property
    def open_questions(self) -> int:
        """How many of its questions nobody has answered yet."""
        return sum(question["status"] == "open" for question in self.questions)

    @property
    def letter(self) -> str:
        """A lower-case letter a–d for the colour of the lead project; "" outside four single-letter codes."""
        code = self.root.code.lower()
        return code if code in {"a", "b", "c", "d"} else ""

    def descend(self) -> Iterator[Node]:
        """This node and everything below it."""
        yield self
        for child in self.children:
            yield from child.descend()


@dataclass(frozen=True)
class PlanTree:
    """A whole plan for showing."""

    plan: dict[str, Any]
    periods: list[dict[str, Any]]
    levels: list[LevelView]
    roots: list[Node]
    nodes: dict[str, Node]
    organizations: dict[str, dict[str, Any]]
    questions: list[dict[str, Any]]

    def of_kind(self, kind: str) -> list[Node]:
        """Nodes of a kind of level, in the plan's order."""
        return [node for root in self.roots for node in root.descend() if node.kind == kind]

    @property
    def fiscal_years(self) -> list[int]:
        """The fiscal years of all periods together."""
        if not self.periods:
            return []
        first = min(period["first_fiscal_year"] for period in self.periods)
        last = max(period["last_fiscal_year"] for period in self.periods)
        return list(range(first, last + 1))

    @property
    def publisher(self) -> dict[str, Any] | None:
        """The division that publishes the plan."""
        return self.organizations.get(self.plan.get("publisher") or "")


def build_tree(document: PlanDocument) -> PlanTree:
    """The tree of a sound document. Linear in the number of rows."""
    levels = sorted(
        (LevelView(row["number"], row["name"], row["name_en"], row["kind"]) for row in _rows(document, "levels")),
        key=lambda level: level.number,
    )
    by_number = {level.number: level for level in levels}
    roots: list[Node] = []
    nodes = {
        row["code"]: Node(uid, dict(row), by_number[row["level"]])
        for uid, row in sorted(document.rows("items").items(), key=lambda pair: (pair[1]["level"], pair[1]["order"], pair[1]["code"]))
    }
    for node in nodes.values():
        parent = nodes.get(node.row.get("parent") or "")
        node.parent = parent
        (parent.children if parent else roots).append(node)
    nodes = {node.code: node for root in roots for node in root.descend()}  # each branch whole, as the plan is read
    organizations = {row["code"]: dict(row) for row in _rows(document, "organizations")}
    _attach(document, nodes, organizations)
    questions = [{**row, "uid": uid} for uid, row in document.rows("questions").items()]
    for question in questions:
        if question.get("item") in nodes:
            nodes[question["item"]].questions.append(question)
    periods = sorted((dict(row) for row in _rows(document, "periods")), key=lambda row: row["first_fiscal_year"])
    plan = next(iter(_rows(document, "plan")), {})
    return PlanTree(dict(plan), periods, levels, roots, nodes, organizations, questions)


def _rows(document: PlanDocument, table: str) -> list[dict[str, Any]]:
    return [dict(row) for row in document.rows(table).values()]


def _attach(document: PlanDocument, nodes: dict[str, Node], organizations: dict[str, dict[str, Any]]) -> None:
    for uid, row in document.rows("marks").items():
        columns = ("kind", "track", "fiscal_year", "last_fiscal_year", "certain", "note")
        nodes[row["item"]].marks.append(MarkView(uid, **{key: row[key] for key in columns}))
    by_role: dict[str, int] = defaultdict(int, lead=0, related=1, partner=2)
    for uid, row in document.rows("owners").items():
        body = organizations[row["organization"]]
        nodes[row["item"]].owners.append(OwnerView(uid, body["code"], body["name"], body["name_en"], row["role"], row["primary"]))
    for node in nodes.values():
        node.marks.sort(key=lambda mark: (mark.track, mark.fiscal_year or 0))
        node.owners.sort(key=lambda owner: (by_role[owner.role], not owner.primary, owner.code))
    for row in _rows(document, "pairings"):
        program, initiative = nodes[row["program"]], nodes[row["initiative"]]
        program.paired.append((initiative, row["status"]))
        initiative.paired.append((program, row["status"]))
