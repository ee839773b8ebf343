"""One activity: the full form, its record, taking it back and bringing it back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.desks.domain.activities import change_activity, finish_step, record_activity, restore_activity, withdraw_activity
from musubi.blocks.desks.domain.journal import earlier_items
from musubi.blocks.desks.domain.next_steps import tasks_of
from musubi.blocks.desks.interfaces.file_forms import FilesForm
from musubi.blocks.desks.interfaces.forms import ActivityForm, QuickForm, WithdrawForm
from musubi.blocks.desks.models import Activity, ActivityTemplate, Attachment
from musubi.blocks.desks.views.opening import address, go, reading, record_at, writing
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.vision.domain.desks import Desk


def _activity(request: HttpRequest, desk: Desk, uid: str) -> Activity:
    """The activity of this desk, or of the item of an earlier plan that passed into it."""
    found: Activity = record_at(request, Activity, {desk.item.pk, *earlier_items(desk.item)}, uid)
    return found


def _form(request: HttpRequest, desk: Desk, activity: Activity | None = None, **options: Any) -> ActivityForm:
    return ActivityForm(instance=activity, item=desk.item, user=request.user, today=clock.today(), **options)


@writing
def new(request: HttpRequest, desk: Desk) -> HttpResponse:
    """The full form, empty, from the quick entry, or from a template or an earlier activity."""
    quick = "quick-kind" in request.POST or "quick-text" in request.POST
    template = _template(request, desk)
    if request.method == "POST" and not quick:
        form = _form(request, desk, data=request.POST)
        if form.is_valid():
            activity = record_activity(item=desk.item, actor=request.user, now=clock.now(), template=template, **form.all_values())
            messages.success(request, _("「%(title)s」を記録しました") % {"title": activity.title})
            return go("activity", desk, activity.uid, year=activity.fiscal_year)
    else:
        typed = QuickForm(request.POST, today=clock.today()).initial_of_full() if quick else {}
        form = _form(request, desk, initial={"happened_on": clock.today(), **_prefilled(template), **typed})
    context = {"desk": desk, "form": form, "title": _("活動を記録する"), "back": address("journal", desk), "template": template}
    answer = render(request, "desks/form_page.html", context)
    if request.headers.get("HX-Request"):  # from the quick entry: the form takes the place of the whole page
        answer["HX-Retarget"], answer["HX-Reswap"] = "body", "innerHTML"
        answer["HX-Push-Url"] = address("activity-new", desk)
    return answer


def _template(request: HttpRequest, desk: Desk) -> ActivityTemplate | None:
    uid = request.GET.get("template", "")
    found: ActivityTemplate | None = visible_to(request.user, ActivityTemplate).filter(uid=uid, removed_at__isnull=True).first() if uid else None
    return found if found is not None and found.item_id in {None, desk.item.pk} else None


def _prefilled(template: ActivityTemplate | None) -> dict[str, Any]:
    if template is None:
        return {}
    return {name: getattr(template, name) for name in ("kind", "title", "detail", "with_whom", "place")}


@reading
def activity(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """The record with its files, the state of its next step and its history."""
    return activity_page(request, desk, _activity(request, desk, uid))


def activity_page(request: HttpRequest, desk: Desk, found: Activity, *, files: FilesForm | None = None) -> HttpResponse:
    """The record's page; `files` is the form of new files with what was wrong with it."""
    context = {
        "desk": desk,
        "activity": found,
        "attachments": visible_to(request.user, Attachment).filter(activity=found, withdrawn_at__isnull=True).order_by("uploaded_at", "pk"),
        "files": files or FilesForm(),
        "task": tasks_of(Activity._meta.label, [found.uid]).get(found.uid),
        "today": clock.today(),
        "withdraw": WithdrawForm(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "desks/activity.html", context)


@writing
def edit(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Change an activity; newer values of others are shown beside one's own."""
    found = _activity(request, desk, uid)
    form = _form(request, desk, Activity.objects.get(pk=found.pk), data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            saved = change_activity(activity=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました"))
            return go("activity", desk, uid, year=saved.fiscal_year)
    context = {"desk": desk, "form": form, "title": _("活動記録を直す"), "back": address("activity", desk, uid)}
    return render(request, "desks/form_page.html", context, status=409 if form.conflicts else 200)


@writing
@require_POST
def withdraw(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Take it back, with a reason; it can be brought back."""
    found = _activity(request, desk, uid)
    form = WithdrawForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("取り消す理由を入力してから、もう一度押してください"))
    elif withdraw_activity(activity=found, reason=form.cleaned_data["reason"], actor=request.user, now=clock.now()):
        messages.success(request, _("「%(title)s」を取り消しました。この画面から元に戻せます") % {"title": found.title})
    else:
        messages.info(request, _("この記録は、すでに取り消されています"))
    return go("activity", desk, uid)


@writing
@require_POST
def restore(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """Undo."""
    found = _activity(request, desk, uid)
    if restore_activity(activity=found, actor=request.user, now=clock.now()):
        messages.success(request, _("「%(title)s」を元に戻しました") % {"title": found.title})
    return go("activity", desk, uid)


@writing
@require_POST
def step_done(request: HttpRequest, desk: Desk, uid: str) -> HttpResponse:
    """The next step is done."""
    if finish_step(activity=_activity(request, desk, uid), actor=request.user, now=clock.now()):
        messages.success(request, _("次の予定を済みにしました"))
    else:
        messages.info(request, _("次の予定は、すでに終わっています"))
    return go("activity", desk, uid)
