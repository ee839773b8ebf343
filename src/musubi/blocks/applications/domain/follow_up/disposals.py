"""財産処分: asked for, computed, decided, done.

The sum to return follows the ministries' standards (厚生労働省所管一般会計補助金等に係る財産処分承認基準, 平成20年4月17日, 第4):
for money, what it brings × the grant's part of the cost; otherwise the grant's part × what is left of the restriction;
never more than the grant's part. Years are counted as the restriction itself is, a part of a year that passed is cut
off. Whole yen, cut off below one.
A city whose rules say otherwise types the sum in the 起案.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.amounts.evaluation import Row
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.files import add_file
from musubi.blocks.applications.domain.follow_up.office_tasks import open_follow_up_task
from musubi.blocks.applications.domain.follow_up.restrictions import years_passed, years_until
from musubi.blocks.applications.domain.follow_up.returns import order_return
from musubi.blocks.applications.domain.moves import hold
from musubi.blocks.applications.domain.obligations import fulfil
from musubi.blocks.applications.domain.validation import check_record
from musubi.blocks.applications.enums import ApplicationStatus, DisposalKind, DisposalStatus, ObligationKind, Outcome, Stage
from musubi.blocks.applications.models import Application, Asset, AssetDisposal, DecisionItem, DecisionRecord, Obligation
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.money import format_yen

REPORT_DAYS = 30  # after the planned day of the disposal


def grant_part(asset: Asset) -> int:
    """Of the cost of an asset, what the grant paid: as it was registered, else in the proportion of confirmed sum and accepted costs."""
    if asset.subsidy is not None:
        return asset.subsidy
    application = asset.application
    confirmed = application.stands or 0
    lines = application.costs.filter(stage=Stage.REPORT)
    costs = sum(line.amount if line.accepted is None else line.accepted for line in lines)
    return min(asset.cost, confirmed, asset.cost * confirmed // costs if costs else confirmed)


def sum_to_return(*, asset: Asset, kind: str, proceeds: int, on: dt.date) -> list[Row]:
    """The rows of the calculation; the last one's yen is to be returned."""
    part = grant_part(asset)
    words = {"cost": format_yen(asset.cost), "part": format_yen(part)}
    rows = [Row("part", _("補助金の額"), _("取得価額%(cost)sのうち補助金%(part)s") % words, part)]
    if kind == DisposalKind.COLLATERAL:
        return [*rows, Row("collateral", _("返還額"), _("担保が実行されたときに返還する条件で承認するため、いまは0円"), 0)]
    if kind in DisposalKind.for_money():
        yen = min(part, proceeds * part // asset.cost if asset.cost else 0)
        how = _("収入額%(proceeds)s × 補助金%(part)s ÷ 取得価額%(cost)s(補助金の額まで)") % {**words, "proceeds": format_yen(proceeds)}
        return [*rows, Row("proceeds", _("返還額"), how, yen)]
    first = asset.restricted_from or asset.acquired_on
    whole = asset.restricted_years or years_until(first, asset.restricted_until)
    left = max(0, whole - years_passed(first, on)) if on <= asset.restricted_until else 0
    how = _("補助金%(part)s × 残り%(left)d年 ÷ 処分制限期間%(whole)d年(過ぎた年数の1年に満たない分は切り捨て)") % {
        **words,
        "left": left,
        "whole": whole,
    }
    return [*rows, Row("remaining", _("返還額"), how, part * left // whole)]


@transaction.atomic
def request_disposal(
    *,
    application: Application,
    asset: Asset,
    kind: str,
    planned_on: dt.date,
    reason: str,
    actor: Any,
    now: dt.datetime,
    today: dt.date,
    received_on: dt.date | None = None,
    counterparty: str = "",
    proceeds: int = 0,
    file: tuple[str, bytes] | None = None,
) -> AssetDisposal:
    """財産処分の承認を申請する for one asset, before it happens. On paper with its 受付日. Raises ApplicationError, FileRefusedError."""
    current = hold(application)
    asset = lock(Asset.objects.filter(pk=asset.pk, application=current))[0]
    asset.application = current
    _check_request(current, asset, kind, planned_on, proceeds, today if received_on is None else received_on)
    rows = sum_to_return(asset=asset, kind=kind, proceeds=proceeds, on=planned_on)
    made = AssetDisposal(
        application=current,
        asset=asset,
        kind=kind,
        planned_on=planned_on,
        counterparty=counterparty.strip()[:200],
        proceeds=proceeds,
        reason=reason.strip(),
        to_return=min(rows[-1].yen, current.paid - current.returned),
        explanation=[row.as_json() for row in rows],
        received_on=received_on or today,
        submitted_at=now,
        submitted_by=actor if getattr(actor, "is_authenticated", False) else None,
    )
    check_record(made, exclude=("application", "asset", "submitted_by", "explanation"))
    made.save()
    if file is not None:
        add_file(application=current, stage=Stage.FOLLOW_UP, requirement="other", file_name=file[0], data=file[1], actor=actor, now=now)
    after = {"asset": str(asset), "kind": kind, "planned_on": planned_on, "proceeds": proceeds, "to_return": made.to_return}
    record_event(actor=actor, verb="disposal.submitted", obj=made, now=now, after=after, program_code=current.call.item.code)
    open_follow_up_task(
        record=made, title=_("財産処分の承認申請を審査する: %(number)s %(asset)s"), words={"asset": asset.name}, today=today, actor=actor, now=now
    )
    return made


def _check_request(application: Application, asset: Asset, kind: str, planned_on: dt.date, proceeds: int, day: dt.date) -> None:
    if application.status not in ApplicationStatus.awarded():
        raise ApplicationError("wrong_state", _("財産処分の承認を申請できるのは、交付を受けた事業の財産だけです"))
    if asset.disposed_on is not None:
        raise ApplicationError("disposed", _("この財産は、もう処分されています"))
    if planned_on > asset.restricted_until:
        words = {"day": format_date(asset.restricted_until)}
        raise ApplicationError("free", _("処分制限の期間(%(day)sまで)の後の処分には、承認は要りません") % words, "planned_on")
    if planned_on < day:
        raise ApplicationError("past", _("処分の予定日が、申請の日より前です。処分は、承認を受けてからにしてください"), "planned_on")
    if AssetDisposal.objects.filter(asset=asset, status__in=[DisposalStatus.SUBMITTED, DisposalStatus.APPROVED]).exists():
        raise ApplicationError("open", _("この財産には、審査中か承認済みの申請があります"))
    if kind in DisposalKind.for_money() and proceeds <= 0:
        raise ApplicationError("proceeds", _("有償の処分では、収入額を入れてください"), "proceeds")
    if kind not in DisposalKind.for_money() and proceeds:
        raise ApplicationError("proceeds", _("収入のある処分なら、種類を「有償」にしてください"), "proceeds")


@transaction.atomic
def withdraw_disposal(*, disposal: AssetDisposal, actor: Any, now: dt.datetime) -> AssetDisposal:
    """申請を取り下げる before it is decided. Raises ApplicationError."""
    application = hold(disposal.application)
    current: AssetDisposal = lock(AssetDisposal.objects.filter(pk=disposal.pk))[0]
    if current.status != DisposalStatus.SUBMITTED:
        raise ApplicationError("decided", _("この申請は、もう決まったか、取り下げられています"))
    current.status = DisposalStatus.WITHDRAWN
    current.version += 1
    current.save()
    code = application.call.item.code
    record_event(
        actor=actor, verb="disposal.withdrawn", obj=current, now=now, before={"status": "submitted"}, after={"status": "withdrawn"}, program_code=code
    )
    return current


def waiting_disposals(application: Application) -> list[AssetDisposal]:
    """What waits for a decision; one 決定 decides all of an application together."""
    return list(application.disposals.filter(status=DisposalStatus.SUBMITTED).select_related("asset").order_by("pk"))


def decide_disposals(item: DecisionItem, decision: DecisionRecord, actor: Any, now: dt.datetime) -> None:
    """The effect of the 決裁: approved (with conditions and the sum to return) or not."""
    approved = item.outcome == Outcome.DISPOSAL_APPROVED
    for row in waiting_disposals(item.application):
        row.status = DisposalStatus.APPROVED if approved else DisposalStatus.NOT_APPROVED
        row.item = item
        if approved:
            row.obligation = _owe_report(row, actor, now)
            Asset.objects.filter(pk=row.asset_id).update(approved_number=decision.document_number)
        row.version += 1
        row.save()
        after = {"status": row.status, "conditions": item.conditions}
        record_event(actor=actor, verb="disposal.decided", obj=row, now=now, before={"status": "submitted"}, after=after, reason=item.reason)
    if approved and item.amount:
        order_return(item, actor=actor, now=now)


def _owe_report(row: AssetDisposal, actor: Any, now: dt.datetime) -> Obligation:
    due = row.planned_on + dt.timedelta(days=REPORT_DAYS)
    label = _("財産処分の報告: %(asset)s") % {"asset": row.asset.name}
    owed = Obligation.objects.create(
        application=row.application, kind=ObligationKind.ASSET, key=f"disposal-{row.uid}"[:40], label=label[:200], due_on=due
    )
    record_event(actor=actor, verb="obligation.set", obj=owed, now=now, after={"kind": owed.kind, "due_on": due})
    return owed


@transaction.atomic
def record_disposed(*, disposal: AssetDisposal, disposed_on: dt.date, actor: Any, now: dt.datetime, today: dt.date) -> AssetDisposal:
    """処分した日を記録する after the approval. Raises ApplicationError."""
    application = hold(disposal.application)
    current: AssetDisposal = lock(AssetDisposal.objects.filter(pk=disposal.pk))[0]
    if current.status != DisposalStatus.APPROVED or current.item is None:
        raise ApplicationError("not_approved", _("承認された財産処分だけを記録できます"))
    decided_on = current.item.decision.decided_on
    if disposed_on > today or (decided_on is not None and disposed_on < decided_on):
        raise ApplicationError("disposed_on", _("処分した日は、承認の日から今日までの日にしてください"), "disposed_on")
    asset: Asset = lock(Asset.objects.filter(pk=current.asset_id))[0]
    asset.disposed_on, asset.disposal = disposed_on, str(current.get_kind_display())
    asset.version += 1
    asset.save()
    current.status = DisposalStatus.DONE
    current.version += 1
    current.save()
    if current.obligation is not None and current.obligation.done_on is None:
        fulfil(obligation=current.obligation, done_on=today, actor=actor, now=now)
    after = {"disposed_on": disposed_on}
    record_event(actor=actor, verb="disposal.done", obj=current, now=now, after=after, program_code=application.call.item.code)
    return current
