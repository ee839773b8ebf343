"""本日の締切: what is due, mine and my section's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.notifications.domain.queries import grouped, mine, open_tasks, visible_tasks
from musubi.blocks.notifications.domain.tasks import (
    TaskClosedError,
    TaskOpenAgainError,
    TaskTakenError,
    close_task,
    open_task,
    reopen_task,
    take_task,
)
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.interfaces.forms import TaskForm
from musubi.blocks.notifications.models import Task
from musubi.blocks.notifications.registration import ADD_TASK

PAGE_SIZE = 100
SECTION = "section"


@login_required
def today_page(request: HttpRequest) -> HttpResponse:
    """Open tasks, late ones first; `?whose=section` shows all of my section's."""
    today = clock.today()
    section = request.GET.get("whose") == SECTION
    tasks = visible_tasks(request.user, open_tasks(), today) if section else mine(request.user, open_tasks(), today)
    page = Paginator(tasks, PAGE_SIZE).get_page(request.GET.get("page"))
    recent = (
        visible_tasks(request.user, Task.objects.exclude(status=TaskStatus.OPEN), today)
        .select_related("organization", "done_by")
        .order_by("-done_at")[:5]
    )
    context = {
        "groups": grouped(page.object_list, today),
        "page": page,
        "section": section,
        "today": today,
        "recent": recent,
        "can_add": request.user.has_perm(ADD_TASK),
    }
    return render(request, "notifications/today.html", context)


def _back(request: HttpRequest) -> HttpResponse:
    """To the tab from which the button was pressed."""
    query = f"?whose={SECTION}" if request.POST.get("whose") == SECTION else ""
    return HttpResponseRedirect(reverse("notifications:today") + query)


@login_required
@permission_required(ADD_TASK, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write a task down for oneself or one's section."""
    today = clock.today()
    form = TaskForm(request.POST or None, user=request.user, today=today)
    if request.method == "POST" and form.is_valid():
        task = open_task(**form.cleaned_data, actor=request.user, today=today, now=clock.now())
        messages.success(request, _("「%(title)s」を加えました") % {"title": task.title})
        return HttpResponseRedirect(reverse("notifications:today"))
    return render(request, "notifications/task_form.html", {"form": form})


@login_required
@require_POST
def take(request: HttpRequest, uid: str) -> HttpResponse:
    """Take on a task of the section that nobody has."""
    task = get_object_or_404(visible_to(request.user, Task), uid=uid)
    try:
        take_task(task=task, actor=request.user, now=clock.now())
        messages.success(request, _("「%(title)s」の担当になりました") % {"title": task.title})
    except TaskTakenError:
        messages.info(request, _("「%(title)s」には、すでに担当がいるか、終わっています") % {"title": task.title})
    return _back(request)


@login_required
@require_POST
def done(request: HttpRequest, uid: str) -> HttpResponse:
    """Mark a task done; it can be opened again."""
    task = get_object_or_404(visible_to(request.user, Task), uid=uid)
    try:
        close_task(task=task, actor=request.user, now=clock.now())
        messages.success(request, _("「%(title)s」を完了にしました") % {"title": task.title})
    except TaskClosedError:
        messages.info(request, _("「%(title)s」は、すでに終わっています") % {"title": task.title})
    return _back(request)


@login_required
@require_POST
def reopen(request: HttpRequest, uid: str) -> HttpResponse:
    """Undo."""
    task = get_object_or_404(visible_to(request.user, Task), uid=uid)
    try:
        reopen_task(task=task, actor=request.user, now=clock.now())
        messages.success(request, _("「%(title)s」を未了に戻しました") % {"title": task.title})
    except TaskOpenAgainError:
        messages.info(request, _("同じ仕事がすでに未了です。そちらを使ってください"))
    return _back(request)
