"""The years of a designation (指定) with what may be granted in each and over the whole term; sums are whole yen.

A designation whose terms ask for several yearly applications (e.g. 立地奨励金 and 雇用奨励金) has a row a year for each of
them; a yearly call says by `yearly_key` to which it belongs, and needs not where there is only one.

A yearly grant stays within its year's sum and, with all others of the designation, within the ceiling. Where the
assembly bound later years (債務負担行為, 地方自治法 第214条), the designations that rest on it stay within its 年割額 and limit.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.enums import ApplicationStatus, CallKind, ObligationKind
from musubi.blocks.applications.models import Application, Call, Certificate, DesignationYear
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.dates import fiscal_year_of, fiscal_year_starts_on, format_fiscal_year
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.money.models import DebtObligation

YearKey = tuple[int, str]  # fiscal year and key of a row
BINDING = ApplicationStatus.awarded() | {ApplicationStatus.REPAYING}
GIVEN_UP = frozenset(
    {
        ApplicationStatus.WITHDRAWN,
        ApplicationStatus.REJECTED,
        ApplicationStatus.NOT_SELECTED,
        ApplicationStatus.REFUSED,
        ApplicationStatus.RENOUNCED,
        ApplicationStatus.ABOLISHED,
        ApplicationStatus.REVOKED,
    }
)


def field_of(fiscal_year: int, key: str) -> str:
    """The name of a row's sum in forms and errors."""
    return f"year-{fiscal_year}-{key}"


def lay_years(*, application: Application, now: dt.datetime) -> list[DesignationYear]:
    """Give a designation its years: one for each yearly application that its terms ask for; those that are there stay."""
    made = []
    known = set(application.designation_years.values_list("fiscal_year", "key"))
    for owed in application.obligations.filter(kind=ObligationKind.YEARLY).order_by("due_on"):
        year = fiscal_year_of(owed.due_on)
        if (year, owed.key) not in known:
            known.add((year, owed.key))
            made.append(DesignationYear.objects.create(application=application, fiscal_year=year, key=owed.key, obligation=owed))
    if made:
        record_event(
            actor=None,
            verb="designation.years_laid",
            obj=application,
            now=now,
            after={"fiscal_years": sorted({row.fiscal_year for row in made})},
            program_code=application.call.item.code,
        )
    return made


def row_of(rows: Iterable[DesignationYear], call: Call) -> DesignationYear | None:
    """Of the rows of one designation, that of a yearly call: of its year and key; a call without a key takes the only one of its year."""
    same = [row for row in rows if row.fiscal_year == call.fiscal_year]
    if not call.yearly_key:
        return same[0] if len(same) == 1 else None
    return next((row for row in same if row.key == call.yearly_key), None)


def filed_under(row: DesignationYear) -> QuerySet[Application]:
    """The yearly applications that belong to a row."""
    alone = not DesignationYear.objects.filter(application=row.application_id, fiscal_year=row.fiscal_year).exclude(pk=row.pk).exists()
    keys = {row.key, ""} if alone else {row.key} - {""}
    return Application.objects.filter(follows=row.application_id, call__fiscal_year=row.fiscal_year, call__yearly_key__in=keys)


def reaches(certificate: Certificate, fiscal_year: int) -> bool:
    """Whether a designation stands for a fiscal year: not cancelled, and not over before the year began."""
    over = certificate.valid_until is not None and certificate.valid_until < fiscal_year_starts_on(fiscal_year)
    return certificate.revoked_on is None and not over


def standing_on(day: dt.date) -> Q:
    """Designations that are in force on a day; a filter of applications."""
    valid = Q(certificate__valid_until__isnull=True) | Q(certificate__valid_until__gte=day)
    return valid & Q(status=ApplicationStatus.CERTIFIED, certificate__revoked_on__isnull=True, certificate__valid_from__lte=day)


def prerequisite_fault(application: Application) -> str:
    """What is wrong with the 認定・指定 on which an application rests; "" where nothing is."""
    call = application.call
    if not call.follows_kind:
        return ""
    kind = CallKind(call.follows_kind).label
    if application.follows is None:
        return _("この申請の前に、市の%(kind)sを受けている必要があります。受けているはずのときは、担当課に連絡してください") % {"kind": kind}
    certificate = Certificate.objects.filter(application=application.follows_id).first()
    if certificate is not None and not reaches(certificate, call.fiscal_year):
        if certificate.revoked_on is not None:
            words = {"kind": kind, "day": format_date(certificate.revoked_on)}
            return _("前提の%(kind)sは%(day)sに取り消されたため、この申請は出せません") % words
        return _("前提の%(kind)sの期間が、この年度の前に終わっているため、この申請は出せません") % {"kind": kind}
    return ""


