"""本日の締切: what is due, mine and my section's."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.notifications.domain.queries import grouped, mine, open_tasks, visible_tasks
from musubi.blocks.notifications.domain.tasks import TaskClosedError, close_task, reopen_task
from musubi.blocks.notifications.enums import TaskStatus
from musubi.blocks.notifications.models import Task


@login_required
def today_page(request: HttpRequest) -> HttpResponse:
    """Open tasks, late ones first; `?whose=section` shows all of my section's."""
    today = clock.today()
    section = request.GET.get("whose") == "section"
    tasks = visible_tasks(request.user, open_tasks(), today) if section else mine(request.user, open_tasks(), today)
    recent = (
        visible_tasks(request.user, Task.objects.exclude(status=TaskStatus.OPEN), today)
        .select_related("organization", "done_by")
        .order_by("-done_at")[:5]
    )
    context = {"groups": grouped(tasks, today), "section": section, "today": today, "recent": recent}
    return render(request, "notifications/today.html", context)


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
    return HttpResponseRedirect(reverse("notifications:today"))


@login_required
@require_POST
def reopen(request: HttpRequest, uid: str) -> HttpResponse:
    """Undo."""
    task = get_object_or_404(visible_to(request.user, Task), uid=uid)
    reopen_task(task=task, actor=request.user, now=clock.now())
    messages.success(request, _("「%(title)s」を未了に戻しました") % {"title": task.title})
    return HttpResponseRedirect(reverse("notifications:today"))
