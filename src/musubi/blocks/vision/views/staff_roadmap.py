"""The live roadmap, edited in place: a row opens its marks, a save redraws the drawing; without script the same as pages."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.vision.domain.basis import Basis
from musubi.blocks.vision.domain.desks import steps_of
from musubi.blocks.vision.domain.document import Change, ChangeConflictError, ChangeKind, PlanDocument
from musubi.blocks.vision.domain.roadmap import build_roadmap, rows_of
from musubi.blocks.vision.domain.store import InvalidPlanError, apply_changes, load_document
from musubi.blocks.vision.domain.tables import MARKS
from musubi.blocks.vision.domain.tree import build_tree
from musubi.blocks.vision.enums import MarkKind
from musubi.blocks.vision.interfaces.forms import PREFIX, DecisionChoice, RowForm
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.rules import CHANGE_PLAN, VIEW_LIVE_PLAN
from musubi.blocks.vision.views.reading import live_plan_or_404
from musubi.blocks.vision.views.staff import TREE_TABLES

ROWS = 100
DRAWN = TREE_TABLES - {"plan", "questions"}
COLUMNS = ("kind", "track", "fiscal_year", "last_fiscal_year", "certain", "note")


class MarkForm(RowForm):
    """One mark of the row; `gone` takes it away."""

    gone = forms.BooleanField(label=gettext_lazy("この印を取り除く"), required=False)


class NewMarkForm(RowForm):
    """A further mark; left alone it adds nothing."""

    add = forms.BooleanField(label=gettext_lazy("この印を加える"), required=False)


class RoadmapReasonForm(DecisionChoice):
    """Why the roadmap changes, and on what decision of the city it rests."""

    reason = forms.CharField(label=gettext_lazy("変更の理由"), max_length=2000)
    field_order = ("reason", "decision")


def _drawing(request: HttpRequest, document: PlanDocument) -> dict[str, Any]:
    tree = build_tree(document)
    page, today = Paginator(rows_of(tree), ROWS).get_page(request.GET.get("page")), clock.today()
    steps = steps_of(request.user, {node.uid: node.code for node in page}, today=today)
    drawn = build_roadmap(tree, today=today, first=(page.number - 1) * ROWS, limit=ROWS, steps=steps)
    return {
        "tree": tree,
        "roadmap": drawn,
        "page": page,
        "plan_slug": "",
        "bare": True,
        "editable": request.user.has_perm(CHANGE_PLAN),
    }


@login_required
@permission_required(VIEW_LIVE_PLAN, raise_exception=True)
def roadmap(request: HttpRequest) -> HttpResponse:
    """The roadmap of the plan as it stands."""
    return render(request, "vision/staff/roadmap.html", _drawing(request, load_document(live_plan_or_404(request), only=DRAWN)))


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def row(request: HttpRequest, code: str) -> HttpResponse:
    """The marks of one row: change, add, take away, all in one revision."""
    vision = live_plan_or_404(request)
    document = load_document(vision)
    marks = {uid: mark for uid, mark in document.rows("marks").items() if mark["item"] == code}
    if code not in {item["code"] for item in document.rows("items").values()}:
        raise Http404(_("「%(code)s」という番号は、現行の計画にありません") % {"code": code})
    data = request.POST or None
    shown = [(uid, MarkForm(MARKS, mark, document, data, prefix=uid, columns=COLUMNS)) for uid, mark in marks.items()]
    fresh = {column.key: column.default for column in MARKS.columns} | {"kind": "upgrade", "track": "planned"}
    new = NewMarkForm(MARKS, fresh, document, data, prefix="new", columns=COLUMNS)
    reason = RoadmapReasonForm(data, user=request.user, initial={"decision": request.GET.get("decision", "")})
    if request.method == "POST" and all([*(form.is_valid() for _uid, form in shown), new.is_valid(), reason.is_valid()]):
        changes = _changes(shown, new, marks, code, reason.chosen())
        if _save(request, vision, changes, reason, shown, new, code):
            if request.headers.get("HX-Request"):
                fresh_document = load_document(vision, only=TREE_TABLES)
                return render(request, "vision/staff/_roadmap.html", _drawing(request, fresh_document))
            return HttpResponseRedirect(reverse("plan:roadmap") + f"#row-{code}")
    context = {"code": code, "shown": shown, "new": new, "reason": reason}
    part = bool(request.headers.get("HX-Request"))
    return render(request, "vision/staff/_roadmap_row.html" if part else "vision/staff/roadmap_row.html", context)


def _changes(shown: list[tuple[str, MarkForm]], new: NewMarkForm, marks: dict[str, Any], code: str, decision: Basis | None) -> list[Change]:
    """What changes; a new ◆ that rests on a decision names it."""
    changes: list[Change] = []
    for uid, form in shown:
        if form.cleaned_data["gone"]:
            changes.append(Change("marks", uid, ChangeKind.REMOVE, before=dict(marks[uid]), label=code))
        else:
            changes.extend(form.changes(uid))
    if new.cleaned_data["add"]:
        added = new.added(new_uid(), {"item": code})
        if decision is not None and added.after["kind"] == MarkKind.UPGRADE and not added.after["note"]:
            added = replace(added, after={**added.after, "note": decision.label[:200]})
        changes.append(added)
    return changes


def _save(
    request: HttpRequest,
    vision: Vision,
    changes: list[Change],
    reason: RoadmapReasonForm,
    shown: list[tuple[str, MarkForm]],
    new: NewMarkForm,
    code: str,
) -> bool:
    if not changes:
        messages.info(request, _("変わったところはありません。何も保存していません"))
        return True
    try:
        revision = apply_changes(
            vision=vision,
            changes=changes,
            actor=request.user,
            now=clock.now(),
            title=_("工程: %(code)s") % {"code": code},
            reason=reason.cleaned_data["reason"],
            basis=reason.chosen(),
            effective_on=clock.today(),
        )
    except InvalidPlanError as error:
        forms_by_uid = dict(shown)
        for problem in error.problems:
            form = forms_by_uid.get(problem.uid, new)
            form.add_error(PREFIX + problem.column if PREFIX + problem.column in form.fields else None, problem.message)
        return False
    except ChangeConflictError:
        reason.add_error(None, _("ほかの人が先にこの行を変えました。開き直して、もう一度変えてください"))
        return False
    messages.success(
        request,
        _("改定第%(number)d号として保存しました。公表版には、次に公表するまで出ません") % {"number": revision.number},
    )
    return True
