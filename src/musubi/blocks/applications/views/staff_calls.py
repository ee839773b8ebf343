"""Calls: prepare, copy last year's, edit the terms row by row, open, correct, stop."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.applications.domain.amounts.types import RULE_TYPES, Parameter
from musubi.blocks.applications.domain.calls import (
    call_state,
    change_call,
    copy_call,
    correct_terms,
    missing_of,
    open_call,
    prepare_call,
    save_terms,
    stop_call,
    terms_of,
)
from musubi.blocks.applications.domain.errors import ApplicationError
from musubi.blocks.applications.domain.office.drawing import draw_of
from musubi.blocks.applications.domain.office.guidelines import keep_guideline
from musubi.blocks.applications.domain.office.templates import CallTemplate, call_template, call_templates, terms_of_template
from musubi.blocks.applications.domain.rights import prepares_calls, works_application
from musubi.blocks.applications.domain.settling.budgets import budget_of, budgets_of
from musubi.blocks.applications.domain.terms import SECTIONS, Terms, TermsError, as_content
from musubi.blocks.applications.enums import BlindMode, Intake, ScorePublicity, ScoreUsed
from musubi.blocks.applications.interfaces.call_forms import (
    CallForm,
    ConditionsForm,
    CopyForm,
    GuidelineForm,
    OpenForm,
    ReviewTermsForm,
    StopForm,
    items_for,
)
from musubi.blocks.applications.interfaces.call_words import CALL_STATES
from musubi.blocks.applications.interfaces.terms_forms import SECTION_NAMES, TermsRowForm
from musubi.blocks.applications.models import Call
from musubi.blocks.applications.rules import PREPARE_CALLS, SEE_APPLICATIONS
from musubi.blocks.applications.views.opening import paged
from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.identifiers import new_uid
from musubi.blocks.kernel.money import format_yen
from musubi.blocks.kernel.pages.steps import Step, StepError, run_step
from musubi.blocks.kernel.panels import render_panels


def _call(request: HttpRequest, uid: str, *, work: bool = True) -> Call:
    rows = visible_to(request.user, Call).select_related("item", "guideline", "organization", "line__envelope")
    found: Call = get_object_or_404(rows, uid=uid)
    if work and not works_application(request.user, found):
        raise PermissionDenied
    return found


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def calls(request: HttpRequest) -> HttpResponse:
    """All calls, the newest year first, with their sums."""
    page = paged(request, visible_to(request.user, Call).select_related("item", "organization").order_by("-fiscal_year", "name", "round"))
    sums = budgets_of(page.object_list)
    rows = [(call, CALL_STATES[call_state(call, clock.now())], sums[call.pk]) for call in page.object_list]
    return render(request, "applications/staff_calls.html", {"page": page, "rows": rows, "may_prepare": prepares_calls(request.user)})


def _keep_guideline(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Any:
    return keep_guideline(values=data, actor=request.user, now=clock.now())


GUIDELINE = Step(_l("要綱の版を登録する"), _l("この要綱を登録する"), GuidelineForm, _keep_guideline, _l("要綱を登録しました。続けて募集を作れます"))


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def new_guideline(request: HttpRequest) -> HttpResponse:
    """Register an edition of a guideline."""
    return run_step(request, step=GUIDELINE, record=None, back=reverse("applications:calls"), target=lambda _made: reverse("applications:call-new"))


@login_required
@permission_required(PREPARE_CALLS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """A new call in preparation: from a program's template, or from nothing."""
    template = call_template(request.GET.get("template", ""))
    items = items_for(request.user)
    form = CallForm(request.POST or None, instance=Call(), user=request.user, initial=_from_template(template, items))
    if template is not None:
        form.instance.terms = terms_of_template(template)
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_call(call=form.instance, actor=request.user, now=clock.now())
        except ApplicationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("募集の案を作りました。条件を入れて、足りないものがなくなったら公開できます"))
            return HttpResponseRedirect(reverse("applications:call", args=[made.uid]))
    context = {
        "form": form,
        "title": _("募集を作る"),
        "button": _("案として保存する"),
        "back": reverse("applications:calls"),
        "template": template,
        "templates": call_templates([item.code for item in items]),
    }
    return render(request, "applications/staff_call_new.html", context, status=422 if form.errors else 200)


