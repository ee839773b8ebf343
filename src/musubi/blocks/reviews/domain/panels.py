"""審査を用意する: a body for a call, its reviewers and the applications before it; open it to reviewers, close it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import Count, Max, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.rights import lifts_rules
from musubi.blocks.applications.domain.terms import Criterion, Terms, read_terms
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.enums import ApplicationStatus, BlindMode, Stage
from musubi.blocks.applications.models import Application
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.bodies import members_on
from musubi.blocks.meetings.models import CouncilMember
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.suggestions import starting_topics, suggested_topics
from musubi.blocks.reviews.enums import PanelStatus, SheetStatus
from musubi.blocks.reviews.models import InterestDeclaration, Panel, PanelEntry, ReviewAssignment, Reviewer, ScoreSheet

DECLARE, SCORE = InterestDeclaration._meta.label, ScoreSheet._meta.label
REVIEWABLE = frozenset({ApplicationStatus.SCREENING, ApplicationStatus.GRANT_REQUESTED})


def hold(panel: Panel) -> Panel:
    """The panel as it is stored, locked until the transaction ends."""
    found: Panel = lock(Panel.objects.filter(pk=panel.pk).select_related("call__item", "call__organization", "terms", "body"))[0]
    return found


def require(panel: Panel, *statuses: str) -> None:
    """Raises ReviewError unless the panel is at one of the statuses."""
    if panel.status not in statuses:
        raise ReviewError("status", _("審査は「%(state)s」の段階です。画面を開き直してください") % {"state": panel.get_status_display()})


def terms_of(panel: Panel) -> Terms:
    """The call's terms in the version by which this panel scores."""
    return read_terms(panel.terms.content)


def criteria_of(panel: Panel, *, lane: str | None = None) -> list[Criterion]:
    """The rows of the panel's score sheet (採点表); with a lane, those by which an application of it is scored."""
    return terms_of(panel).criteria_of(round_number=panel.round, lane=lane)


@transaction.atomic
def prepare_panel(*, panel: Panel, actor: Any, now: dt.datetime) -> Panel:
    """審査を設ける for a call that is open: its score sheet is the newest version of the call's terms.

    Members of the body who serve today become reviewers. Raises ReviewError where the call is not open or has no criteria.
    """
    newest = panel.call.versions.order_by("-number").first()
    if newest is None:
        raise ReviewError("call", _("募集が公開されていません。公開すると採点表が固定され、審査を設けられます"), "call")
    panel.terms = newest
    if not criteria_of(panel):
        raise ReviewError("criteria", _("この募集の条件に、この回の審査項目がありません。募集の画面で審査項目を加えてください"), "call")
    terms = terms_of(panel)
    hidden = terms.blind == BlindMode.DOUBLE  # then the office ticks what does not tell who applies
    panel.shown_documents = [] if hidden else [each.key for each in terms.documents if each.stage == Stage.APPLICATION]
    panel.topics = panel.topics or starting_topics(panel, terms)
    check_record(panel)
    panel.save()
    for member in members_on(panel.body, timezone.localdate(now)):
        Reviewer.objects.create(panel=panel, member=member, on_paper=member.user_id is None)
    after = {"call": str(panel.call), "body": str(panel.body), "round": panel.round, "terms": newest.sha256}
    record_event(actor=actor, verb="panel.prepared", obj=panel, now=now, after=after, program_code=panel.call.item.code)
    return panel


