"""次期計画への引継ぎ: choose the plan that follows, then say item by item what becomes of the plan before."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from musubi.blocks.kernel import clock
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.blocks.vision.domain.plans import PlanStateError, copy_for_next_period
from musubi.blocks.vision.domain.succession import (
    CarryOver,
    Entry,
    carry_over,
    earlier_plan,
    same_codes,
    save_carry_over,
)
from musubi.blocks.vision.enums import VisionStatus
from musubi.blocks.vision.interfaces.carry_over_form import Line, in_words, lines_of, read_lines, shown_states
from musubi.blocks.vision.interfaces.plan_forms import NextPlanForm
from musubi.blocks.vision.models import Vision
from musubi.blocks.vision.rules import CHANGE_PLAN


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def start(request: HttpRequest) -> HttpResponse:
    """Choose an existing draft, or make one as a copy of the plan in force."""
    current = plan_in_force()
    form = NextPlanForm(request.POST) if request.method == "POST" else NextPlanForm()
    if current is not None and form.is_bound and form.is_valid():
        try:
            vision = copy_for_next_period(
                vision=current,
                slug=form.cleaned_data["slug"],
                title=form.cleaned_data["title"],
                period=form.next_period(),
                actor=request.user,
                now=clock.now(),
                revision=f"次期計画の案: {current.title}の写し"[:200],
            )
        except PlanStateError as error:
            form.add_error("slug", error.render(_))
        else:
            messages.success(request, _("案の計画を作りました。項目ごとに引継ぎを決めてください"))
            return redirect("plan:carry-over-mapping", vision.slug)
    drafts = list(Vision.objects.filter(status=VisionStatus.DRAFT).order_by("slug")) if current else []
    if current is not None and current.supersedes_id is not None:
        drafts.insert(0, current)
    return render(request, "vision/staff/carry_over.html", {"current": current, "drafts": drafts, "form": form})


@login_required
@permission_required(CHANGE_PLAN, raise_exception=True)
def mapping(request: HttpRequest, slug: str) -> HttpResponse:
    """One line per item of the plan before; saved in part, with what is wrong beside the line."""
    new = get_object_or_404(Vision.objects.select_related("supersedes"), slug=slug)
    old = earlier_plan(new)
    if old is None or old.pk == new.pk:
        messages.warning(request, _("この計画の前の計画がありません。引継ぎは、前の計画があるときに決めます"))
        return redirect("plan:carry-over")
    found = carry_over(old=old, new=new)
    lines, status = lines_of(found), 200
    news = found.news
    if request.method == "POST":
        if request.POST.get("do") == "same":
            return _carry_same(request, old, new, found)
        lines, entries = read_lines(request.POST, found)
        news = frozenset(request.POST.getlist("new"))
        newer = save_carry_over(
            old=old,
            new=new,
            entries=entries,
            shown=shown_states(request.POST, found),
            news=news,
            actor=request.user,
            now=clock.now(),
        )
        lines = _with_newer(lines, newer)
        if not any(line.error for line in lines):
            messages.success(request, _("引継ぎを保存しました"))
            return redirect("plan:carry-over-mapping", new.slug)
        found, status = carry_over(old=old, new=new), 409 if newer else 422
        lines = _with_saved_states(lines, found)
    context = {"old": old, "new": new, "found": found, "lines": lines, "news": news, **_counts(lines)}
    return render(request, "vision/staff/carry_over_mapping.html", context, status=status)


def _carry_same(request: HttpRequest, old: Vision, new: Vision, found: CarryOver) -> HttpResponse:
    entries = same_codes(found)
    save_carry_over(old=old, new=new, entries=entries, shown={}, news=None, actor=request.user, now=clock.now())
    messages.success(request, _("番号も名称も同じ%(count)d件を「継続」にしました。残りを決めてください") % {"count": len(entries)})
    return redirect("plan:carry-over-mapping", new.slug)


def _with_newer(lines: list[Line], newer: dict[str, Entry]) -> list[Line]:
    """Say beside a line what someone else saved meanwhile; saving again replaces it knowingly."""
    shown = []
    for line in lines:
        other = newer.get(line.item.code)
        text = _("ほかの人が先に「%(entry)s」と保存しました。入力のままでよければ、もう一度保存してください。")
        error = text % {"entry": in_words(other)} if other is not None else line.error
        shown.append(replace(line, error=error))
    return shown


def _with_saved_states(lines: list[Line], found: CarryOver) -> list[Line]:
    """The page now shows what stands: the next save is compared with it."""
    return [replace(line, state=found.entries.get(line.item.code, Entry()).state) for line in lines]


def _counts(lines: list[Line]) -> dict[str, Any]:
    return {"errors": [line for line in lines if line.error]}
