"""What a grantee owes after the decision: rows with their days, tasks for the office, and their fulfilment."""

from __future__ import annotations

import calendar
import datetime as dt
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.terms import ObligationTerm, read_terms
from musubi.blocks.applications.models import Application, Obligation
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.dates import fiscal_year_of, fiscal_year_starts_on
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.notifications.domain.tasks import open_task

BEFORE_COMPLETION = {"decided", "year_end"}


def owe_after_decision(*, application: Application, actor: Any, now: dt.datetime) -> list[Obligation]:
    """The obligations whose day is known once the award stands: counted from the decision, or at the year's end."""
    return _owe(application, BEFORE_COMPLETION, actor, now)


def owe_after_completion(*, application: Application, actor: Any, now: dt.datetime) -> list[Obligation]:
    """Those that count from the completion or the confirmation, and the yearly ones that follow."""
    return _owe(application, {"completed", "confirmed", "each_year"}, actor, now)


def owe_each_year(*, application: Application, until: dt.date | None, actor: Any, now: dt.datetime) -> list[Obligation]:
    """What a 認定・指定 asks for every year, as long as its term reaches into the year."""
    return _owe(application, {"each_year"}, actor, now, until=until)


def report_due_on(application: Application) -> dt.date | None:
    """実績報告の期限: so many days after the completion, and never after the year's end."""
    term = next((each for each in read_terms(application.terms.content).obligations if each.kind == "report"), None)
    if term is None:
        return None
    year_end = dt.date(application.call.fiscal_year + 1, 3, 31)
    if term.anchor == "completed":
        return min(application.completed_on + dt.timedelta(days=term.days), year_end) if application.completed_on else year_end
    days = _days(application, term)
    return days[0] if days else year_end


def _owe(application: Application, anchors: set[str], actor: Any, now: dt.datetime, until: dt.date | None = None) -> list[Obligation]:
    made = []
    for term in read_terms(application.terms.content).obligations:
        report_early = term.kind == "report" and "decided" in anchors  # the report has a day from the beginning
        if term.anchor not in anchors and not report_early:
            continue
        if term.kind == "report" and not report_early:
            continue
        days = [report_due_on(application)] if report_early else _days(application, term)
        for due in days:
            if due is None or (until is not None and fiscal_year_starts_on(fiscal_year_of(due)) > until):
                continue
            row, new = Obligation.objects.get_or_create(
                application=application, key=term.key, due_on=due, defaults={"kind": term.kind, "label": term.label}
            )
            if new:
                record_event(actor=actor, verb="obligation.set", obj=row, now=now, after={"kind": term.kind, "due_on": due})
                made.append(row)
    return made


def _days(application: Application, term: ObligationTerm) -> list[dt.date]:
    anchor = {"decided": application.decided_on, "completed": application.completed_on, "confirmed": application.decided_on}.get(term.anchor)
    if term.anchor == "year_end":
        return [dt.date(application.call.fiscal_year + 1, 3, 31)]
    if term.anchor == "each_year":
        first = fiscal_year_of(application.completed_on or application.decided_on or dt.date(application.call.fiscal_year + 1, 3, 31)) + 1
        return [_year_day(first + number, term.month, term.day) for number in range(term.years)]
    return [anchor + dt.timedelta(days=term.days)] if anchor else []


def _year_day(fiscal_year: int, month: int, day: int) -> dt.date:
    year = fiscal_year if month >= 4 else fiscal_year + 1
    return dt.date(year, month, min(day, calendar.monthrange(year, month)[1]))


@transaction.atomic
def fulfil(*, obligation: Obligation, done_on: dt.date, actor: Any, now: dt.datetime, content: dict[str, Any] | None = None) -> Obligation:
    """The report or notification came in. Raises ApplicationError where it came before."""
    current: Obligation = lock(Obligation.objects.filter(pk=obligation.pk).select_related("application"))[0]
    if current.done_on is not None:
        raise ApplicationError("done", _("この届出・報告は、もう受け取っています"))
    current.done_on, current.content = done_on, content or {}
    current.version += 1
    current.save()
    record_event(actor=actor, verb="obligation.fulfilled", obj=current, now=now, before={"done_on": None}, after={"done_on": done_on})
    return current


def refund_task(*, application: Application, yen: int, actor: Any, now: dt.datetime) -> None:
    """A task for the office: the advance was higher than the confirmed sum, and the rest has to come back."""
    today = timezone.localtime(now).date()
    open_task(
        title=_("戻入を求める: %(number)s %(yen)s") % {"number": application.number, "yen": format_yen(yen)},
        due_on=today + dt.timedelta(days=14),
        today=today,
        now=now,
        actor=actor,
        organization=application.call.organization,
        address=reverse("applications:application", args=[application.uid]),
        object_type=application._meta.label,
        object_id=f"refund-{application.uid}"[:32],
        program_code=application.call.item.code,
    )
