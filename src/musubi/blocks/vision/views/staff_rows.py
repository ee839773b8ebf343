"""Add, edit and remove rows of the plan. Newer values of others are shown beside one's own; nothing is overwritten."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.vision.domain.document import Change, ChangeConflictError, ChangeKind, PlanDocument, TableSpec
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.store import InvalidPlanError, apply_changes, load_document
from musubi.blocks.vision.domain.tables import specs, table_of
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.interfaces.conflicts import Choice, choices_of, resolved
from musubi.blocks.vision.interfaces.forms import PREFIX, ReasonForm, RowForm
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.rules import CHANGE_PLAN


def _plan_and_spec(table: str, slug: str) -> tuple[Vision, TableSpec]:
    """The plan in force, or the draft of that address name; ended plans no longer change."""
    drafts = Vision.objects.filter(slug=slug, status=VisionStatus.DRAFT)
    vision = drafts.first() if slug else plan_in_force()
    if vision is None or table not in {spec.name for spec in specs()}:
        raise Http404(_("この計画の表は見つかりません"))
    return vision, table_of(table).spec


def _address(name: str, slug: str, *arguments: str) -> str:
    return reverse(f"plan:draft-{name}", args=[slug, *arguments]) if slug else reverse(f"plan:{name}", args=arguments)


def _back(row: Any, spec: TableSpec, slug: str) -> str:
    if slug:
        return _address("rows", slug, spec.name)
    code = row.get("code") if spec.name == "items" else row.get("item") or row.get("program")
    return reverse("plan:desk", args=[code]) if code else reverse("plan:overview")


def _show_problems(error: InvalidPlanError, form: RowForm, reason: ReasonForm, uid: str) -> None:
    """Say each problem at its field; problems elsewhere name the row that they are about."""
    for problem in error.problems:
        field = PREFIX + problem.column
        if problem.uid == uid and field in form.fields:
            form.add_error(field, problem.message)
        else:
            form.add_error(None, f"{table_of(problem.table).spec.title}: {problem.message}")
    if any(problem.column == "provisional" for problem in error.problems):
        reason.add_error("basis_label", _("市の決定の件名を入力してください"))


HISTORY = 10


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def edit(request: HttpRequest, table: str, uid: str, slug: str = "") -> HttpResponse:
    """Edit one row; on newer values choose per field."""
    vision, spec = _plan_and_spec(table, slug)
    document = load_document(vision)
    row = document.rows(table).get(uid)
    if row is None:
        raise Http404(_("この行は見つかりません。ほかの人が取り除いたかもしれません"))
    form = RowForm(spec, row, document, request.POST or None)
    reason = ReasonForm(request.POST or None, user=request.user, initial={"decision": request.GET.get("decision", "")})
    conflict: list[Choice] = []
    if request.method == "POST" and form.is_valid() & reason.is_valid():
        changes = resolved(request.POST, form.changes(uid), row)
        if not changes:
            messages.info(request, _("変わったところはありません。何も保存していません"))
            return HttpResponseRedirect(_back(row, spec, slug))
        try:
            _apply(request, vision, changes, reason, form)
            return HttpResponseRedirect(_back({**row, **form.values()}, spec, slug))
        except InvalidPlanError as error:
            _show_problems(error, form, reason, uid)
        except ChangeConflictError as error:
            conflict = choices_of(error, spec, form, document)
    context = {"form": form, "reason": reason, "spec": spec, "row": row, "uid": uid, "conflict": conflict}
    context["row_history"] = vision.revisions.touching([uid]).select_related("applied_by").defer("changes")[:HISTORY]
    context["remove_url"] = "" if spec.single else _address("row-remove", slug, table, uid)
    status = 409 if conflict else 200
    return render(request, "vision/staff/row_edit.html", {**context, "back": _back(row, spec, slug)}, status=status)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def add(request: HttpRequest, table: str, slug: str = "") -> HttpResponse:
    """Add a row; `?item=` and the like fill in what it belongs to."""
    vision, spec = _plan_and_spec(table, slug)
    if spec.single:
        raise Http404(_("この表には行を加えられません"))
    document = load_document(vision)
    fixed = _given(request, spec, document)
    row = {column.key: column.default for column in spec.columns} | fixed
    form = RowForm(spec, row, document, request.POST or None)
    reason = ReasonForm(request.POST or None, user=request.user, initial={"decision": request.GET.get("decision", "")})
    if request.method == "POST" and form.is_valid() & reason.is_valid():
        change = form.added(new_uid(), fixed)
        try:
            _apply(request, vision, [change], reason, form)
            return HttpResponseRedirect(_back(change.after, spec, slug))
        except InvalidPlanError as error:
            _show_problems(error, form, reason, change.uid)
    context = {"form": form, "reason": reason, "spec": spec, "row": row, "back": _back(row, spec, slug)}
    return render(request, "vision/staff/row_edit.html", context)


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def remove(request: HttpRequest, table: str, uid: str, slug: str = "") -> HttpResponse:
    """Take a row out of the plan after asking; what still refers to it is named instead."""
    vision, spec = _plan_and_spec(table, slug)
    document = load_document(vision)
    row = document.rows(table).get(uid)
    if row is None or spec.single:
        raise Http404(_("この行は見つかりません。ほかの人が取り除いたかもしれません"))
    reason = ReasonForm(request.POST or None, user=request.user, initial={"decision": request.GET.get("decision", "")})
    problems: tuple[Any, ...] = ()
    if request.method == "POST" and reason.is_valid():
        change = Change(table, uid, ChangeKind.REMOVE, before=dict(row), label=spec.row_label(row))
        try:
            _apply(request, vision, [change], reason)
            whole = table == "items" and not slug
            return HttpResponseRedirect(reverse("plan:overview") if whole else _back(row, spec, slug))
        except InvalidPlanError as error:
            problems = error.problems
        except ChangeConflictError:
            messages.warning(request, _("この行は、ほかの人が先に変えました。内容を確かめてから、もう一度取り除いてください"))
            return HttpResponseRedirect(_address("row-edit", slug, table, uid))
    named = [(problem, _address("row-edit", slug, problem.table, problem.uid)) for problem in problems]
    context = {"reason": reason, "spec": spec, "row": row, "uid": uid, "problems": named, "back": _back(row, spec, slug)}
    return render(request, "vision/staff/row_remove.html", {**context, "label": spec.row_label(row)})


def _apply(request: HttpRequest, vision: Vision, changes: list[Change], reason: ReasonForm, form: RowForm | None = None) -> None:
    spec = table_of(changes[0].table).spec
    revision = apply_changes(
        vision=vision,
        changes=changes,
        actor=request.user,
        now=clock.now(),
        title=f"{spec.title}: {changes[0].label or (spec.row_label(form.row) if form else '')}"[:200],
        reason=reason.cleaned_data["reason"],
        basis=reason.basis(),
        effective_on=reason.cleaned_data["effective_on"] or clock.today(),
    )
    messages.success(
        request,
        _("改定第%(number)d号として保存しました。公表版には、次に公表するまで出ません") % {"number": revision.number},
    )


def _given(request: HttpRequest, spec: TableSpec, document: PlanDocument) -> dict[str, Any]:
    """What the address fills in, by natural key; unknown values are left out."""
    given: dict[str, Any] = {}
    for column in spec.columns:
        text = request.GET.get(column.key, "")
        if text and column.to:
            keys = {str(row.get(table_of(column.to).spec.key[0])) for row in document.rows(column.to).values()}
            if text in keys:
                given[column.key] = text
    return given
