"""The trace (意見がたどった道): from an opinion to what it changed, and back, in a constant number of queries."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.basis import CITY_DECISION
from musubi.blocks.vision.models import PlanItem, Revision
from musubi.council.enums import ResponseState
from musubi.council.models import ActionItem, CityDecision, Gathering, Issue, Lineage, Opinion, Resolution, Response

KINDS = ("opinion", "issue", "resolution", "decision", "action", "plan")  # the columns of the drawing, in the direction of the loop


@dataclass(frozen=True)
class Node:
    """A record on the way. `key` is its kind and uid; `said_by` is a label that its reader may see."""

    key: str
    kind: str
    code: str
    title: str
    day: dt.date | None
    state: str = ""
    said_by: str = ""
    address: str = ""
    done: bool = False


@dataclass(frozen=True)
class Edge:
    """One led to the other."""

    source: str
    target: str
    label: str = ""


@dataclass
class Trace:
    """Records and what led to what, among those that the reader may see."""

    nodes: dict[str, Node] = field(default_factory=dict)
    edges: list[Edge] = field(default_factory=list)

    def of(self, kind: str) -> list[Node]:
        """The nodes of a kind, oldest first."""
        return sorted((node for node in self.nodes.values() if node.kind == kind), key=lambda node: (node.day or dt.date.max, node.key))

    def led_from(self, key: str) -> list[Node]:
        """What led to the node."""
        return [self.nodes[edge.source] for edge in self.edges if edge.target == key]

    def led_to(self, key: str) -> list[Node]:
        """What the node led to."""
        return [self.nodes[edge.target] for edge in self.edges if edge.source == key]

    def reach(self, key: str, *, back: bool = False) -> set[str]:
        """Everything after the node, or with `back` everything before it."""
        onward: dict[str, list[str]] = defaultdict(list)
        for edge in self.edges:
            onward[edge.target if back else edge.source].append(edge.source if back else edge.target)
        seen, waiting = set(), [key]
        while waiting:
            for following in onward[waiting.pop()]:
                if following not in seen:
                    seen.add(following)
                    waiting.append(following)
        return seen


def kin(issues: Iterable[int]) -> set[int]:
    """Ids of the issues and of all that they came from or went into; one query."""
    near: dict[int, set[int]] = defaultdict(set)
    for source, target in Lineage.objects.values_list("source", "target"):
        near[source].add(target)
        near[target].add(source)
    found, waiting = set(issues), list(issues)
    while waiting:
        for other in near[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def trace_of_issues(user: Any, issues: Iterable[Issue]) -> Trace:
    """Everything around the issues that the user may see; a dozen queries, whatever their number."""
    return _Builder(user, kin([issue.pk for issue in issues])).build()


def trace_of_opinion(user: Any, opinion: Opinion) -> Trace:
    """From one opinion on; the opinion alone where it is under no issue yet."""
    trace = trace_of_issues(user, list(Issue.objects.filter(gatherings__opinion=opinion)))
    node = _opinion_node(opinion)
    trace.nodes.setdefault(node.key, node)
    return trace


def trace_of_decision(user: Any, decision: CityDecision) -> Trace:
    """Around a decision of the city."""
    return trace_of_issues(user, list(Issue.objects.filter(Q(decisions=decision) | Q(resolutions__decisions=decision))))


def trace_of_item(user: Any, item: PlanItem) -> Trace:
    """Around a program or initiative: every issue that touches it or led to an action or decision at it."""
    touching = Q(items=item) | Q(actions__item=item) | Q(decisions__items=item)
    return trace_of_issues(user, list(Issue.objects.filter(touching).distinct()))


def _opinion_node(opinion: Opinion) -> Node:
    said_by = opinion.author_label or opinion.get_author_class_display()
    address = reverse("council:opinion", args=[opinion.uid])
    return Node(
        f"opinion-{opinion.uid}", "opinion", opinion.code, opinion.text, opinion.received_on, opinion.get_source_display(), said_by, address, True
    )


class _Builder:
    def __init__(self, user: Any, issues: set[int]) -> None:
        self._user = user
        self._trace = Trace()
        self._keys: dict[tuple[str, int], str] = {}
        self._issues = issues

    def build(self) -> Trace:
        self._add_issues()
        self._add_opinions()
        self._add_resolutions()
        self._add_decisions()
        self._add_actions()
        self._add_plan()
        return self._trace

    def _put(self, kind: str, pk: int, node: Node) -> None:
        self._trace.nodes[node.key] = node
        self._keys[kind, pk] = node.key

    def _link(self, source: tuple[str, int], target: tuple[str, int], label: str = "") -> None:
        if source in self._keys and target in self._keys:
            self._trace.edges.append(Edge(self._keys[source], self._keys[target], label))

    def _of(self, kind: str) -> list[int]:
        return [pk for found, pk in self._keys if found == kind]

    def _add_issues(self) -> None:
        answers: dict[int, Response] = {}
        rows = visible_to(self._user, Response).filter(issue__in=self._issues).order_by("issue", "responded_on", "pk")
        for answer in rows:
            answers[answer.issue_id] = answer  # the last one stands
        for issue in visible_to(self._user, Issue).filter(pk__in=self._issues):
            answer = answers.get(issue.pk)
            state = issue.get_status_display() + (f" ({answer.get_state_display()})" if answer is not None else "")
            done = answer is not None and answer.state == ResponseState.DONE
            address = reverse("council:issue", args=[issue.uid])
            self._put("issue", issue.pk, Node(f"issue-{issue.uid}", "issue", issue.code, issue.title, issue.opened_on, state, "", address, done))
        for source, target, kind in Lineage.objects.filter(source__in=self._issues).values_list("source", "target", "kind"):
            self._link(("issue", source), ("issue", target), kind)

    def _add_opinions(self) -> None:
        rows = visible_to(self._user, Gathering).filter(issue__in=self._of("issue")).filter(Q(left_at__isnull=True) | Q(through__isnull=True))
        for row in rows.select_related("opinion"):
            opinion = row.opinion
            if ("opinion", opinion.pk) not in self._keys:
                self._put("opinion", opinion.pk, _opinion_node(opinion))
            self._link(("opinion", opinion.pk), ("issue", row.issue_id))

    def _add_resolutions(self) -> None:
        pairs = list(Resolution.issues.through.objects.filter(issue__in=self._of("issue")).values_list("issue", "resolution"))
        for each in visible_to(self._user, Resolution).filter(pk__in={pk for _issue, pk in pairs}).select_related("meeting__body"):
            day = timezone.localdate(each.meeting.starts_at) if each.meeting.starts_at is not None else None
            address = reverse("council:resolution", args=[each.uid])
            node = Node(
                f"resolution-{each.uid}", "resolution", each.code, each.text, day, each.get_kind_display(), str(each.meeting.body), address, True
            )
            self._put("resolution", each.pk, node)
        for issue, pk in pairs:
            self._link(("issue", issue), ("resolution", pk))

    def _add_decisions(self) -> None:
        said = CityDecision.resolutions.through.objects.filter(resolution__in=self._of("resolution")).values_list("resolution", "citydecision")
        direct = CityDecision.issues.through.objects.filter(issue__in=self._of("issue")).values_list("issue", "citydecision")
        from_resolution, from_issue = list(said), list(direct)
        wanted = {pk for _source, pk in [*from_resolution, *from_issue]}
        for each in visible_to(self._user, CityDecision).filter(pk__in=wanted):
            address = reverse("council:decision", args=[each.uid])
            node = Node(
                f"decision-{each.uid}",
                "decision",
                each.code,
                each.title,
                each.decided_on,
                each.document_number,
                each.decided_by,
                address,
                each.is_decided,
            )
            self._put("decision", each.pk, node)
        through = {pk for _resolution, pk in from_resolution if ("decision", pk) in self._keys}
        for resolution, pk in from_resolution:
            self._link(("resolution", resolution), ("decision", pk))
        for issue, pk in from_issue:
            if pk not in through:
                self._link(("issue", issue), ("decision", pk))

    def _add_actions(self) -> None:
        because = Q(issue__in=self._of("issue")) | Q(decision__in=self._of("decision"))
        for each in visible_to(self._user, ActionItem).filter(because).select_related("organization").distinct():
            address, done = reverse("council:action", args=[each.uid]), each.done_on is not None
            state = each.get_status_display()
            node = Node(
                f"action-{each.uid}", "action", each.code, each.title, each.done_on or each.due_on, state, each.organization.name, address, done
            )
            self._put("action", each.pk, node)
            if each.decision_id is not None and ("decision", each.decision_id) in self._keys:
                self._link(("decision", each.decision_id), ("action", each.pk))
            elif each.issue_id is not None:
                self._link(("issue", each.issue_id), ("action", each.pk))

    def _add_plan(self) -> None:
        uids = dict(CityDecision.objects.filter(pk__in=self._of("decision")).values_list("uid", "pk"))
        for each in Revision.objects.filter(basis_kind=CITY_DECISION, basis_id__in=uids).defer("changes"):
            address = reverse("plan:revision", args=[each.number])
            day = each.effective_on or timezone.localdate(each.applied_at)
            self._put("revision", each.pk, Node(f"revision-{each.uid}", "plan", f"改定{each.number}", each.title, day, "", "", address, True))
            self._link(("decision", uids[each.basis_id]), ("revision", each.pk))
        touched = list(Issue.items.through.objects.filter(issue__in=self._of("issue")).values_list("issue", "planitem"))
        actions = dict(ActionItem.objects.filter(pk__in=self._of("action"), item__isnull=False).values_list("pk", "item"))
        wanted = {pk for _issue, pk in touched} | set(actions.values())
        for each in PlanItem.objects.filter(pk__in=wanted):
            self._put(
                "item", each.pk, Node(f"item-{each.uid}", "plan", each.code, each.name, None, "", "", reverse("vision:item", args=[each.code]), True)
            )
        by_action = set(actions.values())
        for pk, item in actions.items():
            self._link(("action", pk), ("item", item))
        for issue, item in touched:
            if item not in by_action:
                self._link(("issue", issue), ("item", item))