def granted_sums(designation_id: int) -> dict[int, int]:
    """Yen that the yearly grants of a designation bind, by fiscal year: the confirmed sum, before it the decided one."""
    rows = Application.objects.filter(follows=designation_id, status__in=BINDING, decided__isnull=False)
    found = rows.order_by().values("call__fiscal_year").annotate(yen=Sum(Coalesce("confirmed", F("decided") - F("revoked"))))
    return {row["call__fiscal_year"]: row["yen"] for row in found}


def granted_under(row: DesignationYear) -> int:
    """Yen that the grants of a row bind."""
    rows = filed_under(row).filter(status__in=BINDING, decided__isnull=False).order_by()
    return rows.aggregate(yen=Sum(Coalesce("confirmed", F("decided") - F("revoked"))))["yen"] or 0


def check_award(application: Application) -> None:
    """A yearly grant within its year's sum and the ceiling over the whole term; never lifted. Raises ApplicationError.

    Looks at what is stored, after the grant was written; the designation's certificate is locked so that two awards cannot pass each other.
    """
    if application.follows_id is None:
        return
    certificate: Certificate | None = next(iter(lock(Certificate.objects.filter(application=application.follows_id))), None)
    if certificate is None:
        return
    year = application.call.fiscal_year
    if not reaches(certificate, year):
        raise ApplicationError("designation_over", _("%(number)s の前提の指定は、取り消されたか、期間が終わっています") % {"number": application})
    sums, row = granted_sums(application.follows_id), _year_of(application)
    under = granted_under(row) if row is not None and row.amount is not None else 0
    if row is not None and row.amount is not None and under > row.amount:
        words = {"number": application, "year": format_fiscal_year(year), "yen": format_yen(under), "most": format_yen(row.amount)}
        raise ApplicationError("over_year", _("%(number)s: %(year)sの交付決定額%(yen)sが、指定の年度の上限額%(most)sを超えます") % words)
    total = sum(sums.values())
    if certificate.ceiling is not None and total > certificate.ceiling:
        words = {"number": application, "total": format_yen(total), "most": format_yen(certificate.ceiling)}
        raise ApplicationError("over_ceiling", _("%(number)s: 指定による交付の合計%(total)sが、全期間の上限額%(most)sを超えます") % words)


def debt_obligation_of(application: Application) -> DebtObligation | None:
    """The 債務負担行為 on which a yearly grant rests, where it covers the grant's year."""
    if application.follows_id is None:
        return None
    certificate = Certificate.objects.filter(application=application.follows_id).select_related("debt_obligation").first()
    debt = certificate.debt_obligation if certificate is not None else None
    if debt is None or not debt.first_fiscal_year <= application.call.fiscal_year <= debt.last_fiscal_year:
        return None
    return debt


@transaction.atomic
def set_years(
    *,
    application: Application,
    amounts: Mapping[YearKey, int | None],
    ceiling: int | None,
    debt_obligation: DebtObligation | None,
    actor: Any,
    now: dt.datetime,
) -> Certificate:
    """年度ごとの額を決める for a designation, by fiscal year and key.

    Raises ApplicationError; its `field` is a name of `field_of`, `ceiling` or `debt_obligation`.
    """
    current = hold(application)
    if current.status != ApplicationStatus.CERTIFIED:
        raise ApplicationError("wrong_state", _("年度ごとの額を決められるのは、有効な指定だけです"))
    if debt_obligation is not None:
        debt_obligation = lock(DebtObligation.objects.filter(pk=debt_obligation.pk))[0]
    certificate: Certificate = lock(Certificate.objects.filter(application=current))[0]
    held: list[DesignationYear] = lock(DesignationYear.objects.filter(application=current))
    rows = {(each.fiscal_year, each.key): each for each in held}
    _check_against_grants(current, rows, amounts, ceiling)
    before = {
        "ceiling": certificate.ceiling,
        "debt_obligation": certificate.debt_obligation_id,
        **_told({key: row.amount for key, row in rows.items()}),
    }
    for key, yen in amounts.items():
        row = rows.get(key)
        if row is not None and row.amount != yen:
            row.amount = yen
            row.version += 1
            row.save()
    certificate.ceiling, certificate.debt_obligation = ceiling, debt_obligation
    certificate.version += 1
    certificate.save()
    if debt_obligation is not None:
        _check_debt(debt_obligation)
    after = {"ceiling": ceiling, "debt_obligation": certificate.debt_obligation_id, **_told(amounts)}
    record_event(actor=actor, verb="designation.years_set", obj=current, now=now, before=before, after=after, program_code=current.call.item.code)
    return certificate


