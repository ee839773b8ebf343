"""The office's pages of a selection: the ranking, calculated runs beside it, their papers and their replay."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.selection.errors import SelectionError
from musubi.blocks.reviews.domain.selection.groups import groups_of
from musubi.blocks.reviews.domain.selection.lists import begin_budget, ranking_proposal
from musubi.blocks.reviews.domain.selection.plain import Rules, read_rules
from musubi.blocks.reviews.domain.selection.rights import sees_selection, works_selection
from musubi.blocks.reviews.domain.selection.runs import asked_of, changed_since, check_replay, explain_piece, finish_run, make_run, may_calculate
from musubi.blocks.reviews.domain.selection.standings import Standing, standings, usual_noise
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.interfaces.score_words import score_words
from musubi.blocks.reviews.interfaces.selection_files import paper_file
from musubi.blocks.reviews.interfaces.selection_forms import RulesForm
from musubi.blocks.reviews.interfaces.selection_page import run_rows
from musubi.blocks.reviews.interfaces.selection_papers import run_paper
from musubi.blocks.reviews.interfaces.selection_words import have_equal_scores, points, prices_of, proof_in_words, rules_in_words
from musubi.blocks.reviews.models import Panel, SelectionList, SelectionRun
from musubi.blocks.reviews.rules import SEE_PANELS


def panel_at(request: HttpRequest, uid: str, *, work: bool = False) -> Panel:
    """A panel whose selection the reader may see (or work), else 404 (403); reading is noted, since scores tell of people."""
    found: Panel = get_object_or_404(
        visible_to(request.user, Panel).select_related("call__item", "call__organization", "call__line__envelope", "terms", "body"), uid=uid
    )
    if not sees_selection(request.user, found):
        raise Http404
    if work and not works_selection(request.user, found):
        raise PermissionDenied
    record_personal_view(actor=request.user, obj=found, page="selection:home", now=clock.real_now())
    return found


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def home(request: HttpRequest, uid: str) -> HttpResponse:
    """The plain ranking down to the budget, the runs, and the list; scores only once the panel is closed."""
    panel = panel_at(request, uid)
    closed = panel.status == PanelStatus.CLOSED
    rows, trouble = _standings(panel) if closed else ([], "")
    awards: dict[str, int] = {}
    lists = list(visible_to(request.user, SelectionList).filter(panel=panel).select_related("run").order_by("-pk"))
    standing = next((each for each in lists if each.discarded_at is None), None)
    left = begin_budget(panel)  # once grants are decided this is what they left: the ranking keeps the list's own sum
    budget = standing.budget if standing is not None else left
    if rows and budget is not None:
        try:
            awards = ranking_proposal(panel=panel, rows=rows, budget=budget).awards
        except SelectionError as error:
            trouble = str(error)
    context = {
        "review": panel,
        "closed": closed,
        "used": score_words(terms_of(panel)),
        "rows": [(row, points(row.score), points(row.raw), awards.get(row.number)) for row in rows],
        "missing": [row for row in rows if row.score is None or row.missing],
        "equal": have_equal_scores(row.score for row in rows),
        "chosen": sum(awards.values()),
        "budget": left,
        "standing": standing,
        "trouble": trouble,
        "allowed": may_calculate(panel),
        "runs": visible_to(request.user, SelectionRun).filter(panel=panel).order_by("-number"),
        "lists": lists,
        "works": works_selection(request.user, panel),
    }
    return render(request, "reviews/selection_home.html", context)


def _standings(panel: Panel) -> tuple[list[Standing], str]:
    """The standings, or why there can be none."""
    try:
        return standings(panel), ""
    except SelectionError as error:
        return [], str(error)


def _initial(request: HttpRequest, panel: Panel, rows: Any) -> Rules:
    """The rules of the run that is to be changed, else what the call and the reviewers' scores say."""
    earlier = SelectionRun.objects.filter(panel=panel, uid=request.GET.get("from", "")).first()
    if earlier is not None:
        return read_rules(earlier.rules)
    return Rules(budget=begin_budget(panel) or 0, noise=usual_noise(rows))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def calculate(request: HttpRequest, uid: str) -> HttpResponse:
    """Set the rules of a run; it is calculated and kept when they are sent."""
    panel = panel_at(request, uid, work=True)
    if not may_calculate(panel):
        messages.error(request, _("この募集の条件に、選定の計算を使うと書かれていません。評点の順位から選定案を作ってください"))
        return HttpResponseRedirect(reverse("selection:home", args=[uid]))
    rows, trouble = _standings(panel)
    if trouble:
        messages.error(request, trouble)
        return HttpResponseRedirect(reverse("selection:home", args=[uid]))
    rules = _initial(request, panel, rows)
    form = RulesForm(request.POST if request.method == "POST" else None, rows=rows, groups=groups_of(rows, terms_of(panel)), rules=rules)
    if request.method == "POST" and form.is_valid():
        try:
            run = make_run(panel=panel, rules=form.rules(), actor=request.user, now=clock.now())
        except SelectionError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
            if error.code == "impossible_rules":
                form.tell_clash(error.about)
        else:
            messages.success(request, _("計算しました。評点の順位と並べて示します"))
            return HttpResponseRedirect(reverse("selection:run", args=[run.uid]))
    context = {"review": panel, "form": form, "used": score_words(terms_of(panel))}
    return render(request, "reviews/selection_rules.html", context, status=422 if form.errors else 200)


