"""Steps of the office, each a page of its own: open, assign, rule, exclude, lift, unlock, close."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.reviews.domain import interests, panels, sheets
from musubi.blocks.reviews.domain.assigning import assign_by_hand
from musubi.blocks.reviews.domain.rights import works_panel
from musubi.blocks.reviews.interfaces import staff_forms as forms
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, Reviewer, ReviewerTie, ScoreSheet
from musubi.blocks.reviews.rules import SEE_PANELS

PANEL_STEPS = {
    "open": Step(
        _l("審査委員に開く"),
        _l("審査委員に開く"),
        forms.ConfirmForm,
        lambda request, record, _data: panels.open_panel(panel=record, actor=request.user, now=clock.now()),
        _l("審査委員に開きました。利害関係の申告をお願いする仕事が、審査委員に伝わります"),
        _l("審査委員は、まず利害関係を申告します。申告が済んだ申請だけが開けます。"),
    ),
    "reviewer": Step(
        _l("審査委員を加える"),
        _l("この委員を加える"),
        forms.AddReviewerForm,
        lambda request, record, data: panels.add_reviewer(panel=record, member=data["member"], actor=request.user, now=clock.now()),
        _l("審査委員を加えました"),
    ),
    "close": Step(
        _l("採点を締める"),
        _l("採点を締める"),
        forms.ClosingForm,
        lambda request, record, data: panels.close_panel(panel=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("採点を締めました。採点集計を審査会の資料にできます"),
        _l("締めると、採点表は変えられません。"),
    ),
    "reopen": Step(
        _l("採点を開き直す"),
        _l("理由を付けて開き直す"),
        forms.ReasonForm,
        lambda request, record, data: panels.reopen_panel(panel=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("採点を開き直しました"),
    ),
}


def _tie(request: HttpRequest, record: Reviewer, data: dict[str, Any]) -> None:
    interests.add_tie(tie=ReviewerTie(reviewer=record, **data), actor=request.user, now=clock.now())


REVIEWER_STEPS = {
    "edit": Step(
        _l("審査委員の受け持ちを直す"),
        _l("この内容を保存する"),
        forms.ReviewerForm,
        lambda request, record, data: panels.change_reviewer(reviewer=record, actor=request.user, now=clock.now(), **data),
        _l("審査委員の受け持ちを保存しました"),
        initial=lambda record: {"most": record.most, "topics": record.topics, "on_paper": record.on_paper},
    ),
    "tie": Step(
        _l("関係先を加える"),
        _l("この関係先を加える"),
        forms.TieForm,
        _tie,
        _l("関係先を加えました。申請者の記録と照らし合わせて、手掛かりを示します"),
    ),
    "leave": Step(
        _l("審査から退いたことを記録する"),
        _l("理由を付けて記録する"),
        forms.ReasonForm,
        lambda request, record, data: panels.leave_panel(reviewer=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("審査から退いたことを記録しました。提出済みの採点表は残ります"),
    ),
}


def _exclude(request: HttpRequest, record: PanelEntry, data: dict[str, Any]) -> None:
    interests.exclude(entry=record, actor=request.user, now=clock.now(), **data)


ENTRY_STEPS = {
    "exclude": Step(
        _l("審査委員を除斥する"),
        _l("理由を付けて除斥する"),
        forms.ExcludeForm,
        _exclude,
        _l("除斥しました。この審査委員には、この申請が一切見えません"),
        _l("除斥すると、その人はどの画面・検索・出力からもこの申請を開けません。"),
    ),
    "assign": Step(
        _l("採点する人を決める"),
        _l("この割当にする"),
        forms.AssignForm,
        lambda request, record, data: assign_by_hand(entry=record, actor=request.user, now=clock.now(), **data),
        _l("割当を直しました"),
        initial=lambda record: {"reviewers": list(record.assignments.filter(ended_at__isnull=True).values_list("reviewer", flat=True))},
    ),
    "remove": Step(
        _l("審査の対象から外す"),
        _l("理由を付けて外す"),
        forms.ReasonForm,
        lambda request, record, data: panels.remove_entry(entry=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("審査の対象から外しました"),
    ),
}

DECLARATION_STEPS = {
    "rule": Step(
        _l("申告に判断する"),
        _l("この判断を記録する"),
        forms.RulingForm,
        lambda request, record, data: interests.rule_on(declaration=record, actor=request.user, now=clock.now(), **data),
        _l("判断を記録しました"),
        _l("審査してよいか、除斥するかを、理由とともに残します。"),
    )
}
EXCLUSION_STEPS = {
    "lift": Step(
        _l("除斥・回避を解く"),
        _l("理由を付けて解く"),
        forms.ReasonForm,
        lambda request, record, data: interests.lift_exclusion(exclusion=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("解きました。審査委員は、もう一度申告してから開けます"),
        _l("解けるのは、本人ではない課長です。"),
    )
}
SHEET_STEPS = {
    "unlock": Step(
        _l("採点表を差し戻す"),
        _l("理由を付けて差し戻す"),
        forms.ReasonForm,
        lambda request, record, data: sheets.unlock_sheet(sheet=record, reason=data["reason"], actor=request.user, now=clock.now()),
        _l("差し戻しました。審査委員が直して、もう一度提出します"),
        _l("差し戻せるのは課長です。理由は記録に残ります。"),
    )
}


@dataclass(frozen=True)
class _Kind:
    model: Any
    steps: dict[str, Step]
    panel: Callable[[Any], Panel]
    related: tuple[str, ...]
    back: Callable[[Any], str]


def _to_entry(record: Any) -> str:
    return reverse("reviews:entry", args=[record.entry.uid])


KINDS = {
    "panel": _Kind(Panel, PANEL_STEPS, lambda record: record, ("call__item", "terms"), lambda record: reverse("reviews:panel", args=[record.uid])),
    "reviewer": _Kind(
        Reviewer,
        REVIEWER_STEPS,
        lambda record: record.panel,
        ("panel__call__item", "member"),
        lambda record: reverse("reviews:panel", args=[record.panel.uid]),
    ),
    "entry": _Kind(
        PanelEntry, ENTRY_STEPS, lambda record: record.panel, ("panel__call__item",), lambda record: reverse("reviews:entry", args=[record.uid])
    ),
    "declaration": _Kind(InterestDeclaration, DECLARATION_STEPS, lambda record: record.entry.panel, ("entry__panel__call__item",), _to_entry),
    "exclusion": _Kind(Exclusion, EXCLUSION_STEPS, lambda record: record.entry.panel, ("entry__panel__call__item",), _to_entry),
    "sheet": _Kind(
        ScoreSheet,
        SHEET_STEPS,
        lambda record: record.assignment.entry.panel,
        ("assignment__entry__panel__call__item",),
        lambda record: reverse("reviews:sheet", args=[record.uid]),
    ),
}


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def step(request: HttpRequest, kind: str, uid: str, name: str) -> HttpResponse:
    """A step at a panel, reviewer, application, declaration, exclusion or sheet."""
    if kind not in KINDS or name not in KINDS[kind].steps:
        raise Http404
    known = KINDS[kind]
    record = get_object_or_404(visible_to(request.user, known.model).select_related(*known.related), uid=uid)
    if not works_panel(request.user, known.panel(record)):
        raise PermissionDenied
    target = None if kind != "sheet" else (lambda _made: reverse("reviews:results", args=[known.panel(record).uid]))
    return run_step(request, step=known.steps[name], record=record, back=known.back(record), target=target)
