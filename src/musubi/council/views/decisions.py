"""会議のまとめと市の決定: apart from each other."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.fields import DateTextField
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.vision.domain.basis import CITY_DECISION
from musubi.blocks.vision.models import Revision
from musubi.blocks.vision.rules import CHANGE_PLAN
from musubi.council.domain.actions import add_action
from musubi.council.domain.decisions import prepare_decision, record_decision, record_resolution
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.trace import trace_of_decision
from musubi.council.interfaces.forms import ActionForm, DecidedForm, DecisionForm, ResolutionForm
from musubi.council.models import ActionItem, CityDecision, Resolution
from musubi.council.rules import READ_COUNCIL, WORK_COUNCIL
from musubi.council.views.opening import first_item, paged, record_at


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def decisions(request: HttpRequest) -> HttpResponse:
    """The city's decisions, those that wait for 決裁 first, and what the bodies said."""
    found = visible_to(request.user, CityDecision).prefetch_related("resolutions", "issues")
    rows = [*found.filter(decided_on__isnull=True).order_by("number"), *found.filter(decided_on__isnull=False).order_by("-decided_on", "-number")]
    context = {
        "page": paged(request, rows),
        "resolutions": visible_to(request.user, Resolution).select_related("meeting__body").prefetch_related("issues", "decisions")[:50],
        "may_work": request.user.has_perm(WORK_COUNCIL),
    }
    return render(request, "council/decisions.html", context)


def _resolve(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Resolution:
    return record_resolution(actor=request.user, now=clock.now(), **data)


def _prepare(request: HttpRequest, _record: Any, data: dict[str, Any]) -> CityDecision:
    return prepare_decision(actor=request.user, now=clock.now(), **data)


def _decide(request: HttpRequest, record: CityDecision, data: dict[str, Any]) -> CityDecision:
    return record_decision(decision=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _act(request: HttpRequest, record: CityDecision, data: dict[str, Any]) -> ActionItem:
    item = first_item(data.pop("items"))
    return add_action(decision=record, item=item, actor=request.user, now=clock.now(), today=clock.today(), **data)


RESOLVE = Step(
    _l("会議のまとめを記録する"), _l("まとめとして記録する"), ResolutionForm, _resolve, _l("会議のまとめを記録しました。課題の状態は変わりません")
)
PREPARE = Step(
    _l("市の決定を起案する"),
    _l("この内容で起案する"),
    DecisionForm,
    _prepare,
    _l("起案しました。決裁が済んだら、決裁日と文書番号を記録してください"),
    _l("決裁は、文書管理システムで行います。ここには、その結果を残します。"),
)
STEPS = {
    "decide": Step(
        _l("決裁を記録する"), _l("決裁が済んだことを記録する"), DecidedForm, _decide, _l("決裁を記録しました。計画の改定の根拠にできます")
    ),
    "act": Step(_l("対応事項を加える"), _l("この対応を始める"), ActionForm, _act, _l("対応事項を加えました")),
}


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def new_resolution(request: HttpRequest) -> HttpResponse:
    """Record what a body agreed on; meeting and issues may come with the address."""
    asked = request.GET
    initial = {name: asked[name] for name in ("meeting", "issues") if asked.get(name)}
    step = Step(RESOLVE.title, RESOLVE.button, RESOLVE.form, RESOLVE.run, RESOLVE.done, RESOLVE.lead, lambda _record: initial)
    return run_step(
        request, step=step, record=None, back=reverse("council:decisions"), target=lambda made: reverse("council:resolution", args=[made.uid])
    )


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def new_decision(request: HttpRequest) -> HttpResponse:
    """Prepare a decision; resolutions and issues may come with the address."""
    asked = request.GET
    initial = {name: asked[name] for name in ("resolutions", "issues", "items") if asked.get(name)}
    step = Step(PREPARE.title, PREPARE.button, PREPARE.form, PREPARE.run, PREPARE.done, PREPARE.lead, lambda _record: initial)
    return run_step(
        request, step=step, record=None, back=reverse("council:decisions"), target=lambda made: reverse("council:decision", args=[made.uid])
    )


@login_required
def resolution(request: HttpRequest, uid: str) -> HttpResponse:
    """What a body agreed on, and what the city made of it."""
    found = record_at(request, Resolution, uid, "meeting__body", "agenda")
    context = {
        "resolution": found,
        "issues": found.issues.all(),
        "decisions": visible_to(request.user, CityDecision).filter(resolutions=found),
        "may_work": request.user.has_perm(WORK_COUNCIL),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/resolution.html", context)


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def decision(request: HttpRequest, uid: str) -> HttpResponse:
    """A decision of the city: its record, on what it rests, what rests on it."""
    found = record_at(request, CityDecision, uid)
    context = {
        "decision": found,
        "resolutions": visible_to(request.user, Resolution).filter(decisions=found).select_related("meeting__body"),
        "issues": found.issues.all(),
        "items": found.items.all(),
        "actions": visible_to(request.user, ActionItem).filter(decision=found).select_related("organization", "item"),
        "revisions": Revision.objects.filter(basis_kind=CITY_DECISION, basis_id=found.uid).defer("changes"),
        "trace": trace_of_decision(request.user, found),
        "node": f"decision-{found.uid}",
        "may_work": request.user.has_perm(WORK_COUNCIL),
        "may_revise": found.is_decided and request.user.has_perm(CHANGE_PLAN),
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/decision.html", context)


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Record the 決裁, or begin an action."""
    found = record_at(request, CityDecision, uid)
    if name not in STEPS:
        raise Http404
    return run_step(request, step=STEPS[name], record=found, back=reverse("council:decision", args=[uid]))


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def record_many(request: HttpRequest) -> HttpResponse:
    """決裁をまとめて記録する: one day and 決裁区分 for all that are ticked, a document number for each."""
    waiting = list(visible_to(request.user, CityDecision).filter(decided_on__isnull=True).order_by("number"))
    told: dict[str, str] = {}
    asked = request.POST
    if request.method == "POST":
        told = _record_ticked(request, [each for each in waiting if each.uid in asked.getlist("decision")])
        if not told:
            return HttpResponseRedirect(reverse("council:decisions"))
    rows = [
        {
            "decision": each,
            "ticked": each.uid in asked.getlist("decision"),
            "number": asked.get(f"number-{each.uid}", ""),
            "error": told.get(each.uid, ""),
        }
        for each in visible_to(request.user, CityDecision).filter(decided_on__isnull=True).order_by("number")
    ]
    context = {"rows": rows, "asked": asked, "error": told.get("", "")}
    return render(request, "council/record_many.html", context, status=422 if told else 200)


def _record_ticked(request: HttpRequest, ticked: list[CityDecision]) -> dict[str, str]:
    """What kept each from being recorded, by uid; "" for the whole; {} when all were."""
    if not ticked:
        return {"": _("記録する決定に印を付けてください")}
    try:
        day = DateTextField().clean(request.POST.get("decided_on", ""))
    except ValidationError as error:
        return {"": " ".join(error.messages)}
    told: dict[str, str] = {}
    recorded = 0
    for each in ticked:
        try:
            record_decision(
                decision=each,
                decided_on=day,
                decided_by=request.POST.get("decided_by", ""),
                document_number=request.POST.get(f"number-{each.uid}", ""),
                actor=request.user,
                now=clock.now(),
                today=clock.today(),
            )
        except CouncilError as error:
            told[each.uid if error.field in {"document_number", ""} else ""] = str(error)
        else:
            recorded += 1
    if recorded:
        messages.success(request, _("%(count)d件の決裁を記録しました") % {"count": recorded})
    return told
