"""Every plan of the installation: the one in force, drafts and ended ones; a draft is read, corrected and put in force."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.document import PlanDocument, TableSpec
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.plans import PlanStateError, all_plans, put_in_force
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs, table_of
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.interfaces.conflicts import shown
from musubi.blocks.vision.interfaces.plan_forms import InForceForm
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.rules import CHANGE_PLAN, VIEW_LIVE_PLAN

PAGE_SIZE = 100
SHOWN_COLUMNS = 6


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def plans(request: HttpRequest) -> HttpResponse:
    """All plans with their state; what can be done with each."""
    context = {"plans": all_plans(), "may_change": request.user.has_perm(CHANGE_PLAN)}
    return render(request, "vision/staff/plans.html", context)


def _context(request: HttpRequest, vision: Vision, **more: Any) -> dict[str, Any]:
    may_change = vision.status == VisionStatus.DRAFT and request.user.has_perm(CHANGE_PLAN)
    return {"vision": vision, "specs": specs(), "may_change": may_change, **more}


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def plan(request: HttpRequest, slug: str) -> HttpResponse:
    """A plan as a tree, with a way to each of its tables; the plan in force has its own pages."""
    vision = get_object_or_404(Vision.objects.select_related("supersedes"), slug=slug)
    if vision.status == VisionStatus.IN_FORCE:
        return redirect("plan:overview")
    document = load_document(vision)
    counts = [(spec, len(document.rows(spec.name))) for spec in specs()]
    context = _context(request, vision, tree=build_tree(document), counts=counts)
    return render(request, "vision/staff/plan.html", context)


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def item(request: HttpRequest, slug: str, code: str) -> HttpResponse:
    """One item of a plan that is not in force."""
    vision = get_object_or_404(Vision, slug=slug)
    if vision.status == VisionStatus.IN_FORCE:
        return redirect("plan:desk", code)
    tree = build_tree(load_document(vision))
    node = tree.nodes.get(code)
    if node is None:
        raise Http404(_("「%(code)s」という番号は、この計画にありません") % {"code": code})
    return render(request, "vision/staff/plan_item.html", _context(request, vision, tree=tree, node=node))


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def rows(request: HttpRequest, slug: str, table: str) -> HttpResponse:
    """One table of a plan, 100 rows a page, with a way to correct each row of a draft."""
    vision = get_object_or_404(Vision, slug=slug)
    if table not in {spec.name for spec in specs()}:
        raise Http404(_("この計画の表は見つかりません"))
    spec = table_of(table).spec
    document = load_document(vision, only=frozenset({table}))
    page = Paginator(list(document.rows(table).items()), PAGE_SIZE).get_page(request.GET.get("page"))
    columns = spec.columns[:SHOWN_COLUMNS]
    context = _context(request, vision, spec=spec, page=page, columns=columns, rows=_shown_rows(spec, page.object_list))
    return render(request, "vision/staff/plan_rows.html", context)


def _shown_rows(spec: TableSpec, pairs: Any) -> list[tuple[str, str, list[str]]]:
    """(row id, label, the first columns as people read them) of each row."""
    columns = spec.columns[:SHOWN_COLUMNS]
    return [(uid, spec.row_label(row), [shown(c, row[c.key]) for c in columns]) for uid, row in pairs]


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def in_force(request: HttpRequest, slug: str) -> HttpResponse:
    """Put a draft in force on a decision of the city, after seeing what that means."""
    vision = get_object_or_404(Vision, slug=slug)
    if vision.status != VisionStatus.DRAFT:
        messages.warning(request, _("この計画は案ではありません。状態を確かめてください"))
        return redirect("plan:plans")
    form = InForceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            edition = put_in_force(
                vision=vision,
                actor=request.user,
                now=clock.now(),
                reason=form.cleaned_data["reason"],
                basis=form.basis(),
                effective_on=form.cleaned_data["effective_on"] or clock.today(),
                title=form.cleaned_data["title"],
            )
        except PlanStateError as error:
            form.add_error(None, error.render(_))
        else:
            messages.success(request, _("「%(title)s」を現行の計画にし、公表しました") % {"title": edition.vision.title})
            return redirect("plan:overview")
    document = load_document(vision)
    context = _context(request, vision, form=form, current=plan_in_force(), still_open=_still_open(document), tree=build_tree(document))
    return render(request, "vision/staff/put_in_force.html", context)


def _still_open(document: PlanDocument) -> int:
    return sum(row["status"] == "open" for row in document.rows("questions").values())
