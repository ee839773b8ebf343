"""節目と仕事: what a desk must reach and do, late ones first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.activities import main_organization
from musubi.blocks.desks.domain.milestones import (
    add_milestone,
    change_milestone,
    finish_milestone,
    reopen_milestone,
    withdraw_milestone,
)
from musubi.blocks.desks.domain.next_steps import address_of, lead_of
from musubi.blocks.desks.interfaces.desk_forms import DeskTaskForm, DoneForm, MilestoneForm
from musubi.blocks.desks.interfaces.milestone_rows import milestone_rows
from musubi.blocks.desks.models import Milestone
from musubi.blocks.desks.views.opening import address, go, reading, record_at, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.notifications.domain.queries import open_tasks
from musubi.blocks.notifications.domain.tasks import open_task
from musubi.blocks.notifications.models import Task
from musubi.blocks.vision.domain.desks import Desk


def _options(request: HttpRequest, desk: Desk) -> dict[str, Any]:
    return {"item": desk.item, "user": request.user, "today": clock.today()}


@reading
def milestones(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The year's milestones, what is late from before, and the open tasks of the desk."""
    today = clock.today()
    context = {
        "desk": desk,
        "rows": milestone_rows(request.user, desk, today, everything=request.GET.get("every") == "1"),
        "tasks": open_tasks().filter(pk__in=visible_to(request.user, Task).values("pk"), program_code=desk.code),
        "gone": visible_to(request.user, Milestone).filter(item=desk.item, fiscal_year=desk.fiscal_year, withdrawn_at__isnull=False),
        "today": today,
        "every": request.GET.get("every") == "1",
        "done": DoneForm(initial={"done_on": today}, auto_id=False),
    }
    return render(request, "desks/milestones.html", context)


def _page(request: HttpRequest, desk: Desk, form: Any, title: str, status: int = 200) -> HttpResponse:
    context = {"desk": desk, "form": form, "title": title, "back": address("milestones", desk)}
    return render(request, "desks/form_page.html", context, status=status)


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """Add a milestone."""
    form = MilestoneForm(request.POST or None, **_options(request, desk))
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("title", "due_on", "assignee", "note")}
        made = add_milestone(item=desk.item, actor=request.user, now=clock.now(), **given)
        messages.success(request, _("「%(title)s」を加えました") % {"title": made.title})
        return go("milestones", desk, year=made.fiscal_year)
    return _page(request, desk, form, _("節目を加える"))


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Change a milestone; a moved one keeps its first day."""
    found = record_at(request, Milestone, [desk.item], uid)
    form = MilestoneForm(request.POST or None, instance=Milestone.objects.get(pk=found.pk), **_options(request, desk))
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_milestone(milestone=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました"))
            return go("milestones", desk, year=saved.fiscal_year)
    return _page(request, desk, form, _("節目を直す"), status=409 if form.conflicts else 200)


@writing
@require_POST
def act(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Reached on a day, not pursued any more, or undone."""
    found = record_at(request, Milestone, [desk.item], uid)
    told = {"title": found.title}
    if "undo" in request.POST:
        if reopen_milestone(milestone=found, actor=request.user, now=clock.now()):
            messages.success(request, _("「%(title)s」を元に戻しました") % told)
    elif "withdraw" in request.POST:
        if withdraw_milestone(milestone=found, actor=request.user, now=clock.now()):
            messages.success(request, _("「%(title)s」を取りやめました。下の「取りやめた節目」から元に戻せます") % told)
    else:
        form = DoneForm(request.POST)
        if not form.is_valid():
            messages.error(request, _("済んだ日が読めません。R2.10.14 のように入力してください"))
        elif finish_milestone(milestone=found, done_on=form.cleaned_data["done_on"], actor=request.user, now=clock.now()):
            messages.success(request, _("「%(title)s」を済みにしました") % told)
    return go("milestones", desk)


@writing
def new_task(request: HttpRequest, desk: Desk) -> HttpResponse:
    """A task of the desk, for a colleague or for the leading organisation."""
    today = clock.today()
    form = DeskTaskForm(request.POST or None, **_options(request, desk))
    if request.method == "POST" and form.is_valid():
        task = open_task(
            **form.cleaned_data,
            organization=lead_of(desk.item) or main_organization(request.user, day=today),
            today=today,
            now=clock.now(),
            actor=request.user,
            address=address_of("desks:milestones", desk.code),
            program_code=desk.code,
        )
        messages.success(request, _("「%(title)s」を加えました") % {"title": task.title})
        return go("milestones", desk, year=fiscal_year_of(today))
    return _page(request, desk, form, _("仕事を加える"))
