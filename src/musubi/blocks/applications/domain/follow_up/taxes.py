"""消費税仕入控除税額の報告: what of the grant came back to the grantee by the tax return, and so has to be returned.

An amount in proportion: tax in the accepted costs × 課税売上割合 × grant ÷ costs. What the grantee declared decides;
the computed sum stands beside it as a help. Whole yen, cut off below one.
"""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_FLOOR, Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.evaluation import Row
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import add_file
from musubi.blocks.applications.domain.follow_up.office_tasks import open_follow_up_task
from musubi.blocks.applications.domain.follow_up.returns import order_return
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.enums import ApplicationStatus, ObligationKind, Stage, TaxReportStatus, TaxStanding
from musubi.blocks.applications.models import Application, DecisionItem, DecisionRecord, Obligation, TaxReport
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen


def credit_of(application: Application, ratio: Decimal) -> Row | None:
    """The tax credit that belongs to the grant at this 課税売上割合 (percent); None where no tax was told with the costs."""
    lines = list(application.costs.filter(stage=Stage.REPORT))
    accepted = [line.amount if line.accepted is None else line.accepted for line in lines]
    costs, granted = sum(accepted), application.stands or 0
    tax = sum(line.tax * yen // line.amount for line, yen in zip(lines, accepted, strict=True) if line.amount)
    if not costs or not tax:
        return None
    exact = Decimal(tax) * ratio / 100 * granted / costs
    words = {"tax": format_yen(tax), "ratio": f"{ratio.normalize():f}", "granted": format_yen(granted), "costs": format_yen(costs)}
    how = _("経費の消費税%(tax)s × 課税売上割合%(ratio)s%% × 補助金%(granted)s ÷ 経費%(costs)s") % words
    return Row("credit", _("計算による仕入控除税額"), how, int(exact.to_integral_value(ROUND_FLOOR)))


@transaction.atomic
def report_tax(
    *,
    application: Application,
    standing: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    obligation: Obligation | None = None,
    period_ends_on: dt.date | None = None,
    filed_on: dt.date | None = None,
    taxable_ratio: Decimal | None = None,
    credit: int = 0,
    reduced: int = 0,
    note: str = "",
    received_on: dt.date | None = None,
    file: tuple[str, bytes] | None = None,
) -> TaxReport:
    """消費税を報告する, also where there is nothing to return. On paper with its 受付日. Raises ApplicationError, FileRefusedError."""
    current = hold(application)
    owed = obligation or current.obligations.filter(kind=ObligationKind.TAX, done_on__isnull=True).order_by("due_on").first()
    _check_report(current, standing, filed_on, taxable_ratio, credit, received_on or today)
    computed = credit_of(current, taxable_ratio) if taxable_ratio is not None else None
    made = TaxReport(
        application=current,
        obligation=owed,
        standing=standing,
        period_ends_on=period_ends_on,
        filed_on=filed_on,
        taxable_ratio=taxable_ratio,
        credit=credit,
        reduced=reduced,
        note=note.strip(),
        explanation=[computed.as_json()] if computed is not None else [],
        received_on=received_on or today,
        submitted_at=now,
        submitted_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    check_record(made, exclude=("application", "obligation", "submitted_by", "explanation"))
    made.save()
    if file is not None:
        add_file(application=current, stage=Stage.FOLLOW_UP, requirement="other", file_name=file[0], data=file[1], actor=actor, now=now)
    after = {"standing": standing, "credit": credit, "reduced": reduced, "to_return": made.to_return}
    record_event(actor=actor, verb="tax_report.submitted", obj=made, now=now, after=after, program_code=current.call.item.code)
    if owed is not None:
        fulfil(obligation=owed, done_on=received_on or today, actor=actor, now=now, content={"credit": credit, "reduced": reduced})
    open_follow_up_task(record=made, title=_("消費税仕入控除税額の報告を確かめる: %(number)s"), words={}, today=today, actor=actor, now=now)
    return made


def _check_report(
    application: Application, standing: str, filed_on: dt.date | None, ratio: Decimal | None, credit: int, received_on: dt.date
) -> None:
    if application.status not in ApplicationStatus.awarded():
        raise ApplicationError("wrong_state", _("消費税を報告できるのは、交付を受けた事業だけです"))
    if application.tax_reports.filter(status=TaxReportStatus.SUBMITTED).exists():
        raise ApplicationError("open", _("確認中の報告があります。直したいときは、担当課に連絡してください"))
    if standing == TaxStanding.GENERAL:
        if filed_on is None:
            raise ApplicationError("filed_on", _("一般課税のときは、確定申告日を入れてください"), "filed_on")
        if ratio is None:
            raise ApplicationError("taxable_ratio", _("一般課税のときは、課税売上割合を入れてください"), "taxable_ratio")
    elif credit:
        raise ApplicationError("credit", _("仕入控除税額があるのは、一般課税で確定申告をしたときだけです"), "credit")
    if filed_on is not None and filed_on > received_on:
        raise ApplicationError("filed_on", _("確定申告日が、報告の日より後です。申告が済んでから報告してください"), "filed_on")
    most = application.paid - application.returned
    if credit > max(most, application.confirmed or 0):
        raise ApplicationError("credit", _("補助金に係る仕入控除税額は、補助金の額までです"), "credit")


@transaction.atomic
def settle_without_return(*, report: TaxReport, actor: Any, now: dt.datetime) -> TaxReport:
    """返還なしと確かめる: nothing is to come back. Raises ApplicationError where something is."""
    application = hold(report.application)
    current: TaxReport = lock(TaxReport.objects.filter(pk=report.pk))[0]
    if current.status != TaxReportStatus.SUBMITTED:
        raise ApplicationError("settled", _("この報告は、もう確かめました"))
    if current.to_return:
        words = {"yen": format_yen(current.to_return)}
        raise ApplicationError("to_return", _("返還する額%(yen)sがあります。「消費税仕入控除税額による返還」を起案してください") % words)
    current.status = TaxReportStatus.NOTHING
    current.version += 1
    current.save()
    after = {"status": current.status}
    code = application.call.item.code
    record_event(actor=actor, verb="tax_report.checked", obj=current, now=now, before={"status": "submitted"}, after=after, program_code=code)
    return current


def waiting_report(application: Application) -> TaxReport | None:
    """The report that waits for the office."""
    return application.tax_reports.filter(status=TaxReportStatus.SUBMITTED).first()


def decide_tax_return(item: DecisionItem, _decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    """The effect of the 決裁: the tax that came back to the grantee has to come back to the city."""
    report = waiting_report(item.application)
    if report is None:
        raise ApplicationError("no_report", _("%(number)s には、確認中の消費税の報告がありません") % {"number": item.application})
    if (item.amount or 0) > report.credit:
        words = {"number": item.application, "most": format_yen(report.credit)}
        raise ApplicationError("over_credit", _("%(number)s の返還額は、報告された仕入控除税額%(most)sまでです") % words)
    report.status, report.item = TaxReportStatus.RETURNED, item
    report.version += 1
    report.save()
    after = {"status": report.status, "to_return": item.amount}
    record_event(actor=actor, verb="tax_report.decided", obj=report, now=now, before={"status": "submitted"}, after=after)
    order_return(item, actor=actor, now=now)