@transaction.atomic
def change_panel(*, panel: Panel, values: Mapping[str, Any], unchanged: Any, actor: Any, now: dt.datetime) -> Panel:
    """Change days and options; what reviewers see freezes once the panel is open. FieldConflictError passes on."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    if current.status == PanelStatus.OPEN and set(values) & {"others_shown", "round", "body", "call"}:
        raise ReviewError("frozen", _("審査委員に開いた後は、ほかの委員の採点の見せ方を変えられません"), "others_shown")
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current)
    saved: Panel = update_record(record=panel, values=values, unchanged=unchanged, actor=actor, now=now, verb="panel.changed")
    return saved


@transaction.atomic
def add_reviewer(*, panel: Panel, member: CouncilMember, actor: Any, now: dt.datetime) -> Reviewer:
    """A further member of the body reviews; one who had left returns. Raises ReviewError for who is not of the body."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    if member.seat.body_id != current.body_id:
        raise ReviewError("member", _("この審査会の委員から選んでください"), "member")
    made, _created = Reviewer.objects.get_or_create(panel=current, member=member, defaults={"on_paper": member.user_id is None})
    made.left_on, made.left_reason = None, ""
    made.version += 1
    made.save()
    record_event(actor=actor, verb="reviewer.added", obj=made, now=now, after={"member": member.name}, program_code=current.call.item.code)
    if current.status == PanelStatus.OPEN:
        _ask_to_declare(current, made, now)
    return made


@transaction.atomic
def change_reviewer(*, reviewer: Reviewer, most: int | None, topics: list[str], on_paper: bool, actor: Any, now: dt.datetime) -> Reviewer:
    """The reviewer's limit, fields of skill, and whether scores come on paper."""
    current: Reviewer = lock(Reviewer.objects.filter(pk=reviewer.pk).select_related("panel__call__item", "member"))[0]
    before = {"most": current.most, "topics": current.topics, "on_paper": current.on_paper}
    current.most, current.topics, current.on_paper = most, topics, on_paper or current.member.user_id is None
    current.version += 1
    current.save()
    after = {"most": most, "topics": topics, "on_paper": current.on_paper}
    record_event(actor=actor, verb="reviewer.changed", obj=current, now=now, before=before, after=after, program_code=current.panel.call.item.code)
    return current


@transaction.atomic
def leave_panel(*, reviewer: Reviewer, reason: str, actor: Any, now: dt.datetime) -> Reviewer:
    """審査から退く: the sheets handed in stay, the open assignments end. Raises ReviewError without a reason."""
    current: Reviewer = lock(Reviewer.objects.filter(pk=reviewer.pk).select_related("panel__call__item"))[0]
    if not reason.strip():
        raise ReviewError("reason", _("退く理由を書いてください"), "reason")
    if current.left_on is not None:
        raise ReviewError("left", _("この審査委員は、もう退いています"))
    current.left_on, current.left_reason = timezone.localdate(now), reason.strip()[:300]
    current.version += 1
    current.save()
    open_ones = current.assignments.filter(ended_at__isnull=True).exclude(sheet__status=SheetStatus.SUBMITTED)
    open_ones.update(ended_at=now, ended_reason=current.left_reason)
    settle_tasks(current, actor, now)
    record_event(
        actor=actor,
        verb="reviewer.left",
        obj=current,
        now=now,
        after={"left_on": current.left_on},
        reason=reason.strip(),
        program_code=current.panel.call.item.code,
    )
    return current


