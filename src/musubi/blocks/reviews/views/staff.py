"""The office's pages of a panel: all panels, a new one, its progress, its applications."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Prefetch, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.rights import lifts_rules, prepares_calls
from musubi.blocks.applications.enums import BlindMode, ScorePublicity
from musubi.blocks.applications.models import Call
from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.reviews.domain.assigning import gaps_of
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.hints import hints_of
from musubi.blocks.reviews.domain.panels import add_entries, candidates_of, change_panel, criteria_of, missing_of, prepare_panel, terms_of
from musubi.blocks.reviews.domain.progress import progress_of
from musubi.blocks.reviews.domain.queries import SORTS, entries_of
from musubi.blocks.reviews.domain.rights import reads_ties, works_panel
from musubi.blocks.reviews.domain.selection.rights import sees_selection
from musubi.blocks.reviews.enums import PanelStatus
from musubi.blocks.reviews.interfaces.score_words import score_words
from musubi.blocks.reviews.interfaces.staff_forms import NewPanelForm, PanelForm
from musubi.blocks.reviews.models import Exclusion, InterestDeclaration, Panel, PanelEntry, ReviewerTie
from musubi.blocks.reviews.rules import SEE_PANELS
from musubi.blocks.reviews.views.opening import note_reading, paged, panel_at

SHOWN = {
    "": _l("すべて"),
    "waiting": _l("申告への判断を待つもの"),
    "excluded": _l("除斥・回避のあるもの"),
    "unscored": _l("採点がそろわないもの"),
    "unskilled": _l("分野に詳しい委員のいないもの"),
}


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def panels(request: HttpRequest) -> HttpResponse:
    """The panels of the reader's desks."""
    rows = visible_to(request.user, Panel).select_related("call__item", "body")
    live = Q(entries__removed_at__isnull=True)
    rows = rows.annotate(applications=Count("entries", filter=live, distinct=True)).order_by("-call__fiscal_year", "call__name", "round", "pk")
    call = visible_to(request.user, Call).filter(uid=request.GET.get("call", "")).first()
    if request.GET.get("item"):
        rows = rows.filter(call__item__code=request.GET["item"])
    if (year := asked_fiscal_year(request.GET.get("year", ""))) is not None:
        rows = rows.filter(call__fiscal_year=year)
    page = paged(request, rows.filter(call=call) if call else rows)
    return render(request, "reviews/staff_panels.html", {"page": page, "call": call, "may_prepare": prepares_calls(request.user)})


