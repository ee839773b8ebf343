"""審査の段階: who stands before a stage, what it said of each, and the draft decision that follows from the last."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.applications.domain.decisions import Proposed, prepare_decision
from musubi.blocks.applications.enums import ApplicationStatus, DecisionKind, Outcome
from musubi.blocks.applications.models import Application, Call, DecisionRecord
from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.checking import check_record
from musubi.blocks.reviews.domain.results import results_of
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.models import BrandStage, BrandStageResult

UNCHECKED = ("call", "panel")
DONE = frozenset({ApplicationStatus.WITHDRAWN, ApplicationStatus.REJECTED, ApplicationStatus.RENOUNCED})


@dataclass(frozen=True)
class StageRow:
    """What a stage says of one application; `passed` None where it is not known yet."""

    application: Application
    passed: bool | None
    points: Decimal | None = None
    comment: str = ""
    note: str = ""


@dataclass(frozen=True)
class RoundRow:
    """An application of a round with its result at each stage, in the stages' order; None where it did not stand before it."""

    application: Application
    results: tuple[BrandStageResult | None, ...]


def stages_of(call: Call) -> list[BrandStage]:
    """In order."""
    return list(call.brand_stages.select_related("panel").order_by("number"))


@transaction.atomic
def add_stage(*, stage: BrandStage, actor: Any, now: dt.datetime) -> BrandStage:
    """Add a stage behind those that are there. Raises BrandError at a field."""
    lock(Call.objects.filter(pk=stage.call_id))
    if stage.call.brand_stages.filter(number__gte=stage.number, closed_at__isnull=False).exists():
        raise BrandError("closed", _("結果を確定した段階より前には加えられません。後の順番にしてください"), "number")
    check_record(stage, error=BrandError, exclude=UNCHECKED)
    stage.save()
    record_event(actor=actor, verb="brand_stage.added", obj=stage, now=now, after={"kind": stage.kind}, program_code=stage.call.item.code)
    return stage


@transaction.atomic
def change_stage(*, stage: BrandStage, values: Mapping[str, Any], unchanged: Any, actor: Any, now: dt.datetime) -> BrandStage:
    """Change a stage whose results are not closed. Raises BrandError; FieldConflictError passes on."""
    current = _open(stage)
    for name, value in values.items():
        setattr(current, name, value)
    check_record(current, error=BrandError, exclude=UNCHECKED)
    saved: BrandStage = update_record(record=stage, values=values, unchanged=unchanged, actor=actor, now=now, verb="brand_stage.changed")
    return saved


def _open(stage: BrandStage) -> BrandStage:
    current: BrandStage = lock(BrandStage.objects.filter(pk=stage.pk).select_related("call__item"))[0]
    if current.closed_at is not None:
        raise BrandError("closed", _("この段階の結果は確定しています"))
    return current


def candidates_of(stage: BrandStage) -> list[Application]:
    """Who stands before the stage: those who passed the one before it, at the first all under review; nobody who withdrew."""
    before = stage.call.brand_stages.filter(number__lt=stage.number).order_by("-number").first()
    rows = stage.call.applications.select_related("party", "call__item").exclude(status__in=DONE)
    if before is None:
        rows = rows.exclude(status__in=[ApplicationStatus.DRAFT, ApplicationStatus.SUBMITTED, ApplicationStatus.CORRECTION])
    else:
        rows = rows.filter(brand_results__stage=before, brand_results__passed=True)
    return list(rows.order_by("submitted_at", "pk"))


