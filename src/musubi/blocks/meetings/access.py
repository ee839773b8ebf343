"""Who may see bodies, meetings, minutes and papers: predicates and their `visible_to` twins.

Three readers: the office of a body (the secretariat, and the city's staff of the body's own division), its members, and
everyone else, who sees only public bodies and what is told or published of them. Of a closed body nothing is seen outside.
"""

from __future__ import annotations

from typing import Any

import rules
from django.db.models import Q, QuerySet

from musubi.blocks.accounts.domain.roles import has_role, memberships_on, request_cache
from musubi.blocks.accounts.enums import Role
from musubi.blocks.accounts.predicates import is_secretariat
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import AccessPolicy, register_access
from musubi.blocks.meetings import models
from musubi.blocks.meetings.enums import MeetingStatus, MinutesStatus, Openness
from musubi.blocks.meetings.rules import MANAGE_BODIES, MEMBER_PAGES, READ_MEETINGS, WORK_BODY

OFFICE_ROLES = (Role.DIVISION_HEAD, Role.COORDINATOR, Role.DIVISION_STAFF)


def _divisions(user: Any) -> frozenset[int]:
    """Organisations of the city in which the user works today: whose bodies the user serves."""
    return frozenset(post.organization_id for post in memberships_on(user=user, day=clock.today()) if post.role in OFFICE_ROLES)


def _own_bodies(user: Any) -> frozenset[int]:
    """Bodies on which the user sits today; one query per request."""
    if not getattr(user, "is_authenticated", False):
        return frozenset()
    cache, day = request_cache(user, "_bodies_of_member"), clock.today()
    if day not in cache:
        sitting = models.CouncilMember.objects.filter(user=user, starts_on__lte=day).filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day))
        cache[day] = frozenset(sitting.values_list("seat__body", flat=True))
    found: frozenset[int] = cache[day]
    return found


@rules.predicate
def works_body(user: Any, body: models.Body) -> bool:
    """The office of the body."""
    return is_secretariat(user) or body.organization_id in _divisions(user)


@rules.predicate
def reads_meetings(user: Any) -> bool:
    """Who may open the staff pages of meetings at all: the city's staff and auditors; each sees what the twins below give."""
    return has_role(user, *Role.city_staff(), Role.AUDITOR, day=clock.today())


@rules.predicate
def is_member(user: Any) -> bool:
    """Sits on a body today, or holds the role of a council member."""
    return bool(_own_bodies(user)) or has_role(user, Role.COUNCIL_MEMBER, day=clock.today())


def serves(user: Any, prefix: str = "") -> Q:
    """Rows of bodies whose office the user is; `prefix` leads to the body, e.g. `meeting__body__`."""
    if is_secretariat(user):
        return Q(**{f"{prefix}pk__isnull": False})
    return Q(**{f"{prefix}organization__in": _divisions(user)})


def sits(user: Any, prefix: str = "") -> Q:
    """Rows of bodies on which the user sits; `prefix` leads to the body."""
    return Q(**{f"{prefix}pk__in": _own_bodies(user)})


def sits_on(user: Any, body: models.Body) -> bool:
    """The twin of `sits` for one body."""
    return body.pk in _own_bodies(user)


@rules.predicate
def is_body_office(user: Any) -> bool:
    """Serves at least one body as its office."""
    return is_secretariat(user) or models.Body.objects.filter(organization__in=_divisions(user)).exists()


def _body(user: Any, body: models.Body) -> bool:
    return body.is_public or works_body(user, body) or sits_on(user, body)


def _of_bodies(user: Any, prefix: str = "") -> Q:
    return Q(**{f"{prefix}is_public": True}) | serves(user, prefix) | sits(user, prefix)


def _meeting(user: Any, meeting: models.Meeting) -> bool:
    told = meeting.status in MeetingStatus.told() and (meeting.body.is_public or sits_on(user, meeting.body))
    return told or works_body(user, meeting.body)


