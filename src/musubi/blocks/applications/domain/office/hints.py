"""Hints beside a file, never a judgement: other aid for the same things, officers or addresses in common, receipts before the decision."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.office.acting import unconfirmed_of
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.models import Application, CostLine
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.money import format_yen


@dataclass(frozen=True)
class Hint:
    """Something to look at: what it is, in words, and the other application where there is one."""

    kind: str
    message: str
    other: Application | None = None
    address: str = ""


def hints_of(application: Application, *, day: dt.date) -> list[Hint]:
    """All hints of one file; a constant number of queries."""
    found: list[Hint] = []
    if application.party_id is not None:
        waiting = unconfirmed_of([application], day=day).get(application.pk, [])
        found += [Hint("acting", each.message, address=each.address) for each in waiting]
        found += _own_calls(application)
        found += _related(application)
    found += [
        Hint("declared", _("申告: %(granter)s「%(name)s」%(yen)s") % {"granter": row.granter, "name": row.name, "yen": format_yen(row.amount)})
        for row in application.other_aid.all()
    ]
    found += _same_invoice(application)
    told = _early(application)
    if read_terms(application.terms.content).rules_for_amount() and application.status != ApplicationStatus.DRAFT:
        stage = Stage.REPORT if application.reported_on else Stage.APPLICATION
        told += [Hint("rule", stop.message) for stop in assess(application=application, stage=stage).stops]
    found += {hint.message: hint for hint in told}.values()  # a call's own rule may say the same of a line
    found += [
        Hint("file", _("「%(name)s」に、個人番号(マイナンバー)と思われる12桁の数字があります。受け取らず、返してください") % {"name": row.file_name})
        for row in application.files.filter(removed_at__isnull=True)
        if "my_number" in row.warnings
    ]
    return found


def _own_calls(application: Application) -> list[Hint]:
    others = (
        Application.objects.filter(party=application.party_id, call__fiscal_year=application.call.fiscal_year)
        .exclude(Q(pk=application.pk) | Q(status__in=ApplicationStatus.ended()) | Q(status=ApplicationStatus.DRAFT))
        .select_related("call")
    )
    words = _("同じ申請者が、同じ年度に「%(call)s」(%(number)s)を申請しています")
    return [Hint("own_call", words % {"call": row.call, "number": row.number}, row) for row in others[:10]]


def _related(application: Application) -> list[Hint]:
    """Other applicants of the same call with an officer or an address in common."""
    party = application.party
    if party is None:
        return []
    names = set(party.officers.values_list("name", flat=True))
    same = (
        Application.objects.filter(call=application.call_id)
        .exclude(Q(party=party.pk) | Q(status=ApplicationStatus.DRAFT))
        .select_related("party__address")
    )
    found: list[Hint] = []
    by_officer = same.filter(party__officers__name__in=names).distinct()[:10] if names else []
    found += [Hint("officer", _("%(number)s と、役員の氏名が同じです") % {"number": row.number}, row) for row in by_officer]
    address = party.address
    if address is not None and address.text:
        found += [
            Hint("address", _("%(number)s と、住所が同じです") % {"number": row.number}, row)
            for row in same.filter(party__address__text=address.text)[:10]
        ]
    return found


def _same_invoice(application: Application) -> list[Hint]:
    """Bills of the same payee that stand in another application, or twice in this one's plan or report."""
    lines = [line for line in application.costs.all() if line.invoice_number]
    if not lines:
        return []
    bills = Counter((line.stage, line.invoice_number, line.payee) for line in lines)
    words = _("請求書番号 %(invoice)s が、この申請に%(count)d回あります")
    twice = [Hint("invoice", words % {"invoice": number, "count": count}) for (_stage, number, _payee), count in bills.items() if count > 1]
    numbers = {(line.invoice_number, line.payee) for line in lines}
    others = (
        CostLine.objects.filter(invoice_number__in={number for number, _payee in numbers})
        .exclude(application=application)
        .exclude(application__status=ApplicationStatus.DRAFT)
        .select_related("application")[:20]
    )
    words = _("請求書番号 %(invoice)s が、%(number)s にもあります")
    return twice + [
        Hint("invoice", words % {"invoice": row.invoice_number, "number": row.application.number}, row.application)
        for row in others
        if (row.invoice_number, row.payee) in numbers
    ]


def _early(application: Application) -> list[Hint]:
    """Reported costs that were ordered or paid before the decision."""
    if application.decided_on is None:
        return []
    words = _("「%(label)s」の%(what)s(%(day)s)が、交付決定日(%(decided)s)より前です")
    decided = format_date(application.decided_on)
    return [
        Hint("early", words % {"label": line.label, "what": what, "day": format_date(day), "decided": decided})
        for line in application.costs.all()
        if line.stage == Stage.REPORT
        for what, day in ((_("発注・契約日"), line.ordered_on), (_("領収日"), line.receipt_on))
        if day is not None and day < application.decided_on
    ]