@transaction.atomic
def record_results(*, stage: BrandStage, rows: Sequence[StageRow], actor: Any, now: dt.datetime) -> int:
    """Keep what the stage said; a row with `passed` None is taken back. Raises BrandError: closed, or the stage before is not."""
    current = _open(stage)
    if current.call.brand_stages.filter(number__lt=current.number, closed_at__isnull=True).exists():
        raise BrandError("before", _("前の段階の結果を確定してから入れてください"))
    allowed = {application.pk for application in candidates_of(current)}
    kept = 0
    for row in rows:
        if row.application.pk not in allowed:
            raise BrandError("not_candidate", _("%(number)s は、この段階の対象ではありません") % {"number": row.application})
        if row.passed is None:
            BrandStageResult.objects.filter(stage=current, application=row.application).delete()
            continue
        values = {"passed": row.passed, "points": row.points, "comment": row.comment, "note": row.note}
        BrandStageResult.objects.update_or_create(stage=current, application=row.application, defaults=values)
        kept += 1
    record_event(actor=actor, verb="brand_stage.recorded", obj=current, now=now, after={"applications": kept}, program_code=current.call.item.code)
    return kept


@transaction.atomic
def close_stage(*, stage: BrandStage, actor: Any, now: dt.datetime) -> BrandStage:
    """結果を確定する. Raises BrandError where a candidate has no result yet."""
    current = _open(stage)
    known = set(current.results.values_list("application", flat=True))
    candidates = candidates_of(current)
    missing = [str(application) for application in candidates if application.pk not in known]
    if missing or not candidates:
        message = _("結果を入れていない申請があります: %(numbers)s") if missing else _("この段階の対象になる申請がありません")
        raise BrandError("missing", message % {"numbers": "、".join(missing)})
    current.closed_at = now
    current.version += 1
    current.save()
    passed = current.results.filter(passed=True).count()
    after = {"applications": len(candidates), "passed": passed}
    record_event(actor=actor, verb="brand_stage.closed", obj=current, now=now, after=after, program_code=current.call.item.code)
    return current


def panel_points(stage: BrandStage) -> dict[int, Decimal]:
    """What the reviewers' sheets add up to at a stage with a panel, by application: the mean with one decimal; {} without."""
    if stage.panel is None:
        return {}
    return {row.entry.application_id: Decimal(row.mean_text) for row in results_of(stage.panel) if row.mean is not None}


def round_of(call: Call, applications: Sequence[Application]) -> list[RoundRow]:
    """Each application with its results, those who went farthest first, then by points at the last stage; two queries."""
    stages = stages_of(call)
    results = {(row.application_id, row.stage_id): row for row in BrandStageResult.objects.filter(stage__call=call)}
    rows = [RoundRow(each, tuple(results.get((each.pk, stage.pk)) for stage in stages)) for each in applications]

    def rank(row: RoundRow) -> tuple[int, Decimal]:
        passed = [result for result in row.results if result is not None and result.passed]
        last = next((result for result in reversed(row.results) if result is not None), None)
        return (-len(passed), -(last.points or Decimal(0)) if last is not None else Decimal(0))

    return sorted(rows, key=rank)


@transaction.atomic
def propose_certification(*, call: Call, drafted_on: dt.date, actor: Any, now: dt.datetime) -> DecisionRecord:
    """起案する: who passed every stage is certified, the others are not, with the stage at which they ended. Raises BrandError, ApplicationError."""
    stages = stages_of(call)
    if not stages or any(stage.closed_at is None for stage in stages):
        raise BrandError("open", _("すべての段階の結果を確定してから起案してください"))
    waiting = call.applications.filter(status=ApplicationStatus.SCREENING).select_related("call__item", "party")
    rows = list(waiting.order_by("submitted_at", "pk"))
    proposed = []
    for row in round_of(call, rows):
        failed = next((stage for stage, result in zip(stages, row.results, strict=True) if result is None or not result.passed), None)
        if failed is None:
            proposed.append(Proposed(row.application, Outcome.CERTIFIED))
            continue
        comment = next((result.comment for result in row.results if result is not None and not result.passed), "")
        reason = " ".join(part for part in (_("%(stage)sの結果によります。") % {"stage": failed.get_kind_display()}, comment) if part)
        proposed.append(Proposed(row.application, Outcome.NOT_CERTIFIED, reason=reason[:500]))
    title = _("%(call)s の認定") % {"call": call}
    return prepare_decision(call=call, kind=DecisionKind.CERTIFICATION, title=title, proposed=proposed, drafted_on=drafted_on, actor=actor, now=now)