def _of_meetings(user: Any, prefix: str = "") -> Q:
    told = Q(**{f"{prefix}status__in": MeetingStatus.told()})
    return (told & (Q(**{f"{prefix}body__is_public": True}) | sits(user, f"{prefix}body__"))) | serves(user, f"{prefix}body__")


def _reads(user: Any, item: models.AgendaItem | None, body: models.Body) -> bool:
    """What stands under a closed item is for the office and the members."""
    return item is None or not item.is_closed or works_body(user, body) or sits_on(user, body)


def _item(user: Any, item: models.AgendaItem) -> bool:
    return _meeting(user, item.meeting) and _reads(user, item, item.meeting.body)


def _open_item(user: Any, item: str, body: str) -> Q:
    """The twin of `_reads`; `item` and `body` lead there."""
    return ~Q(**{f"{item}openness": Openness.CLOSED}) | serves(user, body) | sits(user, body)


def _utterance(user: Any, line: models.Utterance) -> bool:
    return _minutes(user, line.minutes) and _reads(user, line.agenda, line.minutes.meeting.body)


def _of_utterances(user: Any) -> Q:
    return _of_minutes(user, "minutes__") & (Q(agenda__isnull=True) | _open_item(user, "agenda__", "minutes__meeting__body__"))


def _poll(user: Any, option: models.PollOption) -> bool:
    return works_body(user, option.meeting.body) or sits_on(user, option.meeting.body)


def _of_polls(user: Any, prefix: str = "") -> Q:
    return serves(user, f"{prefix}meeting__body__") | sits(user, f"{prefix}meeting__body__")


def _minutes(user: Any, minutes: models.Minutes) -> bool:
    body = minutes.meeting.body
    if works_body(user, body):
        return True
    if minutes.status in MinutesStatus.seen_by_members() and sits_on(user, body):
        return True
    return minutes.status == MinutesStatus.PUBLISHED and body.is_public and minutes.meeting.openness != "closed"


def _of_minutes(user: Any, prefix: str = "") -> Q:
    body = f"{prefix}meeting__body__"
    members = Q(**{f"{prefix}status__in": MinutesStatus.seen_by_members()}) & sits(user, body)
    public = Q(**{f"{prefix}status": MinutesStatus.PUBLISHED, f"{body}is_public": True}) & ~Q(**{f"{prefix}meeting__openness": "closed"})
    return serves(user, body) | members | public


def _own_or_office(user: Any, member: models.CouncilMember, body: models.Body) -> bool:
    return works_body(user, body) or (getattr(user, "is_authenticated", False) and member.user_id == user.pk)


def _of_own_or_office(user: Any, member: str, body: str) -> Q:
    own = Q(**{f"{member}__user": user.pk}) if getattr(user, "is_authenticated", False) else Q(pk__in=[])
    return own | serves(user, body)


def _question(user: Any, question: models.AdvanceQuestion) -> bool:
    body = question.meeting.body
    shared = question.for_all and question.answered_at is not None and sits_on(user, body)
    return shared or _own_or_office(user, question.member, body)


def _of_questions(user: Any) -> Q:
    shared = Q(for_all=True, answered_at__isnull=False) & sits(user, "meeting__body__")
    return shared | _of_own_or_office(user, "member", "meeting__body__")


def _set(user: Any, papers: models.MeetingPapers) -> bool:
    body = papers.meeting.body
    if works_body(user, body):
        return True
    if papers.sent_at is not None and sits_on(user, body):
        return True
    return papers.published_at is not None and body.is_public and papers.meeting.openness != "closed"


def _of_sets(user: Any, prefix: str = "") -> Q:
    body = f"{prefix}meeting__body__"
    sent = Q(**{f"{prefix}sent_at__isnull": False}) & sits(user, body)
    public = Q(**{f"{prefix}published_at__isnull": False, f"{body}is_public": True}) & ~Q(**{f"{prefix}meeting__openness": "closed"})
    return serves(user, body) | sent | public


