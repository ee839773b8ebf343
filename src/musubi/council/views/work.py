"""調整・対応事項・約束: what others owe an answer or a deed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.accounts.predicates import is_staff_or_partner
from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.council.access import reads_council
from musubi.council.domain.actions import cancel_action, complete_action
from musubi.council.domain.coordination import reply_coordination, shared_issues
from musubi.council.domain.promises import add_promise, tell_result, withdraw_promise
from musubi.council.enums import ActionStatus, PromiseStatus
from musubi.council.interfaces.forms import CompleteForm, PromiseForm, ReasonForm, ReplyForm, ToldForm
from musubi.council.interfaces.lists import actions_sheet, coordinations_sheet, promises_sheet
from musubi.council.models import ActionItem, AssemblyQuestion, Coordination, Promise
from musubi.council.rules import ANSWER_COORDINATION, COMPLETE_ACTION, READ_COUNCIL, RECEIVE_OPINIONS
from musubi.council.views.opening import exported, paged, record_at


def _member_of_loop(request: HttpRequest) -> None:
    if not (is_staff_or_partner(request.user) or reads_council(request.user)):
        raise PermissionDenied


@login_required
def coordinations(request: HttpRequest) -> HttpResponse:
    """調整の一覧: what was asked of whom, late ones first; issues that touch several and about which nobody was asked yet."""
    _member_of_loop(request)
    rows = visible_to(request.user, Coordination).select_related("issue", "organization").prefetch_related("issue__items")
    if request.GET.get("state") != "all":
        rows = rows.filter(replied_on__isnull=True)
    shared = shared_issues(request.user).prefetch_related("items").order_by("-number") if reads_council(request.user) else []
    if (book := exported(request, coordinations_sheet(), rows.order_by("due_on", "pk"))) is not None:
        return book
    context = {
        "page": paged(request, rows.order_by(F("replied_on").asc(nulls_first=True), "due_on", "pk")),
        "shared": [issue for issue in shared if issue.asked_count == 0],
        "asked": request.GET,
        "today": clock.today(),
    }
    return render(request, "council/coordinations.html", context)


REPLY = Step(
    _l("回答する"),
    _l("この回答を送る"),
    ReplyForm,
    lambda request, record, data: reply_coordination(coordination=record, actor=request.user, now=clock.now(), **data),
    _l("回答を記録しました。事務局に伝わります"),
    initial=lambda _record: {"replied_on": clock.today()},
)


@login_required
def coordination(request: HttpRequest, uid: str) -> HttpResponse:
    """What was asked, and the reply; the actor answers here."""
    found = record_at(request, Coordination, uid, "issue__body", "organization", "asked_by", "replied_by")
    if request.method == "POST" or request.GET.get("reply") == "1":
        if not request.user.has_perm(ANSWER_COORDINATION, found):
            raise PermissionDenied
        return run_step(request, step=REPLY, record=found, back=reverse("council:coordination", args=[uid]))
    context = {
        "coordination": found,
        "may_answer": found.replied_on is None and request.user.has_perm(ANSWER_COORDINATION, found),
        "items": found.issue.items.all(),
        "today": clock.today(),
    }
    return render(request, "council/coordination.html", context)


@login_required
def actions(request: HttpRequest) -> HttpResponse:
    """対応事項の一覧: open ones by their day; done ones with what shows it."""
    _member_of_loop(request)
    asked = request.GET
    rows = visible_to(request.user, ActionItem).select_related("organization", "issue", "decision", "item")
    if query := asked.get("q", "").strip():
        rows = rows.filter(Q(title__icontains=query) | Q(organization__name__icontains=query) | Q(evidence__icontains=query))
    status = asked.get("status", ActionStatus.OPEN)
    if status in ActionStatus.values:
        rows = rows.filter(status=status)
    if (book := exported(request, actions_sheet(), rows.order_by("due_on", "number"))) is not None:
        return book
    context = {
        "page": paged(request, rows.order_by("due_on", "number")),
        "statuses": ActionStatus.choices,
        "status": status,
        "asked": asked,
        "today": clock.today(),
    }
    return render(request, "council/actions.html", context)


ACTION_STEPS = {
    "complete": Step(
        _l("完了を記録する"),
        _l("完了したことを記録する"),
        CompleteForm,
        lambda request, record, data: complete_action(action=record, actor=request.user, now=clock.now(), today=clock.today(), **data),
        _l("完了を記録しました。課題の状態は、事務局が確かめて変えます"),
        initial=lambda _record: {"done_on": clock.today()},
    ),
    "cancel": Step(
        _l("取りやめる"),
        _l("この対応を取りやめる"),
        ReasonForm,
        lambda request, record, data: cancel_action(action=record, actor=request.user, now=clock.now(), **data),
        _l("取りやめました"),
    ),
}


@login_required
def action(request: HttpRequest, uid: str) -> HttpResponse:
    """One action: because of what, by whom, until when, what shows it."""
    found = record_at(request, ActionItem, uid, "organization", "issue", "decision", "item")
    may = found.status == ActionStatus.OPEN and request.user.has_perm(COMPLETE_ACTION, found)
    context = {"action": found, "may_complete": may, "today": clock.today(), "history": history_of(found)[:5], "history_of": address_of(found)}
    return render(request, "council/action.html", context)


@login_required
def action_step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Complete or cancel."""
    found = record_at(request, ActionItem, uid, "organization")
    if not request.user.has_perm(COMPLETE_ACTION, found):
        raise PermissionDenied
    if name not in ACTION_STEPS:
        raise Http404
    return run_step(request, step=ACTION_STEPS[name], record=found, back=reverse("council:action", args=[uid]))


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def promises(request: HttpRequest) -> HttpResponse:
    """「検討します」の台帳: open ones by their day."""
    asked = request.GET
    rows = visible_to(request.user, Promise).select_related("organization", "issue", "opinion")
    if query := asked.get("q", "").strip():
        rows = rows.filter(Q(text__icontains=query) | Q(promised_to__icontains=query) | Q(result__icontains=query))
    status = asked.get("status", PromiseStatus.OPEN)
    if status in PromiseStatus.values:
        rows = rows.filter(status=status)
    if (book := exported(request, promises_sheet(), rows.order_by("due_on", "pk"))) is not None:
        return book
    context = {
        "page": paged(request, rows.order_by("due_on", "pk")),
        "statuses": PromiseStatus.choices,
        "status": status,
        "asked": asked,
        "today": clock.today(),
        "may_add": request.user.has_perm(RECEIVE_OPINIONS),
    }
    return render(request, "council/promises.html", context)


