"""A round: applications by stages, results typed stage by stage, the draft decision at the end."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.barriers import barred_applications
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.enums import ApplicationStatus
from musubi.blocks.applications.models import Application, Call
from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.programs.brand.local_brands.domain.errors import BrandError
from musubi.programs.brand.local_brands.domain.stages import (
    StageRow,
    add_stage,
    candidates_of,
    change_stage,
    close_stage,
    panel_points,
    propose_certification,
    record_results,
    round_of,
    stages_of,
)
from musubi.programs.brand.local_brands.interfaces.forms import DraftedForm, NothingForm, ResultsForm, StageForm
from musubi.programs.brand.local_brands.models import BrandStage
from musubi.programs.brand.local_brands.rules import SEE_BRANDS
from musubi.programs.brand.local_brands.views.opening import round_at


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def one(request: HttpRequest, uid: str) -> HttpResponse:
    """Applications by stages, and what comes next."""
    call = round_at(request, uid)
    stages = stages_of(call)
    handed_in = visible_to(request.user, Application).filter(call=call).exclude(status=ApplicationStatus.DRAFT).select_related("party", "call")
    rows = round_of(call, list(handed_in.order_by("submitted_at", "pk")))
    record_personal_view(actor=request.user, obj=call, page="brand-round", now=clock.real_now())
    counts = [len([row for row in rows if (result := row.results[index]) is not None and result.passed]) for index in range(len(stages))]
    context = {
        "call": call,
        "stages": [{"stage": stage, "passed": passed} for stage, passed in zip(stages, counts, strict=True)],
        "rows": rows,
        "next_stage": next((stage for stage in stages if stage.closed_at is None), None),
        "all_closed": bool(stages) and all(stage.closed_at is not None for stage in stages),
        "undecided": any(row.application.status == ApplicationStatus.SCREENING for row in rows),
        "works": works_application(request.user, call),
        "history": history_of(stages[-1])[:5] if stages else [],
        "history_of": address_of(stages[-1]) if stages else {},
    }
    return render(request, "local_brands/round.html", context)


def _stage(request: HttpRequest, call: Call, uid: str) -> BrandStage:
    found: BrandStage = get_object_or_404(visible_to(request.user, BrandStage).select_related("call__item", "panel"), call=call, uid=uid)
    return found


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def stage_form(request: HttpRequest, uid: str, stage_uid: str) -> HttpResponse:
    """Add (`new`) or change a stage."""
    call = round_at(request, uid, work=True)
    known = None if stage_uid == "new" else _stage(request, call, stage_uid)
    number = (stages_of(call)[-1].number + 1) if stages_of(call) else 1
    instance = BrandStage(call=call, number=number) if known is None else BrandStage.objects.select_related("call").get(pk=known.pk)
    form = StageForm(request.POST or None, instance=instance, user=request.user)
    back = reverse("local_brands:round", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            if known is None:
                add_stage(stage=form.instance, actor=request.user, now=clock.now())
            else:
                change_stage(stage=known, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except BrandError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    title = _("審査の段階を加える") if known is None else _("審査の段階を直す")
    context = {"form": form, "title": title, "button": _("保存する"), "back": back}
    return render(request, "local_brands/form.html", context, status=409 if form.conflicts else 422 if form.errors else 200)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def results(request: HttpRequest, uid: str, stage_uid: str) -> HttpResponse:
    """Type the results of a stage: one line an application."""
    call = round_at(request, uid, work=True)
    stage = _stage(request, call, stage_uid)
    barred = barred_applications(request.user)
    known = {row.application_id: row for row in stage.results.all()}
    points = panel_points(stage)
    rows = [_row(application, known.get(application.pk), points) for application in candidates_of(stage) if application.pk not in barred]
    record_personal_view(actor=request.user, obj=stage, page="brand-stage", now=clock.real_now())
    form = ResultsForm(request.POST if request.method == "POST" else None, rows=rows)
    if request.method == "POST" and form.is_valid():
        try:
            kept = record_results(stage=stage, rows=form.results(), actor=request.user, now=clock.now())
        except BrandError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(count)d件の結果を保存しました") % {"count": kept})
            return HttpResponseRedirect(reverse("local_brands:round", args=[uid]))
    context = {"call": call, "stage": stage, "form": form, "closed": stage.closed_at is not None}
    return render(request, "local_brands/results.html", context, status=422 if form.errors else 200)


def _row(application: Application, result: Any, points: dict[int, Decimal]) -> StageRow:
    """As it was entered; before that with the points of the reviewers' sheets, while whether it passes is for a person to say."""
    if result is None:
        return StageRow(application, None, points.get(application.pk))
    return StageRow(application, result.passed, result.points, result.comment, result.note)


def _close(request: HttpRequest, record: BrandStage, _data: dict[str, Any]) -> None:
    close_stage(stage=record, actor=request.user, now=clock.now())


CLOSE = Step(
    _l("この段階の結果を確定する"),
    _l("結果を確定する"),
    NothingForm,
    _close,
    _l("確定しました。通過した申請が次の段階に進みます"),
    _l("確定すると、この段階の結果は変えられません。"),
)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def close(request: HttpRequest, uid: str, stage_uid: str) -> HttpResponse:
    """Close a stage."""
    call = round_at(request, uid, work=True)
    return run_step(request, step=CLOSE, record=_stage(request, call, stage_uid), back=reverse("local_brands:round", args=[uid]))


def _propose(request: HttpRequest, record: Call, data: dict[str, Any]) -> Any:
    return propose_certification(call=record, actor=request.user, now=clock.now(), **data)


PROPOSE = Step(
    _l("認定を起案する"),
    _l("この結果で起案する"),
    DraftedForm,
    _propose,
    _l("起案しました。決裁が済んだら決裁欄を記録してください。認定書と通知ができます"),
    _l("すべての段階を通過した申請を認定、そのほかを不認定として、1つの起案にまとめます。"),
    initial=lambda _record: {"drafted_on": clock.today()},
)


@login_required
@permission_required(SEE_BRANDS, raise_exception=True)
def propose(request: HttpRequest, uid: str) -> HttpResponse:
    """Draft the decision."""
    call = round_at(request, uid, work=True)
    back = reverse("local_brands:round", args=[uid])
    return run_step(request, step=PROPOSE, record=call, back=back, target=lambda made: reverse("applications:decision", args=[made.uid]))
