"""目標未達の分析: fact, cause and action of an indicator that missed; it goes into the report, onto an agenda, or becomes an issue."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event, type_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.indicators.domain.figures import Figure
from musubi.blocks.indicators.domain.values import values as figures_of
from musubi.blocks.indicators.models import Indicator
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.locking import lock
from musubi.blocks.meetings.domain.agenda import add_item
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.papers.plans import Placing, add_paper, usual_plan
from musubi.blocks.meetings.enums import AgendaKind
from musubi.blocks.meetings.models import AgendaItem, Meeting
from musubi.blocks.notifications.domain.tasks import close_task, open_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task
from musubi.blocks.papers.domain.filling.tags import number_text
from musubi.blocks.reporting.domain.reports import ReportStateError, report_of, write_report
from musubi.blocks.reporting.models import ProgressReport
from musubi.blocks.vision.models import Vision
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import open_issue
from musubi.council.models import Issue, Shortfall

PAPER = "shortfalls"
FIELDS = ("fact", "cause", "action", "organization", "due_on", "cost", "direction")


@dataclass(frozen=True)
class Missed:
    """An indicator below its target in a year; `shortfall` is what was written about it, None where nothing is yet."""

    indicator: Indicator
    figure: Figure
    shortfall: Shortfall | None


def missed_of(user: Any, *, vision: Vision, fiscal_year: int, today: dt.date) -> list[Missed]:
    """The indicators that the reader may see and that missed the year's target, those without an analysis first; few queries at any number."""
    indicators = list(visible_to(user, Indicator).filter(vision=vision).select_related("item", "owner").order_by("item__order", "order", "code"))
    figures = figures_of(indicators=indicators, fiscal_years=[fiscal_year], today=today)
    rows = visible_to(user, Shortfall).filter(fiscal_year=fiscal_year, indicator__vision=vision)
    written = {row.indicator_id: row for row in rows.select_related("organization", "agenda__meeting__body", "issue")}
    found = [
        Missed(each, figures[each.uid, fiscal_year], written.get(each.pk))
        for each in indicators
        if figures[each.uid, fiscal_year].reached is False or each.pk in written
    ]
    return sorted(found, key=lambda row: row.shortfall is not None)


def fact_of(figure: Figure) -> str:
    """The fact as a sentence to begin from; empty where target or actual is not known."""
    if figure.target is None or figure.actual is None:
        return ""
    words = {
        "year": format_fiscal_year(figure.fiscal_year),
        "target": number_text(figure.target.value),
        "actual": number_text(figure.actual),
        "unit": figure.subject.unit,
    }
    return _("%(year)sの目標%(target)s%(unit)sに対し、実績は%(actual)s%(unit)sでした。") % words


@transaction.atomic
def record_shortfall(
    *,
    indicator: Indicator,
    fiscal_year: int,
    values: Mapping[str, Any],
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    unchanged: Callable[[str, Any], bool] = lambda _name, _value: True,
) -> Shortfall:
    """事実・原因・対応 of a missed target, made or changed; an action needs who and until when, and opens a task.

    `values` holds some of FIELDS. Raises CouncilError, and FieldConflictError where others changed the same fields.
    """
    lock(Indicator.objects.filter(pk=indicator.pk))
    found = Shortfall.objects.filter(indicator=indicator, fiscal_year=fiscal_year).first()
    row = found or Shortfall(indicator=indicator, fiscal_year=fiscal_year, item=indicator.item)
    changes = {name: value for name, value in values.items() if getattr(row, name) != value}
    conflicts = {name: getattr(row, name) for name in changes if found is not None and not unchanged(name, getattr(row, name))}
    if conflicts:
        raise FieldConflictError(conflicts)
    before = {name: getattr(row, name) for name in changes} if found is not None else {}
    for name, value in changes.items():
        setattr(row, name, value.strip() if isinstance(value, str) else value)
    _check(row)
    if found is not None and not changes:
        return row
    row.version += 1 if found is not None else 0
    row.save()
    verb = "shortfall.changed" if found is not None else "shortfall.recorded"
    record_event(actor=actor, verb=verb, obj=row, now=now, before=before, after=changes, program_code=indicator.item.code)
    if changes.keys() & {"action", "organization", "due_on"}:
        _follow(row, actor, now, today)
    return row