def _told(amounts: Mapping[YearKey, int | None]) -> dict[str, int | None]:
    return {f"{year} {key}".strip(): yen for (year, key), yen in amounts.items()}


def _check_against_grants(
    application: Application, rows: Mapping[YearKey, DesignationYear], amounts: Mapping[YearKey, int | None], ceiling: int | None
) -> None:
    sums = granted_sums(application.pk)
    for name, yen in amounts.items():
        under = granted_under(rows[name]) if name in rows else 0
        if yen is not None and yen < under:
            words = {"year": format_fiscal_year(name[0]), "yen": format_yen(under)}
            raise ApplicationError(
                "below_granted", _("%(year)sは、もう%(yen)sの交付を決定しています。それより小さくできません") % words, field_of(*name)
            )
    planned = sum(yen for yen in amounts.values() if yen is not None)
    least = max(planned, sum(sums.values()))
    if ceiling is not None and ceiling < least:
        raise ApplicationError(
            "ceiling",
            _("全期間の上限額が、年度ごとの額の合計%(sum)sより小さいです。どちらかを直してください") % {"sum": format_yen(least)},
            "ceiling",
        )


def _check_debt(debt: DebtObligation) -> None:
    """Planned sums of all designations that rest on a 債務負担行為, within its 年割額 and limit."""
    rows = DesignationYear.objects.filter(application__certificate__debt_obligation=debt, application__status=ApplicationStatus.CERTIFIED)
    rows = rows.filter(fiscal_year__gte=debt.first_fiscal_year, fiscal_year__lte=debt.last_fiscal_year, amount__isnull=False)
    planned = {row["fiscal_year"]: row["yen"] for row in rows.order_by().values("fiscal_year").annotate(yen=Sum("amount"))}
    limits = dict(debt.years.values_list("fiscal_year", "amount"))
    for year, yen in sorted(planned.items()):
        if year in limits and yen > limits[year]:
            words = {"year": format_fiscal_year(year), "sum": format_yen(yen), "most": format_yen(limits[year])}
            message = _("%(year)sの指定の額の合計%(sum)sが、債務負担行為の年割額%(most)sを超えます")
            raise ApplicationError("over_debt_year", message % words, field_of(year, rows.filter(fiscal_year=year).values_list("key", flat=True)[0]))
    total = sum(planned.values())
    if total > debt.limit:
        words = {"sum": format_yen(total), "most": format_yen(debt.limit)}
        message = _("この債務負担行為による指定の額の合計%(sum)sが、限度額%(most)sを超えます")
        raise ApplicationError("over_debt", message % words, "debt_obligation")


def filed_for_year(*, application: Application, on: dt.date, actor: Any, now: dt.datetime) -> None:
    """A yearly application came in: its designation owes it no longer. Must run in the transaction of the submission."""
    row = _year_of(application)
    if row is not None and row.obligation is not None and row.obligation.done_on is None:
        fulfil(obligation=row.obligation, done_on=on, actor=actor, now=now, content={"application": application.number})


def owe_again(*, application: Application, actor: Any, now: dt.datetime) -> None:
    """A yearly application was taken back or rejected: the designation owes it again, unless another one is in."""
    row = _year_of(application)
    if row is None or row.obligation is None or row.obligation.done_on is None:
        return
    others = filed_under(row).exclude(pk=application.pk)
    if others.exclude(status__in=GIVEN_UP | {ApplicationStatus.DRAFT}).exists():
        return
    owed = row.obligation
    before, owed.done_on, owed.content = owed.done_on, None, {}
    owed.version += 1
    owed.save()
    record_event(actor=actor, verb="obligation.reopened", obj=owed, now=now, before={"done_on": before}, after={"done_on": None})


def _year_of(application: Application) -> DesignationYear | None:
    if application.follows_id is None:
        return None
    rows = DesignationYear.objects.filter(application=application.follows_id, fiscal_year=application.call.fiscal_year)
    return row_of(rows.select_related("obligation"), application.call)