def _prepare(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Panel:
    return prepare_panel(panel=Panel(**data), actor=request.user, now=clock.now())


NEW = Step(
    _l("審査を設ける"),
    _l("この審査を設ける"),
    NewPanelForm,
    _prepare,
    _l("審査を設けました。審査の対象と審査委員を確かめてから、審査委員に開いてください"),
    _l("在任している委員が、審査委員になります。採点表は、募集の公開で固定されたものを使います。"),
)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Set a panel for a call of the own desk."""
    if not prepares_calls(request.user):
        raise PermissionDenied
    asked = visible_to(request.user, Call).filter(uid=request.GET.get("call", "")).first()
    step = Step(NEW.title, NEW.button, NEW.form, NEW.run, NEW.done, NEW.lead, initial=lambda _record: {"call": asked})
    back = reverse("reviews:panels")
    return run_step(request, step=step, record=None, back=back, target=lambda made: reverse("reviews:panel", args=[made.uid]))


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def panel(request: HttpRequest, uid: str) -> HttpResponse:
    """What to do next; who declared, opened and scored; what waits for a ruling."""
    found = panel_at(request, uid)
    terms = terms_of(found)
    works = works_panel(request.user, found)
    waiting = visible_to(request.user, InterestDeclaration).filter(entry__panel=found, answer="interest", ruling="")
    context = {
        "panel": found,
        "works": works,
        "selects": sees_selection(request.user, found),
        "head": lifts_rules(request.user, found.call),
        "progress": progress_of(found),
        "criteria": criteria_of(found),
        "blind": BlindMode(terms.blind).label,
        "publicity": ScorePublicity(terms.score_publicity).label,
        "calibrates": terms.calibrates,
        "used": score_words(terms),
        "missing": missing_of(found) if found.status == PanelStatus.PREPARING else [],
        "waiting": waiting.count(),
        "gaps": len(gaps_of(found)) if found.topics else 0,
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reviews/staff_panel.html", context)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Days, how many score an application, what reviewers see."""
    found = panel_at(request, uid, work=True)
    form = PanelForm(request.POST or None, instance=Panel.objects.select_related("terms").get(pk=found.pk))
    back = reverse("reviews:panel", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            change_panel(panel=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except ReviewError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("審査の設定を保存しました"))
            return HttpResponseRedirect(back)
    status = 409 if form.conflicts else 422 if form.errors else 200
    step = {"title": _("審査の設定を直す"), "button": _("この設定を保存する")}
    return render(request, "kernel/step.html", {"form": form, "record": found, "step": step, "back": back}, status=status)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def entries(request: HttpRequest, uid: str) -> HttpResponse:
    """The applications before the panel: who scores them, who is kept from them."""
    found = panel_at(request, uid)
    rows = entries_of(request.user, found, request.GET.dict())
    note_reading(request, found, page="reviews:entries")
    context = {
        "panel": found,
        "page": paged(request, rows),
        "asked": request.GET,
        "shown": SHOWN.items(),
        "sorts": SORTS,
        "works": works_panel(request.user, found),
    }
    return render(request, "reviews/staff_entries.html", context)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def entries_add(request: HttpRequest, uid: str) -> HttpResponse:
    """Tick received applications of the call."""
    found = panel_at(request, uid, work=True)
    rows = [row for row in candidates_of(found) if request.user.has_perm("applications.view_application", row)]
    if request.method == "POST":
        ticked = set(request.POST.getlist("application"))
        try:
            made = add_entries(panel=found, applications=[row for row in rows if row.uid in ticked], actor=request.user, now=clock.now())
        except ReviewError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(count)d件を審査の対象に加えました") % {"count": len(made)})
            return HttpResponseRedirect(reverse("reviews:entries", args=[uid]))
    note_reading(request, found, page="reviews:entries-add")
    return render(request, "reviews/staff_entries_add.html", {"panel": found, "rows": rows, "ticked": set(request.POST.getlist("application"))})


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def entry(request: HttpRequest, uid: str) -> HttpResponse:
    """One application before the panel: declarations, hints, exclusions, who scores it."""
    rows = visible_to(request.user, PanelEntry).select_related("panel__call__item", "panel__body", "panel__terms", "application__party")
    found: PanelEntry = get_object_or_404(rows, uid=uid)
    panel_at(request, found.panel.uid)
    note_reading(request, found.application, page="reviews:entry")
    context = {
        "entry": found,
        "panel": found.panel,
        "works": works_panel(request.user, found.panel),
        "head": lifts_rules(request.user, found.panel.call),
        "declarations": visible_to(request.user, InterestDeclaration).filter(entry=found).select_related("reviewer__member"),
        "exclusions": visible_to(request.user, Exclusion).filter(entry=found).select_related("reviewer__member"),
        "gaps": [gap for gap in gaps_of(found.panel) if gap.entry.pk == found.pk] if found.topics else [],
        "assignments": found.assignments.select_related("reviewer__member", "sheet").order_by("reviewer__member__name_kana", "pk"),
        "hints": hints_of(found.panel, entries=[found]) if reads_ties(request.user, found.panel) else [],
        "history": history_of(found, reader=request.user)[:5],
        "history_of": address_of(found),
    }
    return render(request, "reviews/staff_entry.html", context)


@login_required
@permission_required(SEE_PANELS, raise_exception=True)
def interests(request: HttpRequest, uid: str) -> HttpResponse:
    """Declared interests that wait, hints of the records, and every exclusion."""
    found = panel_at(request, uid)
    declared = visible_to(request.user, InterestDeclaration).filter(entry__panel=found).exclude(answer="none")
    seen = set(visible_to(request.user, PanelEntry).filter(panel=found).values_list("pk", flat=True))
    ties = Prefetch("ties", visible_to(request.user, ReviewerTie))
    note_reading(request, found, page="reviews:interests")
    context = {
        "panel": found,
        "works": works_panel(request.user, found),
        "head": lifts_rules(request.user, found.call),
        "declared": declared.select_related("reviewer__member", "entry__application__party").order_by("ruling", "entry__number"),
        "exclusions": visible_to(request.user, Exclusion).filter(entry__panel=found).select_related("reviewer__member", "entry__application__party"),
        "hints": [hint for hint in hints_of(found) if hint.entry.pk in seen] if reads_ties(request.user, found) else [],
        "reviewers": found.reviewers.filter(left_on__isnull=True).select_related("member").prefetch_related(ties),
    }
    return render(request, "reviews/staff_interests.html", context)