def _check(row: Shortfall) -> None:
    if not row.fact:
        raise CouncilError("fact", _("事実(何がどれだけ届かなかったか)を書いてください"), "fact")
    if row.action and row.organization is None:
        raise CouncilError("owner", _("対応には、担当と期限が要ります"), "organization")
    if row.action and row.due_on is None:
        raise CouncilError("owner", _("対応には、担当と期限が要ります"), "due_on")


def _follow(row: Shortfall, actor: Any, now: dt.datetime, today: dt.date) -> None:
    """One open task for the action as it stands now."""
    for task in Task.objects.filter(object_type=type_of(row), object_id=row.uid, status=TaskStatus.OPEN):
        close_task(task=task, actor=actor, now=now, status=TaskStatus.CANCELLED)
    if not row.action or row.organization is None or row.due_on is None:
        return
    open_task(
        title=_("目標未達への対応: %(name)s") % {"name": row.indicator.name[:80]},
        due_on=row.due_on,
        today=today,
        now=now,
        actor=actor,
        organization=row.organization,
        detail=row.action,
        address=reverse("council:shortfall", args=[row.indicator.uid, row.fiscal_year]),
        object_type=type_of(row),
        object_id=row.uid,
        program_code=row.item.code,
    )


@transaction.atomic
def give_direction(*, shortfall: Shortfall, actor: Any, now: dt.datetime) -> ProgressReport:
    """今後の方向性へ: the direction, and the analysis where nothing is written yet, go into the year's report. Raises CouncilError."""
    if not shortfall.direction:
        raise CouncilError("direction", _("先に「今後の方向性」を選んで保存してください"))
    report = report_of(shortfall.item, shortfall.fiscal_year)
    given: dict[str, Any] = {"direction": shortfall.direction}
    if not report.problems.strip():
        given["problems"] = "\n".join(part for part in (shortfall.fact, shortfall.cause, shortfall.action) if part)
    try:
        return write_report(item=shortfall.item, fiscal_year=shortfall.fiscal_year, values=given, actor=actor, now=now)
    except ReportStateError as error:
        raise CouncilError("report", str(error)) from error


@transaction.atomic
def take_up(*, shortfall: Shortfall, meeting: Meeting, actor: Any, now: dt.datetime) -> AgendaItem:
    """次の議題へ: the meeting's one agenda item on missed targets, with its paper in the plan of papers. Raises CouncilError."""
    current: Shortfall = lock(Shortfall.objects.filter(pk=shortfall.pk).select_related("item"))[0]
    agenda = meeting.agenda.filter(shortfalls__isnull=False).order_by("number").first()
    if agenda is None:
        title = _("目標に届かなかった指標への対応")
        try:
            agenda = add_item(meeting=meeting, items=[current.item], actor=actor, now=now, title=title, kind=AgendaKind.DISCUSSION)
        except MeetingError as error:
            raise CouncilError(error.code, str(error), "meeting") from error
        usual_plan(meeting=meeting, actor=actor, now=now)
        if not meeting.paper_plans.filter(source=PAPER).exists():
            add_paper(meeting=meeting, source=PAPER, placing=Placing(agenda=agenda), actor=actor, now=now)
    agenda.items.add(current.item)
    before = {"agenda": current.agenda}
    current.agenda = agenda
    current.version += 1
    current.save()
    record_event(
        actor=actor, verb="shortfall.taken_up", obj=current, now=now, before=before, after={"agenda": agenda}, program_code=current.item.code
    )
    return agenda


@transaction.atomic
def make_issue(*, shortfall: Shortfall, actor: Any, now: dt.datetime, today: dt.date) -> Issue:
    """課題にする: the missed target becomes an issue that can be coordinated, resolved and decided on. Raises CouncilError."""
    current: Shortfall = lock(Shortfall.objects.filter(pk=shortfall.pk).select_related("item", "indicator"))[0]
    if current.issue is not None:
        raise CouncilError("there", _("もう%(code)sとして課題になっています") % {"code": current.issue.code})
    title = _("指標「%(name)s」が目標に届いていない") % {"name": current.indicator.name}
    text = "\n".join(part for part in (current.fact, current.cause, current.action) if part)
    made = open_issue(title=title[:200], text=text, items=[current.item], actor=actor, now=now, today=today)
    current.issue = made
    current.version += 1
    current.save()
    record_event(actor=actor, verb="shortfall.issue", obj=current, now=now, after={"issue": made.code}, program_code=current.item.code)
    return made
