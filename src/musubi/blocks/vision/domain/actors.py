"""Who carries the plan (各主体), read from the tree."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from musubi.blocks.accounts.enums import OrganizationKind
from musubi.blocks.vision.domain.tree import Node, PlanTree
from musubi.blocks.vision.enums import AssignmentRole

CITY = ("city", "department", "division", "section")


@dataclass(frozen=True)
class Actor:
    """An organisation with its items by role."""

    organization: dict[str, Any]
    roles: tuple[tuple[AssignmentRole, tuple[Node, ...]], ...]

    @property
    def total(self) -> int:
        """In how many items it has a part."""
        return len({node.uid for _role, nodes in self.roles for node in nodes})


@dataclass(frozen=True)
class ActorGroup:
    """Actors of one kind: the city's own units together, each kind of partner by itself."""

    city: bool
    kind: OrganizationKind
    actors: tuple[Actor, ...]


def carried_by(tree: PlanTree, code: str) -> tuple[tuple[AssignmentRole, tuple[Node, ...]], ...]:
    """The items of one organisation by role, in the plan's order."""
    return _roles(_parts(tree).get(code, {}))


def actor_groups(tree: PlanTree) -> list[ActorGroup]:
    """Every organisation of the plan's tables; the city's units above others are left out where they carry nothing.

    Once each program has a lead, those without any part are left out too: they belong to another plan of the installation.
    """
    parts = _parts(tree)
    programs = tree.of_kind("program")
    all_led = bool(programs) and all(any(owner.role == AssignmentRole.LEAD for owner in node.owners) for node in programs)
    parents = {row.get("parent") for row in tree.organizations.values()}
    groups: dict[str, list[Actor]] = defaultdict(list)
    for code, row in tree.organizations.items():
        if code not in parts and ((row["kind"] in CITY and code in parents) or (all_led and code != tree.plan.get("publisher"))):
            continue
        kind = "city" if row["kind"] in CITY else row["kind"]
        groups[kind].append(Actor(row, _roles(parts.get(code, {}))))
    order = OrganizationKind.values
    return [ActorGroup(kind == "city", OrganizationKind(kind), tuple(groups[kind])) for kind in sorted(groups, key=order.index)]


def _parts(tree: PlanTree) -> dict[str, dict[str, list[Node]]]:
    parts: dict[str, dict[str, list[Node]]] = defaultdict(lambda: defaultdict(list))
    for root in tree.roots:
        for node in root.descend():
            for owner in node.owners:
                parts[owner.code][owner.role].append(node)
    return parts


def _roles(by_role: dict[str, list[Node]]) -> tuple[tuple[AssignmentRole, tuple[Node, ...]], ...]:
    return tuple((AssignmentRole(role), tuple(by_role[role])) for role in AssignmentRole.values if by_role.get(role))