def _file(user: Any, file: models.PaperFile) -> bool:
    if not _set(user, file.papers):
        return False
    body = file.papers.meeting.body
    return not file.confidential or works_body(user, body) or (sits_on(user, body) and file.papers.sent_at is not None)


def _of_files(user: Any) -> Q:
    body = "papers__meeting__body__"
    members = Q(papers__sent_at__isnull=False) & sits(user, body)
    return _of_sets(user, "papers__") & (Q(confidential=False) | serves(user, body) | members)


def _policy(model: Any, can_view: Any, condition: Any) -> AccessPolicy:
    """`condition(user)` is the queryset twin of `can_view(user, record)`."""

    def visible(user: Any, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.filter(condition(user))

    return AccessPolicy(model, rules.predicate(can_view, name=f"view_{model._meta.model_name}"), visible)


def _note(user: Any, note: models.MemberNote) -> bool:
    return getattr(user, "is_authenticated", False) and note.user_id == user.pk


def _of_notes(user: Any) -> Q:
    return Q(user=user.pk) if getattr(user, "is_authenticated", False) else Q(pk__in=[])


def register_policies() -> None:
    """Called once when apps are ready."""
    rules.add_perm(WORK_BODY, works_body)
    rules.add_perm(MANAGE_BODIES, is_secretariat)
    rules.add_perm(READ_MEETINGS, reads_meetings)
    rules.add_perm(MEMBER_PAGES, is_member)
    for policy in (
        _policy(models.Body, _body, _of_bodies),
        _policy(models.Seat, lambda user, row: _body(user, row.body), lambda user: _of_bodies(user, "body__")),
        _policy(models.Officer, lambda user, row: _body(user, row.body), lambda user: _of_bodies(user, "body__")),
        _policy(models.CouncilMember, lambda user, row: _body(user, row.seat.body), lambda user: _of_bodies(user, "seat__body__")),
        _policy(
            models.MemberContact,
            lambda user, row: _own_or_office(user, row.member, row.member.seat.body),
            lambda user: _of_own_or_office(user, "member", "member__seat__body__"),
        ),
        _policy(models.Meeting, _meeting, _of_meetings),
        _policy(models.AgendaItem, _item, lambda user: _of_meetings(user, "meeting__") & _open_item(user, "", "meeting__body__")),
        _policy(
            models.Attendance,
            lambda user, row: _own_or_office(user, row.member, row.meeting.body),
            lambda user: _of_own_or_office(user, "member", "meeting__body__"),
        ),
        _policy(models.PollOption, _poll, _of_polls),
        _policy(
            models.PollReply,
            lambda user, row: _own_or_office(user, row.member, row.option.meeting.body),
            lambda user: _of_own_or_office(user, "member", "option__meeting__body__"),
        ),
        _policy(models.Minutes, _minutes, _of_minutes),
        _policy(models.Utterance, _utterance, _of_utterances),
        _policy(
            models.MinutesCheck,
            lambda user, row: _own_or_office(user, row.member, row.minutes.meeting.body),
            lambda user: _of_own_or_office(user, "member", "minutes__meeting__body__"),
        ),
        _policy(models.MemberNote, _note, _of_notes),
        _policy(models.AdvanceQuestion, _question, _of_questions),
        _policy(
            models.PaperTemplate,
            lambda user, row: reads_meetings(user) and (row.body is None or works_body(user, row.body)),
            lambda user: (Q(body__isnull=True) | serves(user, "body__")) if reads_meetings(user) else Q(pk__in=[]),
        ),
        _policy(models.PaperPlan, lambda user, row: works_body(user, row.meeting.body), lambda user: serves(user, "meeting__body__")),
        _policy(models.MeetingPapers, _set, _of_sets),
        _policy(models.PaperFile, _file, _of_files),
    ):
        register_access(policy)
