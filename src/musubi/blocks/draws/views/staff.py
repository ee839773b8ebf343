"""Draws inside the office: list, begin, change, rules, and the page that says what comes next."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.draws.domain.closing import missing_of
from musubi.blocks.draws.domain.engine import value_words, weight_words
from musubi.blocks.draws.domain.entries import doubles_of
from musubi.blocks.draws.domain.errors import DrawError
from musubi.blocks.draws.domain.holding import value_of
from musubi.blocks.draws.domain.preparing import RULES, change_draw, keep_rule, prepare_draw, remove_rule
from musubi.blocks.draws.domain.results import drawn_in, fiscal_years_drawn, option_results
from musubi.blocks.draws.domain.rights import cancels_draw, prepares_draws, sees_office_record, works_draw
from musubi.blocks.draws.domain.sources import source_choices
from musubi.blocks.draws.enums import DrawStatus, OfferStatus
from musubi.blocks.draws.interfaces.forms import RULE_FORMS, DrawForm, NothingForm
from musubi.blocks.draws.models import Draw, DrawEntry
from musubi.blocks.draws.rules import PREPARE_DRAWS, SEE_DRAWS
from musubi.blocks.draws.views.opening import draw_at, paged
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year
from musubi.blocks.kernel.pages.steps import Step, run_step

RULE_TITLES = {
    "option": (_l("希望先を加える"), _l("希望先を直す")),
    "group": (_l("区分を加える"), _l("区分を直す")),
    "quota": (_l("枠を加える"), _l("枠を直す")),
}


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def draws(request: HttpRequest) -> HttpResponse:
    """All draws, the newest first; by words, state and the fiscal year in which lots were drawn."""
    words, state = request.GET.get("q", "").strip(), request.GET.get("state", "")
    year = asked_fiscal_year(request.GET.get("year", ""))
    rows = visible_to(request.user, Draw).select_related("item", "organization", "run")
    if words:
        rows = rows.filter(Q(title__icontains=words) | Q(item__code__iexact=words))
    if state in DrawStatus.values:
        rows = rows.filter(status=state)
    if year is not None:
        rows = drawn_in(rows, year)
    years = fiscal_years_drawn(visible_to(request.user, Draw))
    rows = rows.annotate(entry_count=Count("entries", filter=Q(entries__withdrawn_at=None))).order_by("-created_at", "-pk")
    context = {
        "page": paged(request, rows),
        "words": words,
        "state": state,
        "states": DrawStatus.choices,
        "year": year,
        "years": years,
        "may_prepare": prepares_draws(request.user),
    }
    return render(request, "draws/list.html", context)


@login_required
@permission_required(PREPARE_DRAWS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Begin a draw."""
    form = DrawForm(request.POST or None, instance=Draw(), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            made = prepare_draw(draw=form.instance, actor=request.user, now=clock.now())
        except DrawError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("抽選を用意しました。希望先と申込を入れてください"))
            return HttpResponseRedirect(reverse("draws:draw", args=[made.uid]))
    context = {"form": form, "title": _("抽選を始める"), "button": _("抽選を用意する"), "back": reverse("draws:list")}
    return render(request, "draws/form.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change a draw in preparation; others' newer values stand beside one's own."""
    found = draw_at(request, uid)
    form = DrawForm(request.POST or None, instance=Draw.objects.get(pk=found.pk), user=request.user)
    if request.method == "POST" and form.is_valid():
        try:
            change_draw(draw=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except DrawError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(reverse("draws:draw", args=[uid]))
    context = {"form": form, "title": _("抽選の内容を直す"), "button": _("この内容を保存する"), "back": reverse("draws:draw", args=[uid])}
    return render(request, "draws/form.html", context, status=409 if form.conflicts else 422 if form.errors else 200)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def draw(request: HttpRequest, uid: str) -> HttpResponse:
    """A draw: what comes next, its rules, its value, its hash."""
    found = draw_at(request, uid, work=False)
    preparing = found.status == DrawStatus.PREPARING
    value, fallback = value_words(found)
    context = {
        "draw": found,
        "preparing": preparing,
        "works": works_draw(request.user, found),
        "heads": cancels_draw(request.user, found),
        "office": sees_office_record(request.user, found),
        "missing": missing_of(found, clock.today()) if preparing else [],
        "doubles": doubles_of(visible_to(request.user, DrawEntry).filter(draw=found))[:20] if preparing else [],
        "entry_count": found.entries.filter(withdrawn_at=None).count(),
        "options": option_results(found),
        "option_rows": found.options.all(),
        "groups": found.groups.all(),
        "quotas": found.quotas.prefetch_related("options", "groups"),
        "value": value,
        "weights": weight_words(found),
        "fallback": fallback,
        "typed": value_of(found),
        "run": getattr(found, "run", None),
        "kept_quotas": found.quotas.filter(release=False, at_least__gte=1).exists(),
        "open_offers": found.offers.filter(status=OfferStatus.OPEN).count(),
        "has_sources": preparing and bool(source_choices(request.user)),
        "redrawn": Draw.objects.filter(previous=found).first(),
        "today": clock.today(),
        "history": history_of(found)[:8],
        "history_of": address_of(found),
    }
    return render(request, "draws/draw.html", context)


def _rule(found: Draw, kind: str, uid: str) -> Any:
    if kind not in RULES:
        raise Http404
    if uid == "new":
        return RULES[kind](draw=found)
    row = RULES[kind].objects.filter(draw=found, uid=uid).first()
    if row is None:
        raise Http404
    return row


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def rule(request: HttpRequest, uid: str, kind: str, rule_uid: str) -> HttpResponse:
    """Add (`new`) or change an option, a group or a quota."""
    found = draw_at(request, uid)
    form = RULE_FORMS.get(kind, RULE_FORMS["option"])(request.POST or None, instance=_rule(found, kind, rule_uid))
    back = f"{reverse('draws:draw', args=[uid])}#h-rules"
    if request.method == "POST" and form.is_valid():
        try:
            keep_rule(rule=form.instance, links=form.links(), actor=request.user, now=clock.now())
        except DrawError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    title = RULE_TITLES[kind][0 if rule_uid == "new" else 1]
    context = {"form": form, "title": title, "button": _("保存する"), "back": back}
    return render(request, "draws/form.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(SEE_DRAWS, raise_exception=True)
def remove(request: HttpRequest, uid: str, kind: str, rule_uid: str) -> HttpResponse:
    """Take an option, group or quota out."""
    found = draw_at(request, uid)
    row = _rule(found, kind, rule_uid)
    if row.pk is None:
        raise Http404
    step = Step(_l("希望先・区分・枠を取り除く"), _l("取り除く"), NothingForm, _remove, _l("取り除きました"))
    return run_step(request, step=step, record=row, back=f"{reverse('draws:draw', args=[uid])}#h-rules")


def _remove(request: HttpRequest, record: Any, _data: dict[str, Any]) -> None:
    remove_rule(rule=record, actor=request.user, now=clock.now())
