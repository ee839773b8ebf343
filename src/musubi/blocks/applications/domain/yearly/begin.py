"""年度ごとの交付申請 begin by themselves: once a year's call is open, each holder of a designation in force gets a draft and a mail.

Runs every business day and makes nothing twice: the year remembers for which call it was begun, and the database
allows one such draft for a designation and a call. A draft that its holder threw away does not come back.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.answers import read_answers
from musubi.blocks.applications.domain.applicant.telling import tell_applicant
from musubi.blocks.applications.domain.calls import call_state
from musubi.blocks.applications.domain.drafts import begin_application, compute
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.terms import Terms, read_terms
from musubi.blocks.applications.domain.yearly.kinds import yearly_call
from musubi.blocks.applications.domain.yearly.years import GIVEN_UP, filed_under, granted_sums, lay_years, row_of, standing_on
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, IntakeChannel, ObligationKind, Stage
from musubi.blocks.applications.models import Application, Call, CostLine, DesignationYear, Obligation
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.dates import format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen

CARRIED_COSTS = ("category", "label", "quantity", "unit", "months", "unit_price", "amount", "tax", "payee", "payee_in_city")


def calls_to_begin(*, today: dt.date, now: dt.datetime) -> list[Call]:
    """Calls of yearly grants whose day has come (`drafts_on`, else the opening) and that still take applications."""
    come = Q(drafts_on__lte=today) | Q(drafts_on__isnull=True, opens_at__lte=now)
    rows = Call.objects.filter(come, follows_kind=CallKind.DESIGNATION, kind=CallKind.SUBSIDY, opened_at__lte=now)
    return [call for call in rows.select_related("item", "organization").order_by("pk") if call_state(call, now) in {"announced", "open"}]


def begin_yearly(today: dt.date, now: dt.datetime) -> int:
    """Begin today's drafts; returns how many."""
    made = 0
    for call in calls_to_begin(today=today, now=now):
        held = Application.objects.filter(standing_on(today), call__item=call.item_id, call__kind=call.follows_kind)
        for designation in held.filter(obligations__kind=ObligationKind.YEARLY, obligations__designation_year__isnull=True).distinct():
            with transaction.atomic():
                lay_years(application=hold(designation), now=now)
        rows: dict[int, list[DesignationYear]] = defaultdict(list)
        for year in DesignationYear.objects.filter(application__in=held, fiscal_year=call.fiscal_year).order_by("pk"):
            rows[year.application_id].append(year)
        for years in rows.values():
            row = row_of(years, call)
            if row is not None and row.begun_for_id != call.pk:
                made += begin_year(year=row, call=call, today=today, now=now) is not None
    return made


@transaction.atomic
def begin_year(*, year: DesignationYear, call: Call, today: dt.date, now: dt.datetime) -> Application | None:
    """The draft of one designation for one call, with what is known; None where it was begun before or nothing is to begin."""
    current: DesignationYear = lock(DesignationYear.objects.filter(pk=year.pk))[0]
    designation = hold(current.application)
    stands = Application.objects.filter(standing_on(today), pk=designation.pk).exists()
    fits = row_of(designation.designation_years.filter(fiscal_year=call.fiscal_year), call)
    if current.begun_for_id == call.pk or not stands or not yearly_call(call) or fits != current:
        return None
    others = filed_under(current)
    if others.filter(call=call).exists() or others.exclude(status__in=GIVEN_UP | {ApplicationStatus.DRAFT}).exists():
        return None
    last = _last_year(designation, call)
    made = begin_application(
        call=call,
        party=designation.party,
        actor=None,
        now=now,
        follows=designation,
        begun_by_itself=True,
        applicant=designation.applicant if designation.channel == IntakeChannel.ONLINE else None,
    )
    _carry_over(made, designation, last, today)
    current.begun_for, current.begun_on = call, today
    current.version += 1
    current.save()
    _move_due(current, call, now)
    tell_applicant(
        application=made,
        now=now,
        purpose="yearly_begun",
        subject=lambda: _("%(year)sの交付申請の下書きができました: %(call)s") % {"year": format_fiscal_year(call.fiscal_year), "call": call},
        body=lambda: _letter(made, designation, current),
    )
    return made


def _last_year(designation: Application, call: Call) -> Application | None:
    rows = Application.objects.filter(
        follows=designation, call__fiscal_year__lt=call.fiscal_year, call__yearly_key=call.yearly_key, submitted_at__isnull=False
    )
    return rows.exclude(status__in=GIVEN_UP).order_by("-call__fiscal_year", "-pk").first()


def _carry_over(made: Application, designation: Application, last: Application | None, today: dt.date) -> None:
    """Title, lane, answers to questions of the same key, and last year's cost lines without days and numbers of bills.

    Consents and papers are asked anew every year. The draft still counts as untouched.
    """
    terms = read_terms(made.terms.content)
    source = last or designation
    made.title = source.title
    if source.lane in {lane.key for lane in terms.lanes}:
        made.lane = source.lane
    known = {**designation.answers, **(last.answers if last else {})}
    made.answers = read_answers(terms.questions_of(Stage.APPLICATION, made.lane), known, today=today)[0]
    if last is not None and terms.categories:
        _carry_costs(made, last, terms)
    compute(made)
    made.save()


def _carry_costs(made: Application, last: Application, terms: Terms) -> None:
    categories = {each.key for each in terms.categories}
    for order, line in enumerate(last.costs.filter(stage=Stage.APPLICATION, category__in=categories)):
        values = {name: getattr(line, name) for name in CARRIED_COSTS}
        CostLine.objects.create(application=made, stage=Stage.APPLICATION, order=order, **values)


def _move_due(year: DesignationYear, call: Call, now: dt.datetime) -> None:
    """What is owed is due on the call's last day."""
    if year.obligation_id is None or call.closes_at is None:
        return
    owed = Obligation.objects.get(pk=year.obligation_id)
    before, owed.due_on = owed.due_on, timezone.localtime(call.closes_at).date()
    if before != owed.due_on:
        owed.version += 1
        owed.save()
        record_event(actor=None, verb="obligation.moved", obj=owed, now=now, before={"due_on": before}, after={"due_on": owed.due_on})


def _letter(made: Application, designation: Application, year: DesignationYear) -> str:
    call = made.call
    certificate: Any = designation.certificate
    lines = [
        _("%(party)s 様") % {"party": made.party},
        "",
        _("次の指定に基づく交付申請の下書きを用意しました。内容を確かめて直し、期限までに提出してください。"),
        _("指定: %(number)s") % {"number": certificate.number},
        _("募集: %(call)s") % {"call": call},
    ]
    if call.closes_at is not None:
        local = timezone.localtime(call.closes_at)
        lines.append(_("提出の期限: %(day)s %(time)s") % {"day": format_date(local.date()), "time": f"{local:%H:%M}"})
    if year.amount is not None:
        lines.append(_("この年度の上限額: %(yen)s") % {"yen": format_yen(year.amount)})
    if certificate.ceiling is not None:
        left = max(0, certificate.ceiling - sum(granted_sums(designation.pk).values()))
        lines.append(_("全期間の上限額のうち、まだ交付を決定していない額: %(yen)s") % {"yen": format_yen(left)})
    lines += ["", _("紙で出すときは、担当課に連絡してください。"), settings.PUBLIC_URL + reverse("filings:application", args=[made.uid])]
    return "\n".join(lines)
