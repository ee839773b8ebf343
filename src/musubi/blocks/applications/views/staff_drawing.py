"""抽選の結果から起案する: the drawn list of a call's applications becomes a draft decision."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.office.drawing import draw_of, propose_from_draw
from musubi.blocks.applications.domain.rights import works_application
from musubi.blocks.applications.interfaces.decision_forms import DraftedForm
from musubi.blocks.applications.models import Call
from musubi.blocks.applications.rules import SEE_APPLICATIONS
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step


def _propose(request: HttpRequest, record: Call, data: dict[str, Any]) -> Any:
    draw = draw_of(record)
    if draw is None:
        raise Http404
    return propose_from_draw(call=record, draw=draw, drafted_on=data["drafted_on"], actor=request.user, now=clock.now())


PROPOSE = Step(
    _l("抽選の結果から起案する"),
    _l("この結果で起案する"),
    DraftedForm,
    _propose,
    _l("起案しました。起案パックを文書管理システムに回し、決裁が済んだら決裁欄を記録してください"),
    _l("当選を採択、補欠を抽選の順番どおりの補欠、そのほかを不採択として、1つの起案にまとめます。"),
    initial=lambda _record: {"drafted_on": clock.today()},
)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def propose(request: HttpRequest, uid: str) -> HttpResponse:
    """One draft decision for all applications of the call."""
    call = get_object_or_404(visible_to(request.user, Call).select_related("item"), uid=uid)
    if not works_application(request.user, call):
        raise PermissionDenied
    if draw_of(call) is None:
        raise Http404
    back = reverse("applications:call", args=[uid])
    return run_step(request, step=PROPOSE, record=call, back=back, target=lambda made: reverse("applications:decision", args=[made.uid]))
