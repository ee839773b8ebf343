"""意見がたどった道: from any record on the way, both directions, as a drawing and as a table."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from musubi.blocks.vision.domain.desks import may_see_desk
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.models import PlanItem
from musubi.council.access import reads_council
from musubi.council.domain.trace import Trace, trace_of_decision, trace_of_issues, trace_of_item, trace_of_opinion
from musubi.council.models import CityDecision, Issue, Opinion
from musubi.council.views.opening import record_at

FACES = frozenset({"graph", "table"})


def _of_issue(request: HttpRequest, uid: str) -> tuple[Any, Trace, str]:
    found: Issue = record_at(request, Issue, uid, "body")
    return found, trace_of_issues(request.user, [found]), reverse("council:issue", args=[uid])


def _of_opinion(request: HttpRequest, uid: str) -> tuple[Any, Trace, str]:
    found: Opinion = record_at(request, Opinion, uid)
    return found, trace_of_opinion(request.user, found), reverse("council:opinion", args=[uid])


def _of_decision(request: HttpRequest, uid: str) -> tuple[Any, Trace, str]:
    found: CityDecision = record_at(request, CityDecision, uid)
    return found, trace_of_decision(request.user, found), reverse("council:decision", args=[uid])


def _of_item(request: HttpRequest, uid: str) -> tuple[Any, Trace, str]:
    found = PlanItem.objects.filter(vision=plan_in_force(), code=uid).first()
    if found is None:
        raise Http404(uid)
    if not may_see_desk(request.user, found):
        raise PermissionDenied
    return found, trace_of_item(request.user, found), reverse("plan:desk", args=[uid])


STARTS = {"issue": _of_issue, "opinion": _of_opinion, "decision": _of_decision, "item": _of_item}


@login_required
def trace(request: HttpRequest, kind: str, uid: str, face: str) -> HttpResponse:
    """The way around a record; its own box is marked."""
    if kind not in STARTS or face not in FACES:
        raise Http404(kind)
    if kind in {"opinion", "decision"} and not reads_council(request.user):
        raise PermissionDenied
    found, way, back = STARTS[kind](request, uid)
    context = {"record": found, "trace": way, "node": f"{kind}-{found.uid}", "face": face, "kind": kind, "key": uid, "back": back}
    return render(request, "council/trace.html", context)
