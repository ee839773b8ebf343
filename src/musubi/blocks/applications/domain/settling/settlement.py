"""From the report to the last paper: costs accepted line by line, inspections, repayments, the end of a file."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.assessment import assess
from musubi.blocks.applications.domain.commitments import overpaid, record_refund
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.follow_up.restrictions import last_day
from musubi.blocks.applications.domain.follow_up.returns import met_by
from musubi.blocks.applications.domain.moves import hold, move_on
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.settling.partial import stands_in_part
from musubi.blocks.applications.domain.terms import read_terms
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.enums import ApplicationStatus, Stage
from musubi.blocks.applications.models import Application, Asset, CostLine, Repayment, SiteInspection
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.money import format_yen

SURCHARGE_RATE = Decimal("10.95")  # 加算金・延滞金: percent a year (補助金等に係る予算の執行の適正化に関する法律 第19条の例による)


@dataclass(frozen=True)
class Accepted:
    """What the city accepts of a reported line, with the reason where it differs."""

    line: CostLine
    yen: int
    reason: str = ""


@transaction.atomic
def accept_costs(*, application: Application, rows: Iterable[Accepted], actor: Any, now: dt.datetime) -> Application:
    """経費を認める line by line. Raises ApplicationError; `field` is the line's uid."""
    current = hold(application)
    if current.status != ApplicationStatus.REPORTED:
        raise ApplicationError("wrong_state", _("経費を認めるのは、実績報告の審査中です"))
    for row in rows:
        line = row.line
        if line.application_id != current.pk or line.stage != Stage.REPORT:
            raise ApplicationError("line", _("この申請の実績の経費ではありません"))
        before = line.accepted
        line.accepted, line.accepted_reason = row.yen, row.reason.strip()[:300]
        try:
            line.full_clean(exclude=["application"])
        except ValidationError as error:
            raise ApplicationError("accepted", " ".join(error.messages), line.uid) from error
        line.version += 1
        line.save()
        if before != row.yen:
            record_event(
                actor=actor,
                verb="cost.accepted",
                obj=line,
                now=now,
                before={"accepted": before},
                after={"accepted": row.yen},
                reason=line.accepted_reason,
                program_code=current.call.item.code,
            )
    return current


def final_amount(application: Application) -> int:
    """額の確定: min(decided, the rules applied to the accepted costs); whole yen."""
    return min(application.decided_now or 0, assess(application=application, stage=Stage.REPORT, accepted=True).yen)


def check_confirmation(*, application: Application, amount: int | None, text: str) -> None:
    """Whether a sum may be confirmed: every reported line was judged, not above what follows from them, below it only with a reason.

    A call whose terms compute no sum is bound by what was decided alone. Never lifted. Raises ApplicationError.
    """
    words: dict[str, Any] = {"number": application}
    if application.costs.filter(stage=Stage.REPORT, accepted__isnull=True).exists():
        message = _("%(number)s には、認める額をまだ記録していない経費があります。「経費を認める」で1行ずつ確かめてください")
        raise ApplicationError("not_judged", message % words)
    if not read_terms(application.terms.content).rules_for_amount():
        return
    most = final_amount(application)
    words |= {"most": format_yen(most), "amount": format_yen(amount or 0)}
    if (amount or 0) > most:
        raise ApplicationError("over_computed", _("%(number)s の確定額%(amount)sが、認めた経費から計算した額%(most)sを超えています") % words)
    if (amount or 0) < most and not text.strip():
        message = _("%(number)s の確定額%(amount)sが、計算した額%(most)sより少ないです。理由を書いてください")
        raise ApplicationError("below_computed", message % words)


@transaction.atomic
def record_inspection(*, application: Application, values: Mapping[str, Any], actor: Any, now: dt.datetime, today: dt.date) -> SiteInspection:
    """現地検査を記録する. Raises ApplicationError at a field."""
    current = hold(application)
    inspection = SiteInspection(application=current, **values)
    if inspection.inspected_on > today:
        raise ApplicationError("inspected_on", _("検査日が先の日付です"), "inspected_on")
    inspection.save()
    after = {"inspected_on": inspection.inspected_on, "passed": inspection.passed}
    record_event(actor=actor, verb="inspection.recorded", obj=inspection, now=now, after=after, program_code=current.call.item.code)
    return inspection


