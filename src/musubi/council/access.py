"""Who may see opinions, issues, decisions and what follows: predicates and their `visible_to` twins.

The city's staff and auditors read what does not come from a body closed to them; members what comes from their bodies;
an actor what it was asked about; the public only published results and traces. Of a closed body nothing is seen outside.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_city_staff, is_secretariat
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.meetings.access import is_body_office, serves, sits, sits_on, works_body
from musubi.blocks.vision.domain.desks import may_see_desk, may_work_desk, of_seen_desks, organizations_of
from musubi.council import models
from musubi.council.enums import CommentCallStatus, Publicity
from musubi.council.rules import (
    ANSWER_COORDINATION,
    CHECK_QUESTION,
    COMPLETE_ACTION,
    MANAGE_COMMENT_CALLS,
    PUBLISH_TRACE,
    READ_COUNCIL,
    RECEIVE_OPINIONS,
    WORK_COUNCIL,
    WORK_ISSUE,
    WORK_QUESTION,
    WORK_SHORTFALL,
)

NOTHING = Q(pk__in=[])


@rules.predicate
def reads_council(user: Any) -> bool:
    """The city's staff and auditors."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


@rules.predicate
def publishes_traces(user: Any) -> bool:
    """The division's head confirms what the public sees."""
    return has_role(user, Role.DIVISION_HEAD, day=clock.today())


def _own(user: Any) -> frozenset[int]:
    return organizations_of(user, day=clock.today())


def _open_to(user: Any, body: Any) -> bool:
    """Whether staff may read what comes from the body; without a body anything."""
    return body is None or body.is_public or works_body(user, body)


def _of_open(user: Any, prefix: str) -> Q:
    """The twin of `_open_to`; `prefix` names the body, e.g. `issue__body`."""
    return Q(**{f"{prefix}__isnull": True}) | Q(**{f"{prefix}__is_public": True}) | serves(user, f"{prefix}__")


@rules.predicate
def works_issue(user: Any, issue: models.Issue) -> bool:
    """The secretariat, or the office of the body from which the issue comes."""
    return is_secretariat(user) or (issue.body is not None and works_body(user, issue.body))


@rules.predicate
def answers_coordination(user: Any, coordination: models.Coordination) -> bool:
    """The actor that was asked; the secretariat types in what came by telephone."""
    return coordination.organization_id in _own(user) or works_issue(user, coordination.issue)


@rules.predicate
def completes_action(user: Any, action: models.ActionItem) -> bool:
    """Whoever is to do it; the secretariat for them."""
    return is_secretariat(user) or action.organization_id in _own(user)


@rules.predicate
def works_question(user: Any, question: models.AssemblyQuestion) -> bool:
    """The division that writes the answer, and the secretariat."""
    return is_secretariat(user) or (is_city_staff(user) and question.organization_id in _own(user))


@rules.predicate
def checks_question(user: Any, question: models.AssemblyQuestion) -> bool:
    """The head of the division that writes the answer."""
    return has_role(user, Role.DIVISION_HEAD, day=clock.today()) and question.organization_id in _own(user)


@rules.predicate
def works_shortfall(user: Any, indicator: Indicator) -> bool:
    """Whoever works at the desk of the indicator's item."""
    return bool(may_work_desk(user, indicator.item))


def _opinion(user: Any, opinion: models.Opinion) -> bool:
    if reads_council(user) and _open_to(user, opinion.body):
        return True
    if opinion.body is not None and sits_on(user, opinion.body):
        return True
    call = opinion.comment_call
    return (
        call is not None
        and call.status == CommentCallStatus.RESULT
        and opinion.publicity in Publicity.shown()
        and opinion.withdrawn_at is None
        and (opinion.body is None or opinion.body.is_public)
    )


def _of_opinions(user: Any, prefix: str = "") -> Q:
    staff = _of_open(user, f"{prefix}body") if reads_council(user) else NOTHING
    result = {
        f"{prefix}comment_call__status": CommentCallStatus.RESULT,
        f"{prefix}publicity__in": Publicity.shown(),
        f"{prefix}withdrawn_at__isnull": True,
    }
    told = Q(**result) & (Q(**{f"{prefix}body__isnull": True}) | Q(**{f"{prefix}body__is_public": True}))
    return staff | sits(user, f"{prefix}body__") | told


def _issue(user: Any, issue: models.Issue) -> bool:
    if reads_council(user) and _open_to(user, issue.body):
        return True
    if issue.body is not None and sits_on(user, issue.body):
        return True
    own = _own(user)
    return bool(own) and issue.coordinations.filter(organization__in=own).exists()


def _of_issues(user: Any, prefix: str = "") -> Q:
    staff = _of_open(user, f"{prefix}body") if reads_council(user) else NOTHING
    asked = models.Coordination.objects.filter(organization__in=_own(user)).values("issue")
    return staff | sits(user, f"{prefix}body__") | Q(**{f"{prefix}pk__in": asked})


def _gathering(user: Any, row: models.Gathering) -> bool:
    return _issue(user, row.issue) and (_opinion(user, row.opinion) or _own_asked(user, row.issue))


def _own_asked(user: Any, issue: models.Issue) -> bool:
    own = _own(user)
    return bool(own) and issue.coordinations.filter(organization__in=own).exists()


def _of_gatherings(user: Any) -> Q:
    asked = models.Coordination.objects.filter(organization__in=_own(user)).values("issue")
    return _of_issues(user, "issue__") & (_of_opinions(user, "opinion__") | Q(issue__in=asked))


def _resolution(user: Any, row: models.Resolution) -> bool:
    body = row.meeting.body
    return (reads_council(user) and _open_to(user, body)) or sits_on(user, body)


