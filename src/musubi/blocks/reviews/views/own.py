"""A reviewer's pages: panels, the declaration, the applications to score."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.cache import never_cache

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.reviews.domain.errors import ReviewError
from musubi.blocks.reviews.domain.files import hides_names
from musubi.blocks.reviews.domain.interests import Declared, add_tie, declare, remove_tie
from musubi.blocks.reviews.domain.panels import terms_of
from musubi.blocks.reviews.domain.results import results_of
from musubi.blocks.reviews.domain.rights import CLEARED, of_self
from musubi.blocks.reviews.enums import InterestAnswer, PanelStatus, SheetChannel, SheetStatus
from musubi.blocks.reviews.interfaces.own_forms import DeclarationForm
from musubi.blocks.reviews.interfaces.staff_forms import TieForm
from musubi.blocks.reviews.models import PanelEntry, Reviewer, ReviewerTie
from musubi.blocks.reviews.rules import REVIEW


def own_reviewer(request: HttpRequest, uid: str) -> Reviewer:
    """The signed-in person as a reviewer of the panel, once it is open; else 404."""
    rows = Reviewer.objects.filter(of_self(request.user), panel__uid=uid).exclude(panel__status=PanelStatus.PREPARING)
    found: Reviewer = get_object_or_404(
        rows.select_related("panel__call__item", "panel__terms", "panel__body", "panel__call__organization", "member")
    )
    return found


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def home(request: HttpRequest) -> HttpResponse:
    """The panels in which I review, what I have to do and until when."""
    rows = Reviewer.objects.filter(of_self(request.user)).exclude(panel__status=PanelStatus.PREPARING).select_related("panel__call", "panel__body")
    cards = [_card(request, reviewer) for reviewer in rows.order_by("panel__status", "-panel__opened_at", "pk")]
    return render(request, "reviews/own_home.html", {"cards": cards, "today": clock.today()})


def _card(request: HttpRequest, reviewer: Reviewer) -> dict[str, Any]:
    waiting = len(_undeclared(request, reviewer))
    owed = _owed(request, reviewer).exclude(sheet__status=SheetStatus.SUBMITTED).count()
    return {"reviewer": reviewer, "panel": reviewer.panel, "undeclared": waiting, "owed": owed}


def _undeclared(request: HttpRequest, reviewer: Reviewer) -> list[PanelEntry]:
    rows = visible_to(request.user, PanelEntry).filter(panel=reviewer.panel_id, removed_at__isnull=True)
    rows = rows.exclude(pk__in=reviewer.declarations.values("entry"))
    return list(rows.select_related("application__party").order_by("number"))


def _owed(request: HttpRequest, reviewer: Reviewer) -> Any:
    cleared = reviewer.declarations.filter(CLEARED).values("entry")
    seen = visible_to(request.user, PanelEntry).filter(pk__in=cleared)
    return reviewer.assignments.filter(ended_at__isnull=True, entry__in=seen)


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def panel(request: HttpRequest, uid: str) -> HttpResponse:
    """Declare first; then the applications that I score, and after the close what all sheets add up to."""
    reviewer = own_reviewer(request, uid)
    found = reviewer.panel
    rows = _owed(request, reviewer).select_related("entry__application__party", "sheet").order_by("entry__number")
    declared = reviewer.declarations.select_related("entry").order_by("entry__number")
    context = {
        "reviewer": reviewer,
        "panel": found,
        "undeclared": len(_undeclared(request, reviewer)),
        "rows": rows,
        "left": sum(getattr(row, "sheet", None) is None or row.sheet.status != SheetStatus.SUBMITTED for row in rows),
        "hidden": hides_names(terms_of(found)),
        "kept": declared.filter(answer__in=[InterestAnswer.INTEREST, InterestAnswer.RECUSAL]),
        "ties": reviewer.ties.all(),
        "open": found.status == PanelStatus.OPEN,
        "closed": found.status == PanelStatus.CLOSED,
        "today": clock.today(),
    }
    return render(request, "reviews/own_panel.html", context)


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def declaring(request: HttpRequest, uid: str) -> HttpResponse:
    """利害関係の申告: names or numbers as the blind mode says, nothing else of the files."""
    reviewer = own_reviewer(request, uid)
    entries = _undeclared(request, reviewer)
    form = DeclarationForm(request.POST if request.method == "POST" else None, entries=entries, reviewer=reviewer)
    back = reverse("scoring:panel", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            made = declare(
                reviewer=reviewer, rows=[Declared(**row) for row in form.rows()], channel=SheetChannel.SCREEN, actor=request.user, now=clock.now()
            )
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(count)d件を申告しました") % {"count": len(made)})
            return HttpResponseRedirect(back)
    context = {"reviewer": reviewer, "panel": reviewer.panel, "form": form, "entries": entries, "hidden": hides_names(terms_of(reviewer.panel))}
    return render(request, "reviews/own_declare.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def redeclaring(request: HttpRequest, uid: str, entry: str) -> HttpResponse:
    """A tie that came to mind later: declare anew about one application, whatever was said before."""
    reviewer = own_reviewer(request, uid)
    found: PanelEntry = get_object_or_404(visible_to(request.user, PanelEntry).filter(panel=reviewer.panel_id), uid=entry)
    form = DeclarationForm(request.POST if request.method == "POST" else None, entries=[found], reviewer=reviewer)
    if request.method == "POST" and form.is_valid():
        try:
            declare(
                reviewer=reviewer, rows=[Declared(**row) for row in form.rows()], channel=SheetChannel.SCREEN, actor=request.user, now=clock.now()
            )
        except ReviewError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("申告し直しました"))
            return HttpResponseRedirect(reverse("scoring:panel", args=[uid]))
    context = {
        "reviewer": reviewer,
        "panel": reviewer.panel,
        "form": form,
        "entries": [found],
        "hidden": hides_names(terms_of(reviewer.panel)),
        "again": True,
    }
    return render(request, "reviews/own_declare.html", context, status=422 if form.errors else 200)


def _tie(request: HttpRequest, record: Reviewer, data: dict[str, Any]) -> None:
    add_tie(tie=ReviewerTie(reviewer=record, **data), actor=request.user, now=clock.now())


TIE = Step(
    _l("関係先を知らせる"),
    _l("この関係先を知らせる"),
    TieForm,
    _tie,
    _l("関係先を知らせました"),
    _l("勤め先、以前の勤め先、役員をしている会社、親族の氏名などを知らせておくと、担当課が申請者と照らし合わせます。ほかの委員には見えません。"),
)


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def tie(request: HttpRequest, uid: str) -> HttpResponse:
    """Tell the office of a tie before any file is seen."""
    return run_step(request, step=TIE, record=own_reviewer(request, uid), back=reverse("scoring:panel", args=[uid]))


@login_required
@permission_required(REVIEW, raise_exception=True)
def tie_remove(request: HttpRequest, uid: str, tie: str) -> HttpResponse:
    """Take back a tie that was typed by mistake."""
    reviewer = own_reviewer(request, uid)
    if request.method != "POST":
        raise Http404
    remove_tie(tie=get_object_or_404(reviewer.ties, uid=tie), actor=request.user, now=clock.now())
    messages.success(request, _("関係先を取り消しました"))
    return HttpResponseRedirect(reverse("scoring:panel", args=[uid]))


@login_required
@permission_required(REVIEW, raise_exception=True)
@never_cache
def together(request: HttpRequest, uid: str) -> HttpResponse:
    """After the close: what the sheets add up to, without what I am kept from."""
    reviewer = own_reviewer(request, uid)
    if reviewer.panel.status != PanelStatus.CLOSED:
        raise Http404
    cleared = set(reviewer.declarations.filter(CLEARED).values_list("entry", flat=True))
    rows = [row for row in results_of(reviewer.panel, viewer=request.user) if row.entry.pk in cleared]
    context = {"panel": reviewer.panel, "reviewer": reviewer, "rows": rows, "hidden": hides_names(terms_of(reviewer.panel))}
    return render(request, "reviews/own_together.html", context)
