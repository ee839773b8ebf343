"""Who may see calls, replies, reports and editions: predicates and their `visible_to` twins."""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.domain.roles import has_role
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_city_staff, is_secretariat, is_staff_or_partner
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.reporting.enums import CallStatus, EditionStatus
from musubi.blocks.reporting.models import (
    AccessLink,
    DataCall,
    DataCallItem,
    EditionPaper,
    Erratum,
    EvidenceFile,
    ProgressReport,
    Rating,
    ReceivedCall,
    ReceivedFigure,
    Reply,
    ReplyEntry,
    ReplyValue,
    ReportTemplate,
    Submission,
    YearEdition,
)
from musubi.blocks.reporting.rules import ANSWER_CALLS, MANAGE_CALLS, MANAGE_EDITIONS, MANAGE_TEMPLATES, PUBLISH_EDITION, READ_REPORTS, RECEIVE_CALLS
from musubi.blocks.vision.domain.desks import may_see_desk, of_seen_desks, organizations_of


@rules.predicate
def reads_reports(user: Any) -> bool:
    """The city's staff and auditors read every report, confirmed or not."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


@rules.predicate
def publishes_editions(user: Any) -> bool:
    """The division's head confirms what the public sees."""
    return has_role(user, Role.DIVISION_HEAD, day=clock.today())


def _own(user: Any) -> frozenset[int]:
    return organizations_of(user, day=clock.today())


def _reply(user: Any, reply: Reply) -> bool:
    return is_secretariat(user) or (reply.call.status != CallStatus.DRAFT and reply.organization_id in _own(user))


def _of_replies(user: Any, prefix: str) -> Q:
    if is_secretariat(user):
        return Q()
    return Q(**{f"{prefix}organization__in": _own(user)}) & ~Q(**{f"{prefix}call__status": CallStatus.DRAFT})


@rules.predicate
def can_view_call(user: Any, call: DataCall) -> bool:
    """The secretariat; others once it is sent to an organisation of theirs."""
    if is_secretariat(user):
        return True
    return call.status != CallStatus.DRAFT and call.replies.filter(organization__in=_own(user)).exists()


def _calls(user: Any, prefix: str = "") -> Q:
    if is_secretariat(user):
        return Q()
    sent = DataCall.objects.exclude(status=CallStatus.DRAFT).filter(replies__organization__in=_own(user))
    return Q(**{f"{prefix or 'pk'}__in": sent.values("pk")})


def _seen_report(user: Any, report: ProgressReport) -> bool:
    return may_see_desk(user, report.item) or has_role(user, Role.AUDITOR, day=clock.today())


def _edition(user: Any, edition: YearEdition) -> bool:
    return reads_reports(user) or (user.is_authenticated and edition.status == EditionStatus.PUBLISHED)


def _of_editions(user: Any, prefix: str = "") -> Q:
    return Q() if reads_reports(user) else Q(**{f"{prefix}status": EditionStatus.PUBLISHED})


def _policy(model: Any, can_view: Any, condition: Any) -> AccessPolicy:
    """`condition(user)` is the queryset twin of `can_view(user, record)`."""

    def visible(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if not getattr(user, "is_authenticated", False):
            return queryset.none()
        return queryset.filter(condition(user))

    return AccessPolicy(model, rules.predicate(can_view, name=f"view_{model._meta.model_name}"), visible)


def _when(allowed: bool) -> Q:  # noqa: FBT001 - reads as a sentence where it is called
    return Q() if allowed else Q(pk__in=[])


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(MANAGE_CALLS, is_secretariat)
    rules.add_perm(ANSWER_CALLS, is_staff_or_partner)
    rules.add_perm(RECEIVE_CALLS, is_city_staff)
    rules.add_perm(MANAGE_EDITIONS, is_secretariat)
    rules.add_perm(PUBLISH_EDITION, publishes_editions)
    rules.add_perm(MANAGE_TEMPLATES, is_secretariat)
    rules.add_perm(READ_REPORTS, reads_reports)
    for policy in (
        _policy(DataCall, can_view_call, _calls),
        _policy(DataCallItem, lambda user, row: can_view_call(user, row.call), lambda user: _calls(user, "call")),
        _policy(Reply, _reply, lambda user: _of_replies(user, "")),
        _policy(ReplyEntry, lambda user, row: _reply(user, row.reply), lambda user: _of_replies(user, "reply__")),
        _policy(ReplyValue, lambda user, row: _reply(user, row.entry.reply), lambda user: _of_replies(user, "entry__reply__")),
        _policy(EvidenceFile, lambda user, row: _reply(user, row.entry.reply), lambda user: _of_replies(user, "entry__reply__")),
        _policy(Submission, lambda user, row: _reply(user, row.reply), lambda user: _of_replies(user, "reply__")),
        _policy(AccessLink, lambda user, _row: is_secretariat(user), lambda user: _when(is_secretariat(user))),
        _policy(ReceivedCall, lambda user, _row: is_city_staff(user), lambda user: _when(is_city_staff(user))),
        _policy(ReceivedFigure, lambda user, _row: is_city_staff(user), lambda user: _when(is_city_staff(user))),
        _policy(ProgressReport, _seen_report, of_seen_desks),
        _policy(Rating, lambda user, row: _seen_report(user, row.report), lambda user: of_seen_desks(user, "report__item")),
        _policy(YearEdition, _edition, _of_editions),
        _policy(EditionPaper, lambda user, row: _edition(user, row.edition), lambda user: _of_editions(user, "edition__")),
        _policy(Erratum, lambda user, row: _edition(user, row.edition), lambda user: _of_editions(user, "edition__")),
        _policy(ReportTemplate, lambda user, _row: is_city_staff(user), lambda user: _when(is_city_staff(user))),
    ):
        register_access(policy)
