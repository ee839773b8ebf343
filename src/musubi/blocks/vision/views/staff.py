"""Where staff read the live plan, its open questions, its revisions and editions."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.vision.domain.confirmation import ask_for_confirmation, asked_for, publish_edition
from musubi.blocks.vision.domain.desks import DeskNotFoundError, may_see_desk, open_desk
from musubi.blocks.vision.domain.document import Change, differences
from musubi.blocks.vision.domain.editions import edition_document, public_edition
from musubi.blocks.vision.domain.store import load_document
from musubi.blocks.vision.domain.tables import specs
from musubi.blocks.vision.domain.tree import Node, PlanTree, build_tree
from musubi.blocks.vision.interfaces.edition_form import EditionForm
from musubi.blocks.vision.interfaces.told import told
from musubi.blocks.vision.models import Edition, Revision, Vision
from musubi.blocks.vision.rules import CHANGE_PLAN, CONFIRM_EDITION, VIEW_LIVE_PLAN
from musubi.blocks.vision.views.reading import live_plan_or_404

TREE_TABLES = frozenset({"organizations", "plan", "periods", "levels", "items", "pairings", "marks", "owners", "questions"})
OVERVIEW_TABLES = frozenset({"organizations", "plan", "periods", "levels", "items", "owners", "questions"})
BESIDE_REVISIONS = frozenset({"organizations", "actuals"})  # changed on pages of their own
PAGE_SIZE = 30
HISTORY = 10


def _tree(vision: Vision) -> PlanTree:
    return build_tree(load_document(vision, only=TREE_TABLES))


def _unpublished(vision: Vision) -> list[Change]:
    """What the live plan holds that the public does not see yet; only tables that changed since are read."""
    edition = public_edition(vision)
    if edition is None:
        return []
    changed = {change["table"] for changes in _since(vision, edition).values_list("changes", flat=True) for change in changes}
    tables = changed | BESIDE_REVISIONS
    return differences(edition_document(edition), load_document(vision, only=frozenset(tables)), [spec for spec in specs() if spec.name in tables])


def _since(vision: Vision, edition: Edition) -> QuerySet[Revision]:
    """The revisions that the edition does not hold."""
    return vision.revisions.filter(applied_at__gt=edition.confirmed_at)


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def overview(request: HttpRequest) -> HttpResponse:
    """The state of the plan: what is open, what nobody owns, what is not yet public."""
    vision = live_plan_or_404(request)
    tree = build_tree(load_document(vision, only=OVERVIEW_TABLES))
    edition = public_edition(vision)
    context = {
        "vision": vision,
        "tree": tree,
        "open_questions": [q for q in tree.questions if q["status"] == "open"],
        "unowned": _without_owner(tree),
        "edition": edition,
        "unpublished": 0 if edition is None else _since(vision, edition).count(),
        "may_change": request.user.has_perm(CHANGE_PLAN),
    }
    return render(request, "vision/staff/overview.html", context)


def _without_owner(tree: PlanTree) -> list[Any]:
    return [node for node in tree.nodes.values() if node.kind in {"initiative", "program"} and not any(owner.role == "lead" for owner in node.owners)]


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def desk(request: HttpRequest, code: str) -> HttpResponse:
    """The desk of a code: the live item with everything that belongs to it, and what other apps add."""
    try:
        found = open_desk(user=request.user, code=code, year=request.GET.get("year", ""))
    except DeskNotFoundError as error:
        raise Http404(str(error)) from error
    tree = _tree(found.vision)
    context = {
        "vision": found.vision,
        "tree": tree,
        "node": tree.nodes[code],
        "desk": found,
        "row_history": found.vision.revisions.touching(_rows_at(tree.nodes[code])).select_related("applied_by").defer("changes")[:HISTORY],
        "sees_desk": may_see_desk(request.user, found.item),
        "may_change": request.user.has_perm(CHANGE_PLAN),
    }
    return render(request, "vision/staff/desk.html", {**context, "panels": render_panels("desk", request, context)})


def _rows_at(node: Node) -> list[str]:
    """The uids of the rows that the desk's page shows."""
    return [node.uid, *(mark.uid for mark in node.marks), *(owner.uid for owner in node.owners)]


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def questions(request: HttpRequest) -> HttpResponse:
    """What the source does not tell, open ones first; `?show=answered` for the others."""
    tree = _tree(live_plan_or_404(request))
    show = "answered" if request.GET.get("show") == "answered" else "open"
    found = [{**question, "node": tree.nodes.get(question["item"])} for question in tree.questions]
    context = {
        "show": show,
        "questions": [question for question in found if question["status"] == show],
        "counts": {state: sum(q["status"] == state for q in found) for state in ("open", "answered")},
        "may_change": request.user.has_perm(CHANGE_PLAN),
    }
    return render(request, "vision/staff/questions.html", context)


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def unowned(request: HttpRequest) -> HttpResponse:
    """Initiatives and programs that no division leads."""
    tree = _tree(live_plan_or_404(request))
    context = {"nodes": _without_owner(tree), "may_change": request.user.has_perm(CHANGE_PLAN)}
    return render(request, "vision/staff/unowned.html", context)


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def revisions(request: HttpRequest) -> HttpResponse:
    """Every change set, newest first."""
    found = live_plan_or_404(request).revisions.select_related("applied_by").order_by("-number")
    page = Paginator(found, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(request, "vision/staff/revisions.html", {"page": page})


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def revision(request: HttpRequest, number: int) -> HttpResponse:
    """One change set: before and after, reason, basis."""
    found = get_object_or_404(live_plan_or_404(request).revisions.select_related("applied_by"), number=number)
    changes = told([Change.from_json(change) for change in found.changes])
    page = Paginator(changes, 100).get_page(request.GET.get("page"))
    return render(request, "vision/staff/revision.html", {"revision": found, "page": page})


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def editions(request: HttpRequest) -> HttpResponse:
    """The confirmed editions; the head of the publishing division confirms the next one here, after seeing what it changes."""
    vision = live_plan_or_404(request)
    if "ask" in request.POST:
        return _ask(request, vision)
    unpublished = _unpublished(vision)
    may_confirm = request.user.has_perm(CONFIRM_EDITION, vision)
    form = EditionForm(request.POST or None, initial={"label": _("改定版"), "seen": vision.revisions.count()})
    if request.method == "POST" and not may_confirm:
        raise PermissionDenied
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["seen"] != str(vision.revisions.count()):
            messages.warning(request, _("確かめている間に計画が変わりました。変更の一覧をもう一度確かめてください"))
            return HttpResponseRedirect(reverse("plan:editions"))
        edition = publish_edition(
            vision=vision,
            actor=request.user,
            now=clock.now(),
            label=form.cleaned_data["label"],
            note=form.cleaned_data["note"],
        )
        messages.success(request, _("第%(number)d版を公表しました") % {"number": edition.number})
        return HttpResponseRedirect(reverse("plan:editions"))
    context = {
        "vision": vision,
        "editions": vision.editions.defer("content").select_related("confirmed_by"),
        "unpublished": told(unpublished[:200]),
        "unpublished_count": len(unpublished),
        "form": form,
        "may_confirm": may_confirm,
        "may_ask": not may_confirm and request.user.has_perm(CHANGE_PLAN),
        "asked": asked_for(vision),
    }
    return render(request, "vision/staff/editions.html", context)


def _ask(request: HttpRequest, vision: Vision) -> HttpResponse:
    """The secretariat asks the head to confirm what has changed."""
    if not request.user.has_perm(CHANGE_PLAN):
        raise PermissionDenied
    task = ask_for_confirmation(vision=vision, actor=request.user, today=clock.today(), now=clock.now())
    if task is not None:
        messages.success(request, _("%(person)sに、公表の確認を頼みました") % {"person": task.assignee})
    return HttpResponseRedirect(reverse("plan:editions"))