def _promise(request: HttpRequest, asked: AssemblyQuestion | None, data: dict[str, Any]) -> Promise:
    opinion = asked.opinion if asked is not None else None
    return add_promise(opinion=opinion, actor=request.user, now=clock.now(), today=clock.today(), **data)


NEW_PROMISE = Step(
    _l("約束を記録する"),
    _l("この約束を記録する"),
    PromiseForm,
    _promise,
    _l("約束を記録しました。期限は「本日の締切」に出ます"),
    _l("議会や会議で「検討します」と言ったことを、忘れないように残します。"),
    lambda _record: {"promised_on": clock.today()},
)
PROMISE_STEPS = {
    "tell": Step(
        _l("結果を伝えたことを記録する"),
        _l("伝えたことを記録する"),
        ToldForm,
        lambda request, record, data: tell_result(promise=record, actor=request.user, now=clock.now(), today=clock.today(), **data),
        _l("記録しました"),
        initial=lambda record: {"told_to": record.promised_to, "told_on": clock.today()},
    ),
    "withdraw": Step(
        _l("約束を取り下げる"),
        _l("この約束を取り下げる"),
        ReasonForm,
        lambda request, record, data: withdraw_promise(promise=record, actor=request.user, now=clock.now(), **data),
        _l("取り下げました。記録は残っています"),
    ),
}


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def new_promise(request: HttpRequest) -> HttpResponse:
    """Keep a promise; the assembly's question in which it was made may come with the address."""
    asked = visible_to(request.user, AssemblyQuestion).filter(uid=request.GET.get("question", "")).select_related("opinion", "organization").first()
    step = NEW_PROMISE
    if asked is not None:
        given = {"promised_on": clock.today(), "promised_to": asked.questioner or _("市議会"), "organization": asked.organization}
        step = replace(NEW_PROMISE, initial=lambda _record: given, run=lambda request, _record, data: _promise(request, asked, data))
    return run_step(
        request, step=step, record=None, back=reverse("council:promises"), target=lambda made: reverse("council:promise", args=[made.uid])
    )


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def promise(request: HttpRequest, uid: str) -> HttpResponse:
    """One promise and what came of it."""
    found = record_at(request, Promise, uid, "organization", "issue", "opinion")
    may = found.status == PromiseStatus.OPEN and request.user.has_perm(RECEIVE_OPINIONS)
    context = {"promise": found, "may_tell": may, "today": clock.today(), "history": history_of(found)[:5], "history_of": address_of(found)}
    return render(request, "council/promise.html", context)


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def promise_step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Tell the result, or withdraw."""
    found = record_at(request, Promise, uid)
    if name not in PROMISE_STEPS:
        raise Http404
    return run_step(request, step=PROMISE_STEPS[name], record=found, back=reverse("council:promise", args=[uid]))