def run_at(request: HttpRequest, uid: str, *, work: bool = False) -> SelectionRun:
    """A run that the reader may see (or work)."""
    rows = visible_to(request.user, SelectionRun).select_related("panel__call__item", "panel__call__organization", "panel__terms", "panel__body")
    found: SelectionRun = get_object_or_404(rows, uid=uid)
    if work and not works_selection(request.user, found.panel):
        raise PermissionDenied
    record_personal_view(actor=request.user, obj=found, page="selection:run", now=clock.real_now())
    return found


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def run(request: HttpRequest, uid: str) -> HttpResponse:
    """The ranking beside the calculation, why, what each rule costs, what shaking does; the order stays that of the scores."""
    found = run_at(request, uid)
    rows = run_rows(found)
    told = len(found.reasons.get("of", {}))
    context = {
        "run": found,
        "review": found.panel,
        "rows": rows,
        "equal": have_equal_scores(row.score for row in rows),
        "told": told,
        "whole": len(rows),
        "proof": proof_in_words(found),
        "rules": rules_in_words(read_rules(found.rules)),
        "prices": prices_of(found),
        "borderline": [row for row in rows if row.shaken is not None and row.shaken.borderline],
        "always": sum(row.shaken is not None and row.shaken.times == row.shaken.draws for row in rows),
        "never": sum(row.shaken is not None and not row.shaken.times for row in rows),
        "draws": found.rules["draws"],
        "noise": points(found.rules["noise"]),
        "reserve": sorted((row for row in rows if row.reserve), key=lambda row: row.reserve or 0),
        "sums": _sums(found),
        "changed": changed_since(found, _standings(found.panel)[0]),
        "used": score_words(terms_of(found.panel)),
        "moved": sum(row.moved for row in rows),
        "works": works_selection(request.user, found.panel),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reviews/selection_run.html", context)


def _sums(run: SelectionRun) -> list[dict[str, Any]]:
    """The ranking first: it is the usual way."""
    plain, chosen = run.result["ranking"], run.result
    return [
        {"label": label, "points": points(each["value"]), "yen": sum(each["awards"].values()), "count": len(each["awards"]), "broken": broken}
        for label, each, broken in (
            (_("評点の順位で採ると"), plain, [read_rules(run.rules).label_of(rule, {}) for rule in plain["broken"]]),
            (_("計算で採ると"), chosen, []),
        )
    ]


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def progress(request: HttpRequest, uid: str) -> HttpResponse:
    """How far the reasons are, asked every few seconds by the run's page, which opens anew once they are whole; tells of nobody."""
    found: SelectionRun = get_object_or_404(visible_to(request.user, SelectionRun), uid=uid)
    context = {"run": found, "told": len(found.reasons.get("of", {})), "whole": len(asked_of(found))}
    response = render(request, "reviews/_selection_progress.html", context)
    if found.explained_at is not None:
        response["HX-Refresh"] = "true"
    return response


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
@require_POST
def explain(request: HttpRequest, uid: str) -> HttpResponse:
    """Work out some more reasons now, where the worker has not yet."""
    found = run_at(request, uid, work=True)
    if not explain_piece(run=found):
        finish_run(run=found, now=clock.now())
    return HttpResponseRedirect(reverse("selection:run", args=[uid]))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
@require_POST
def replay(request: HttpRequest, uid: str) -> HttpResponse:
    """Calculate the kept question again and say whether the same comes out."""
    found = run_at(request, uid)
    differ = check_replay(run=found, actor=request.user, now=clock.now())
    if differ:
        messages.error(
            request, _("やり直した結果が、残した結果と違います(%(parts)s)。システムの担当に知らせてください") % {"parts": "、".join(differ)}
        )
    else:
        messages.success(request, _("残した入力で計算をやり直しました。同じ結果になりました"))
    return HttpResponseRedirect(reverse("selection:run", args=[uid]))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def run_file(request: HttpRequest, uid: str, ending: str) -> HttpResponse:
    """The run on one printable page."""
    found = run_at(request, uid)
    try:
        return paper_file(run_paper(found), ending)
    except MissingGlyphsError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("selection:run", args=[uid]))
