"""The office's pages of the list that the panel decides on, from its beginning to the draft of the city's decision."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import Step, StepForm, run_step
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.selection.handing_over import hand_over, take_back
from musubi.blocks.reviews.domain.selection.lists import begin_list, change_row, discard_list, fix_list, gone_from, next_in_reserve, sums_of
from musubi.blocks.reviews.domain.selection.rights import works_selection
from musubi.blocks.reviews.interfaces.score_words import score_words
from musubi.blocks.reviews.interfaces.selection_files import paper_file
from musubi.blocks.reviews.interfaces.selection_forms import BeginForm, DiscardForm, FixForm, HandOverForm, RowForm, hundredths
from musubi.blocks.reviews.interfaces.selection_page import list_rows
from musubi.blocks.reviews.interfaces.selection_papers import list_paper
from musubi.blocks.reviews.interfaces.selection_words import have_equal_scores
from musubi.blocks.reviews.models import SelectionList, SelectionRow
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.selection import panel_at


def list_at(request: HttpRequest, uid: str, *, work: bool = False) -> SelectionList:
    """A list that the reader may see (or work)."""
    rows = visible_to(request.user, SelectionList).select_related(
        "panel__call__item", "panel__call__organization", "panel__terms", "panel__body", "run", "meeting", "decision", "grant_decision"
    )
    found: SelectionList = get_object_or_404(rows, uid=uid)
    if work and not works_selection(request.user, found.panel):
        raise PermissionDenied
    record_personal_view(actor=request.user, obj=found, page="selection:list", now=clock.real_now())
    return found


def _begin(request: HttpRequest, record: Any, data: dict[str, Any]) -> SelectionList:
    runs = {run.uid: run for run in record.selection_runs.all()}
    return begin_list(
        panel=record,
        run=runs.get(data["basis"]),
        budget=data["budget"] or 0,
        least_score=hundredths(data["least_score"]),
        most_reserves=data["most_reserves"],
        actor=request.user,
        now=clock.now(),
    )


BEGIN = Step(
    _l("選定案を作る"),
    _l("この出発点で選定案を作る"),
    BeginForm,
    _begin,
    _l("選定案を作りました。審査会で確かめ、案と違う決定には理由を書いてください"),
    _l("選定案は、審査会が決めるための案です。評点の順位から始めるのが基本です。"),
)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def begin(request: HttpRequest, uid: str) -> HttpResponse:
    """Begin a list from the ranking or a run."""
    panel = panel_at(request, uid, work=True)
    back = reverse("selection:home", args=[uid])
    return run_step(request, step=BEGIN, record=panel, back=back, target=lambda made: reverse("selection:list", args=[made.uid]))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def selection_list(request: HttpRequest, uid: str) -> HttpResponse:
    """The list with its sums, its exceptions, who withdrew, and who comes next."""
    made = list_at(request, uid)
    rows = list_rows(made)
    plain = [each.row for each in rows]
    context = {
        "made": made,
        "review": made.panel,
        "rows": rows,
        "equal": have_equal_scores(each.score for each in rows),
        "used": score_words(terms_of(made.panel)),
        "sums": sums_of(plain, made.budget),
        "gone": gone_from(plain),
        "next": next_in_reserve(plain) if gone_from(plain) else [],
        "cancelled": bool(made.decisions) and all(each.cancelled_at for each in made.decisions),
        "works": works_selection(request.user, made.panel) and made.discarded_at is None,
        "history": history_of(made)[:5],
        "history_of": address_of(made),
    }
    return render(request, "reviews/selection_list.html", context)


def _change(request: HttpRequest, record: Any, data: dict[str, Any]) -> None:
    change_row(row=record, actor=request.user, now=clock.now(), **data)


ROW = Step(
    _l("決定を記す"),
    _l("この申請の決定を記す"),
    RowForm,
    _change,
    _l("選定案に記しました"),
    initial=lambda row: {
        "shown_version": row.version,
        "outcome": row.outcome,
        "amount": row.amount,
        "reserve_order": row.reserve_order,
        "reason": row.reason,
        "letter_reason": row.letter_reason,
    },
)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def row(request: HttpRequest, uid: str) -> HttpResponse:
    """What the panel decides of one application."""
    found: SelectionRow = get_object_or_404(
        visible_to(request.user, SelectionRow).select_related("list__panel__call__item", "entry__application__party"), uid=uid
    )
    if not works_selection(request.user, found.list.panel):
        raise PermissionDenied
    record_personal_view(actor=request.user, obj=found.entry.application, page="selection:row", now=clock.real_now())
    application, proposed = found.entry.application, found.get_proposed_outcome_display()
    words = {"party": application.party, "title": application.title, "asked": format_yen(application.requested or 0), "proposed": proposed}
    lead = _("%(party)s %(title)s 申請額%(asked)s 案は%(proposed)s") % words
    return run_step(request, step=replace(ROW, lead=lead), record=found, back=reverse("selection:list", args=[found.list.uid]))


def _fix(request: HttpRequest, record: Any, data: dict[str, Any]) -> None:
    fix_list(made=record, meeting=data["meeting"], actor=request.user, now=clock.now())


def _discard(request: HttpRequest, record: Any, data: dict[str, Any]) -> None:
    discard_list(made=record, reason=data["reason"], actor=request.user, now=clock.now())


def _hand_over(request: HttpRequest, record: Any, data: dict[str, Any]) -> str:
    drafts = hand_over(made=record, drafted_on=data["drafted_on"], actor=request.user, now=clock.now())
    return reverse("applications:decision", args=[drafts[0].uid]) if len(drafts) == 1 else ""


def _take_back(request: HttpRequest, record: Any, data: dict[str, Any]) -> None:
    take_back(made=record, actor=request.user, now=clock.now())


STEPS = {
    "fix": Step(
        _l("審査会の決定を記録する"),
        _l("審査会がこのとおり決めたことを記録する"),
        FixForm,
        _fix,
        _l("審査会の決定を記録しました。次に起案してください"),
        _l("記録した後は、選定案を直せません。直すときは、取りやめて作り直します。"),
    ),
    "hand-over": Step(
        _l("採択・補欠・不採択を起案する"),
        _l("この選定案で起案する"),
        HandOverForm,
        _hand_over,
        _l("起案しました。決裁が済んだら決裁欄を記録し、通知を発行してください"),
        _l(
            "すべての申請の結果を起案にまとめます。応募と交付申請が一つの募集では、採択するものは交付決定の起案になります。取り下げた申請は入りません。"
        ),
        initial=lambda _record: {"drafted_on": clock.today()},
    ),
    "take-back": Step(
        _l("選定案に戻る"),
        _l("選定案を作成中に戻す"),
        StepForm,
        _take_back,
        _l("選定案を作成中に戻しました"),
        _l("取りやめた起案の後に、選定案を直せます。"),
    ),
    "discard": Step(
        _l("選定案を取りやめる"),
        _l("この選定案を取りやめる"),
        DiscardForm,
        _discard,
        _l("選定案を取りやめました。もう一度作れます"),
        _l("取りやめた選定案も、記録として残ります。"),
    ),
}


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Record the panel's decision, hand the list over, take it back, or give it up."""
    if name not in STEPS:
        raise Http404
    made = list_at(request, uid, work=True)
    back = reverse("selection:list", args=[uid])
    return run_step(request, step=STEPS[name], record=made, back=back, target=lambda address: address or back)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def list_file(request: HttpRequest, uid: str, ending: str) -> HttpResponse:
    """The panel's sheet."""
    made = list_at(request, uid)
    try:
        return paper_file(list_paper(made), ending)
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("selection:list", args=[uid]))