@transaction.atomic
def add_entries(*, panel: Panel, applications: Iterable[Application], actor: Any, now: dt.datetime) -> list[PanelEntry]:
    """審査の対象に加える in the order of their receipt. Raises ReviewError for another call's, one not received yet, or one twice."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING, PanelStatus.OPEN)
    last = current.entries.aggregate(last=Max("number"))["last"] or 0
    known = set(current.entries.values_list("application", flat=True))
    made, terms = [], terms_of(current)
    for place, application in enumerate(applications, start=1):
        if application.call_id != current.call_id:
            raise ReviewError("other_call", _("%(number)s は、この募集の申請ではありません") % {"number": application})
        if application.status not in REVIEWABLE:
            words = {"number": application, "state": application.get_status_display()}
            raise ReviewError("state", _("%(number)s は「%(state)s」です。受け付けてから加えてください") % words)
        if application.pk in known:
            raise ReviewError("twice", _("%(number)s は、もう審査の対象です") % {"number": application})
        known.add(application.pk)
        topics = suggested_topics(application, current.topics, terms)
        made.append(PanelEntry.objects.create(panel=current, application=application, number=last + place, topics=topics))
    if not made:
        raise ReviewError("nobody", _("審査の対象にする申請に印を付けてください"))
    numbers = [entry.number for entry in made]  # of the panel: applications' own numbers are kept from the excluded
    record_event(actor=actor, verb="panel.entries_added", obj=current, now=now, after={"numbers": numbers}, program_code=current.call.item.code)
    return made


def candidates_of(panel: Panel) -> Any:
    """Applications of the call that were received and are not before the panel yet, in the order of receipt."""
    rows = Application.objects.filter(call=panel.call_id, status__in=REVIEWABLE).exclude(panel_entries__panel=panel)
    return rows.select_related("party").order_by("received_on", "submitted_at", "pk")


@transaction.atomic
def remove_entry(*, entry: PanelEntry, reason: str, actor: Any, now: dt.datetime) -> PanelEntry:
    """審査の対象から外す (withdrawn, rejected …): the record and its number stay. Raises ReviewError without a reason."""
    current: PanelEntry = lock(PanelEntry.objects.filter(pk=entry.pk).select_related("panel__call__item"))[0]
    if not reason.strip():
        raise ReviewError("reason", _("外す理由を書いてください"), "reason")
    current.removed_at, current.removed_reason = now, reason.strip()[:300]
    current.version += 1
    current.save()
    for reviewer in Reviewer.objects.filter(panel=current.panel, left_on__isnull=True).select_related("member"):
        settle_tasks(reviewer, actor, now)
    record_event(
        actor=actor,
        verb="panel.entry_removed",
        obj=current,
        now=now,
        after={"number": current.number},
        reason=reason.strip(),
        program_code=current.panel.call.item.code,
    )
    return current


@transaction.atomic
def open_panel(*, panel: Panel, actor: Any, now: dt.datetime) -> Panel:
    """審査委員に開く: reviewers are asked to declare. Raises ReviewError while reviewers, applications or days are missing."""
    current = hold(panel)
    require(current, PanelStatus.PREPARING)
    for name, message in missing_of(current):
        raise ReviewError(name, message)
    current.status, current.opened_at = PanelStatus.OPEN, now
    current.version += 1
    current.save()
    for reviewer in current.reviewers.filter(left_on__isnull=True).select_related("member__user"):
        _ask_to_declare(current, reviewer, now)
    record_event(actor=actor, verb="panel.opened", obj=current, now=now, after={"status": current.status}, program_code=current.call.item.code)
    return current


def missing_of(panel: Panel) -> list[tuple[str, str]]:
    """What keeps a panel from opening, as (code, message); [] when it may."""
    found = []
    if not panel.reviewers.filter(left_on__isnull=True).exists():
        found.append(("reviewers", _("審査委員がいません。会議体の画面で委員を委嘱してから、ここに加えてください")))
    if not panel.entries.filter(removed_at__isnull=True).exists():
        found.append(("entries", _("審査の対象にする申請を加えてください")))
    if panel.declare_until is None or panel.score_until is None:
        found.append(("days", _("申告の期限と採点の期限を入れてください")))
    return found


def _ask_to_declare(panel: Panel, reviewer: Reviewer, now: dt.datetime) -> None:
    if reviewer.member.user is not None and panel.declare_until is not None:
        _task(panel, reviewer, DECLARE, _("利害関係の申告: %(panel)s") % {"panel": panel}, panel.declare_until, now)


def ask_to_score(panel: Panel, now: dt.datetime) -> None:
    """A task for each reviewer with sheets to fill in, once the panel is open. Must run in a transaction."""
    if panel.status != PanelStatus.OPEN or panel.score_until is None:
        return
    owed = ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True).exclude(sheet__status=SheetStatus.SUBMITTED)
    for reviewer in Reviewer.objects.filter(pk__in=owed.values("reviewer"), left_on__isnull=True).select_related("member__user"):
        if reviewer.member.user is not None:
            _task(panel, reviewer, SCORE, _("採点: %(panel)s") % {"panel": panel}, panel.score_until, now)


def _task(panel: Panel, reviewer: Reviewer, kind: str, title: str, due_on: dt.date, now: dt.datetime) -> None:
    if Task.objects.filter(object_type=kind, object_id=reviewer.uid, status=TaskStatus.OPEN).exists():
        return
    open_task(
        title=title,
        due_on=due_on,
        today=timezone.localdate(now),
        now=now,
        assignee=reviewer.member.user,
        address=reverse("scoring:panel", args=[panel.uid]),
        object_type=kind,
        object_id=reviewer.uid,
        program_code=panel.call.item.code,
    )


def settle_tasks(reviewer: Reviewer, actor: Any, now: dt.datetime) -> None:
    """Close the reviewer's tasks of which nothing is left to do."""
    counts = PanelEntry.objects.filter(panel=reviewer.panel_id, removed_at__isnull=True).aggregate(
        all=Count("pk", distinct=True),
        declared=Count("pk", filter=Q(declarations__reviewer=reviewer), distinct=True),
    )
    owed = reviewer.assignments.filter(ended_at__isnull=True, entry__removed_at__isnull=True).exclude(sheet__status=SheetStatus.SUBMITTED)
    left = reviewer.left_on is not None
    for kind, done in ((DECLARE, left or counts["declared"] >= counts["all"]), (SCORE, left or not owed.exists())):
        for task in Task.objects.filter(object_type=kind, object_id=reviewer.uid, status=TaskStatus.OPEN) if done else ():
            close_task(task=task, actor=actor, now=now)