def _from_template(template: CallTemplate | None, items: Any) -> dict[str, Any]:
    """The running year, and what a template fills into the form; the item is the first of its program at which the user works."""
    year = {"fiscal_year": fiscal_year_of(clock.today())}
    if template is None:
        return year
    mine = {item.code: item for item in items}
    item = next((mine[code] for code in template.program.codes if code in mine), None)
    return {**year, **template.fields, "name": template.name, "item": item}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change a call's own fields; others' newer values stand beside one's own."""
    found = _call(request, uid)
    form = CallForm(request.POST or None, instance=Call.objects.get(pk=found.pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_call(call=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except ApplicationError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(reverse("applications:call", args=[uid]))
    back = reverse("applications:call", args=[uid])
    context = {"form": form, "title": _("募集の内容を直す"), "button": _("この内容を保存する"), "back": back}
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "applications/staff_call_form.html", context, status=status)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def call(request: HttpRequest, uid: str) -> HttpResponse:
    """A call: what is missing before it opens, its terms, its money."""
    found = _call(request, uid, work=False)
    try:
        terms = terms_of(found)
        faults: list[Any] = []
    except TermsError as error:
        raise Http404 from error
    sections = [
        {"name": name, "label": label, "rows": [{"row": row, "what": _row_words(name, row, terms)} for row in getattr(terms, name)]}
        for name, label in SECTION_NAMES.items()
    ]
    works = works_application(request.user, found)
    context = {
        "call": found,
        "state": CALL_STATES[call_state(found, clock.now())],
        "missing": missing_of(found) if found.opened_at is None else faults,
        "sections": sections,
        "terms": terms,
        "review": [
            BlindMode(terms.blind).label,
            ScorePublicity(terms.score_publicity).label,
            _("順位と選定に使う点: %(used)s") % {"used": ScoreUsed(terms.score_used).label},
        ],
        "rule_types": [(key, kind.name) for key, kind in RULE_TYPES.items()],
        "works": works,
        "editable": works and found.opened_at is None,
        "budget": budget_of(found),
        "versions": found.versions.all(),
        "draw": draw_of(found) if found.intake == Intake.DRAW else None,
        "panels": render_panels("staff-call", request, {"call": found}),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "applications/staff_call.html", context)


def _row_words(section: str, row: Any, terms: Terms) -> str:
    """What a row of the terms says, in one line."""
    if section == "rules":
        told = [each for each in RULE_TYPES[row.type].parameters if each.name in row.parameters]
        words = [f"{each.label} {_value_words(each, row.parameters[each.name], terms)}" for each in told]
        return " / ".join([str(RULE_TYPES[row.type].name), *words])
    if section == "criteria":
        points = _("参考(合計に入れない)") if row.independent else _("満点%(full)d点") % {"full": row.full}
        return f"{points} / " + " → ".join(row.anchors)
    return str(getattr(row, "help", "") or getattr(row, "note", "") or getattr(row, "basis", ""))


def _value_words(parameter: Parameter, value: Any, terms: Terms) -> str:
    """A rule's value as its form shows it: names and labels, not keys."""
    match parameter.kind:
        case "yen":
            return format_yen(int(value))
        case "keys":
            names = {each.key: each.name for each in terms.categories}
            return _("、").join(names.get(key, key) for key in value)
        case "choice":
            return str(dict(parameter.choices).get(value, value))
        case "question":
            return next((each.label for each in terms.questions if each.key == value), str(value))
    return str(value)


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def terms_row(request: HttpRequest, uid: str, section: str, key: str) -> HttpResponse:
    """Add (`new`) or change a row of the terms; on an open call a new version by the head, with a reason."""
    found = _call(request, uid)
    if section not in SECTIONS:
        raise Http404
    terms = terms_of(found)
    content = as_content(terms)
    row = next((each for each in content[section] if each["key"] == key), None)
    if row is None and key != "new":
        raise Http404
    rule_type = (row or {}).get("type") or request.GET.get("type", "")
    if section == "rules" and rule_type not in RULE_TYPES:
        raise Http404
    form = TermsRowForm(
        request.POST if request.method == "POST" else None,
        section=section,
        terms=terms,
        rule_type=rule_type,
        row=row,
        initial={"shown_version": found.version},
    )
    back = f"{reverse('applications:call', args=[uid])}#h-{section}"
    if request.method == "POST" and form.is_valid():
        made = form.row(row["key"] if row else f"{section[:-1]}_{new_uid()[:6]}")
        content[section] = [made if each is row else each for each in content[section]] if row else [*content[section], made]
        if _keep_terms(request, found, content, form):
            return HttpResponseRedirect(back)
    context = {"form": form, "title": SECTION_NAMES[section], "back": back, "call": found, "rule": RULE_TYPES.get(rule_type)}
    return render(request, "applications/staff_terms_row.html", context, status=422 if form.errors else 200)


def _keep_terms(request: HttpRequest, call: Call, content: dict[str, Any], form: Any) -> bool:
    try:
        if call.opened_at is None:
            shown = form.cleaned_data["shown_version"]
            save_terms(call=call, content=content, shown_version=shown, actor=request.user, now=clock.now())
        else:
            correct_terms(call=call, content=content, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now())
    except TermsError as error:
        for fault in error.faults:
            form.add_error(None, fault.message)
        return False
    except ApplicationError as error:
        form.add_error(None, str(error))
        return False
    messages.success(request, _("条件を保存しました"))
    return True


def _remove(request: HttpRequest, record: Call, _data: dict[str, Any]) -> None:
    section, key = request.GET.get("section", ""), request.GET.get("key", "")
    content = as_content(terms_of(record))
    content[section] = [each for each in content.get(section, []) if each["key"] != key]
    _steady(record, content, request)


def _conditions(request: HttpRequest, record: Call, data: dict[str, Any]) -> None:
    _steady(record, {**as_content(terms_of(record)), **data}, request)


def _steady(record: Call, content: dict[str, Any], request: HttpRequest) -> None:
    try:
        save_terms(call=record, content=content, shown_version=record.version, actor=request.user, now=clock.now())
    except TermsError as error:
        raise StepError("terms", " / ".join(fault.message for fault in error.faults)) from error


def _open(request: HttpRequest, record: Call, _data: dict[str, Any]) -> None:
    open_call(call=record, actor=request.user, now=clock.now())


def _stop(request: HttpRequest, record: Call, data: dict[str, Any]) -> None:
    stop_call(call=record, reason=data["reason"], actor=request.user, now=clock.now())


def _copy(request: HttpRequest, record: Call, data: dict[str, Any]) -> Call:
    return copy_call(call=record, actor=request.user, now=clock.now(), **data)


REVIEW_TERMS = ("blind", "score_publicity", "calibrates", "score_used", "score_clause", "portfolio")


def _conditions_of(terms: Terms) -> dict[str, Any]:
    values = {"conditions": terms.conditions, "asset_limit": terms.asset_limit}
    return {**values, "keep_years": terms.keep_years or None, "keep_clause": terms.keep_clause}


STEPS = {
    "open": Step(
        _l("募集を公開する"),
        _l("公開して条件を固定する"),
        OpenForm,
        _open,
        _l("公開しました。受付開始の日時から申請を受け付けます"),
        _l("公開すると、質問・書類・補助額の決まりは固定されます。後で直すときは、課長が理由を付けて新しい版にします。"),
    ),
    "stop": Step(_l("受付を止める"), _l("受付を止める"), StopForm, _stop, _l("受付を止めました")),
    "copy": Step(
        _l("次の年度・回に複写する"),
        _l("複写して案を作る"),
        CopyForm,
        _copy,
        _l("複写しました。予算額と日時を確かめてください"),
        initial=lambda record: {"fiscal_year": record.fiscal_year + 1, "guideline": record.guideline},
    ),
    "conditions": Step(
        _l("交付の条件を直す"),
        _l("この条件を保存する"),
        ConditionsForm,
        _conditions,
        _l("交付の条件を保存しました"),
        initial=lambda record: _conditions_of(terms_of(record)),
    ),
    "review": Step(
        _l("審査の方法を決める"),
        _l("この方法を保存する"),
        ReviewTermsForm,
        _conditions,
        _l("審査の方法を保存しました"),
        _l("採点表とともに、公開すると固定されます。"),
        initial=lambda record: {name: getattr(terms_of(record), name) for name in REVIEW_TERMS},
    ),
    "remove": Step(_l("条件の行を取り除く"), _l("この行を取り除く"), OpenForm, _remove, _l("取り除きました")),
}


@login_required
@permission_required(SEE_APPLICATIONS, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Open, stop, copy, conditions, remove a row."""
    found = _call(request, uid)
    if name not in STEPS:
        raise Http404
    target = (lambda made: reverse("applications:call", args=[made.uid])) if name == "copy" else None
    return run_step(request, step=STEPS[name], record=found, back=reverse("applications:call", args=[uid]), target=target)