def _of_resolutions(user: Any, prefix: str = "") -> Q:
    staff = _of_open(user, f"{prefix}meeting__body") if reads_council(user) else NOTHING
    return staff | sits(user, f"{prefix}meeting__body__")


def _decision(user: Any, row: models.CityDecision) -> bool:
    if not reads_council(user):
        return False
    issues = row.issues.select_related("body")
    resolutions = row.resolutions.select_related("meeting__body")
    return all(_open_to(user, each.body) for each in issues) and all(_open_to(user, each.meeting.body) for each in resolutions)


def _of_decisions(user: Any, prefix: str = "") -> Q:
    if not reads_council(user):
        return NOTHING
    closed_issues = models.Issue.objects.exclude(_of_open(user, "body"))
    closed_resolutions = models.Resolution.objects.exclude(_of_open(user, "meeting__body"))
    hidden = models.CityDecision.objects.filter(Q(issues__in=closed_issues) | Q(resolutions__in=closed_resolutions)).values("pk")
    return Q(**{f"{prefix}pk__isnull": False}) & ~Q(**{f"{prefix}pk__in": hidden})


def _action(user: Any, row: models.ActionItem) -> bool:
    if row.organization_id in _own(user):
        return True
    if not reads_council(user):
        return False
    return (row.issue is None or _open_to(user, row.issue.body)) and (row.decision is None or _decision(user, row.decision))


def _of_actions(user: Any) -> Q:
    own = Q(organization__in=_own(user))
    if not reads_council(user):
        return own
    return own | ((Q(issue__isnull=True) | _of_open(user, "issue__body")) & (Q(decision__isnull=True) | _of_decisions(user, "decision__")))


def _promise(user: Any, row: models.Promise) -> bool:
    if not reads_council(user):
        return False
    return (row.opinion is None or _open_to(user, row.opinion.body)) and (row.issue is None or _open_to(user, row.issue.body))


def _of_promises(user: Any) -> Q:
    if not reads_council(user):
        return NOTHING
    return (Q(opinion__isnull=True) | _of_open(user, "opinion__body")) & (Q(issue__isnull=True) | _of_open(user, "issue__body"))


def _trace(user: Any, row: models.PublishedTrace) -> bool:
    return row.retracted_at is None or (reads_council(user) and _open_to(user, row.issue.body))


def _of_traces(user: Any) -> Q:
    return Q(retracted_at__isnull=True) | (_of_open(user, "issue__body") if reads_council(user) else NOTHING)


def _policy(model: Any, can_view: Any, condition: Any) -> AccessPolicy:
    """`condition(user)` is the queryset twin of `can_view(user, record)`."""

    def visible(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(condition(user))

    return AccessPolicy(model, rules.predicate(can_view, name=f"view_{model._meta.model_name}"), visible)


def _when(allowed: bool) -> Q:  # noqa: FBT001 - reads as a sentence where it is called
    return Q() if allowed else NOTHING


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(READ_COUNCIL, reads_council)
    rules.add_perm(RECEIVE_OPINIONS, is_city_staff)
    rules.add_perm(WORK_ISSUE, works_issue)
    rules.add_perm(WORK_COUNCIL, is_secretariat | is_body_office)
    rules.add_perm(PUBLISH_TRACE, publishes_traces)
    rules.add_perm(ANSWER_COORDINATION, answers_coordination)
    rules.add_perm(COMPLETE_ACTION, completes_action)
    rules.add_perm(MANAGE_COMMENT_CALLS, is_secretariat)
    rules.add_perm(WORK_QUESTION, works_question)
    rules.add_perm(CHECK_QUESTION, checks_question)
    rules.add_perm(WORK_SHORTFALL, works_shortfall)
    for policy in (
        _policy(
            models.CommentCall,
            lambda user, row: row.status != CommentCallStatus.DRAFT or reads_council(user),
            lambda user: Q() if reads_council(user) else ~Q(status=CommentCallStatus.DRAFT),
        ),
        _policy(models.OpinionGroup, lambda user, _row: reads_council(user), lambda user: _when(reads_council(user))),
        _policy(models.Opinion, _opinion, _of_opinions),
        _policy(models.OpinionAuthor, lambda user, _row: is_secretariat(user), lambda user: _when(is_secretariat(user))),
        _policy(models.Issue, _issue, _of_issues),
        _policy(models.Gathering, _gathering, _of_gatherings),
        _policy(
            models.Lineage,
            lambda user, row: _issue(user, row.source) and _issue(user, row.target),
            lambda user: _of_issues(user, "source__") & _of_issues(user, "target__"),
        ),
        _policy(
            models.Coordination,
            lambda user, row: row.organization_id in _own(user) or (reads_council(user) and _open_to(user, row.issue.body)),
            lambda user: Q(organization__in=_own(user)) | (_of_open(user, "issue__body") if reads_council(user) else NOTHING),
        ),
        _policy(models.Resolution, _resolution, _of_resolutions),
        _policy(models.CityDecision, _decision, _of_decisions),
        _policy(models.Response, lambda user, row: _issue(user, row.issue), lambda user: _of_issues(user, "issue__")),
        _policy(models.ActionItem, _action, _of_actions),
        _policy(models.PublishedTrace, _trace, _of_traces),
        _policy(models.Promise, _promise, _of_promises),
        _policy(models.Shortfall, lambda user, row: may_see_desk(user, row.item), of_seen_desks),
        _policy(models.AssemblyQuestion, lambda user, _row: is_city_staff(user), lambda user: _when(is_city_staff(user))),
        _policy(models.NeighbourFigure, lambda user, _row: is_city_staff(user), lambda user: _when(is_city_staff(user))),
    ):
        register_access(policy)