def unscored_of(panel: Panel) -> int:
    """How many assignments have no handed-in sheet."""
    owed = ReviewAssignment.objects.filter(entry__panel=panel, ended_at__isnull=True, entry__removed_at__isnull=True)
    return owed.exclude(sheet__status=SheetStatus.SUBMITTED).count()


@transaction.atomic
def close_panel(*, panel: Panel, reason: str, actor: Any, now: dt.datetime) -> Panel:
    """採点を締める: scores are counted and no sheet changes any more. Missing sheets need a reason. Raises ReviewError."""
    current = hold(panel)
    require(current, PanelStatus.OPEN)
    missing = unscored_of(current)
    if missing and not reason.strip():
        raise ReviewError(
            "missing", _("採点表が%(count)d枚そろっていません。そのまま締めるときは、理由を書いてください") % {"count": missing}, "reason"
        )
    current.status, current.closed_at, current.closed_reason = PanelStatus.CLOSED, now, reason.strip()[:300] if missing else ""
    current.version += 1
    current.save()
    for task in Task.objects.filter(object_type__in=[DECLARE, SCORE], object_id__in=current.reviewers.values("uid"), status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=TaskStatus.CANCELLED)
    after = {"status": current.status, "missing_sheets": missing}
    record_event(
        actor=actor, verb="panel.closed", obj=current, now=now, after=after, reason=current.closed_reason, program_code=current.call.item.code
    )
    return current


@transaction.atomic
def reopen_panel(*, panel: Panel, reason: str, actor: Any, now: dt.datetime) -> Panel:
    """締めた採点を開き直す: only the head, with a reason. Raises ReviewError."""
    current = hold(panel)
    require(current, PanelStatus.CLOSED)
    if not reason.strip():
        raise ReviewError("reason", _("開き直す理由を書いてください"), "reason")
    if actor is not None and not lifts_rules(actor, current.call):
        raise ReviewError("head", _("締めた採点を開き直せるのは、課長です"))
    if current.selection_lists.filter(fixed_at__isnull=False, discarded_at__isnull=True).exists():
        raise ReviewError("selected", _("この採点による選定案が決まっています。選定案を取りやめてから開き直してください"))
    current.status, current.closed_at, current.closed_reason = PanelStatus.OPEN, None, ""
    current.version += 1
    current.save()
    ask_to_score(current, now)
    record_event(
        actor=actor,
        verb="panel.reopened",
        obj=current,
        now=now,
        after={"status": current.status},
        reason=reason.strip(),
        program_code=current.call.item.code,
    )
    return current