@transaction.atomic
def record_asset(*, application: Application, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> Asset:
    """財産を登録する what was bought with the grant; the last day follows from the years. Raises ApplicationError at a field."""
    current = hold(application)
    asset = Asset(application=current, **values)
    asset.restricted_from = asset.restricted_from or asset.acquired_on
    if asset.restricted_from < asset.acquired_on:
        raise ApplicationError("restricted_from", _("起算日が取得日より前です。取得日か額の確定日を入れてください"), "restricted_from")
    if asset.restricted_years:
        asset.restricted_until = last_day(asset.restricted_from, min(asset.restricted_years, 100))
    check_record(asset, exclude=["application"])
    asset.save()
    record_event(actor=actor, verb="asset.recorded", obj=asset, now=now, after={"cost": asset.cost, "restricted_until": asset.restricted_until})
    return asset


def needs_asset_record(application: Application) -> list[CostLine]:
    """Reported lines at or above the value from which a thing is an asset under the call's terms."""
    limit = read_terms(application.terms.content).asset_limit
    known = set(application.assets.values_list("name", flat=True))
    return [line for line in application.costs.filter(stage=Stage.REPORT, unit_price__gte=limit) if line.label not in known]


@dataclass(frozen=True)
class Received:
    """A payment that a grantee had, net of nothing."""

    on: dt.date
    yen: int


def surcharge_since_paid(*, principal: int, payments: Iterable[Received], until: dt.date) -> int:
    """加算金 where money went out in parts; below 100 yen cut off once, over the whole.

    What comes back counts as the part that was received last, then the one before, each from its own day
    (適正化法施行令 第9条第1項の例による).
    """
    left, exact = principal, Decimal(0)
    for payment in sorted(payments, key=lambda each: each.on, reverse=True):
        part = min(left, payment.yen)
        exact += _by_day(part, payment.on, until, SURCHARGE_RATE)
        left -= part
    return _in_hundreds(exact)


def surcharge(*, principal: int, since: dt.date, until: dt.date, rate: Decimal = SURCHARGE_RATE) -> int:
    """加算金 or 延滞金 in whole yen: principal × rate × days ÷ 365, both ends counted, below 100 yen cut off.

    適正化法 第19条 and 地方自治法 第231条の3 compute by day; a city whose rules say otherwise types the sum.
    """
    return _in_hundreds(_by_day(principal, since, until, rate))


def _by_day(yen: int, since: dt.date, until: dt.date, rate: Decimal) -> Decimal:
    return Decimal(yen) * rate / 100 * max(0, (until - since).days + 1) / 365


def _in_hundreds(exact: Decimal) -> int:
    return int((exact / 100).to_integral_value(ROUND_FLOOR)) * 100


@transaction.atomic
def record_repayment(*, repayment: Repayment, paid_on: dt.date, actor: Any, now: dt.datetime, late_charge: int = 0, number: str = "") -> Repayment:
    """返還が済んだ: the principal comes back in the ledger, the charges are income beside it. Raises ApplicationError."""
    current = Repayment.objects.select_for_update(of=("self",)).select_related("application").get(pk=repayment.pk)
    if current.paid_on is not None:
        raise ApplicationError("paid", _("この返還は、もう納付済みです"))
    if late_charge < 0:
        raise ApplicationError("late_charge", _("延滞金は0円以上にしてください"), "late_charge")
    record_refund(application=current.application, amount=current.principal, paid_on=paid_on, actor=actor, now=now, number=number)
    current.paid_on, current.late_charge = paid_on, late_charge
    current.version += 1
    current.save()
    record_event(
        actor=actor, verb="repayment.paid", obj=current, now=now, before={"paid_on": None}, after={"paid_on": paid_on, "late_charge": late_charge}
    )
    owed = met_by(current)
    if owed is not None:
        fulfil(obligation=owed, done_on=paid_on, actor=actor, now=now)
    application = hold(current.application)
    if application.status == ApplicationStatus.REPAYING and not application.repayments.filter(paid_on__isnull=True).exists():
        move_on(application=application, move="repaid_part" if stands_in_part(application) else "repaid", actor=actor, now=now)
    return current


@transaction.atomic
def close(*, application: Application, actor: Any, now: dt.datetime) -> Application:
    """終結する once nothing is owed and nothing is to come back. Raises ApplicationError."""
    current = hold(application)
    if overpaid(current):
        raise ApplicationError("overpaid", _("確定額を超えて支払った分の戻入が済んでいません"))
    left = current.obligations.filter(done_on__isnull=True)
    if left.exists():
        names = "、".join(left.values_list("label", flat=True)[:3])
        raise ApplicationError("owed", _("まだ受け取っていない届出・報告があります(%(names)s)") % {"names": names})
    return move_on(application=current, move="close", actor=actor, now=now)
