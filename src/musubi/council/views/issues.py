"""課題: what opinions are gathered into; everything that is done about it is one step away."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.meetings.models import AgendaItem
from musubi.council.domain.actions import add_action
from musubi.council.domain.coordination import ask_actor
from musubi.council.domain.decisions import respond
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import allowed_moves, gather, merge_issues, move_issue, open_issue, split_issue
from musubi.council.domain.promises import add_promise
from musubi.council.domain.publication import public_content, publish_trace, retract_trace
from musubi.council.domain.taking_up import take_up_issue
from musubi.council.domain.trace import trace_of_issues
from musubi.council.enums import IssueStatus
from musubi.council.interfaces.follow_forms import TakeUpIssueForm
from musubi.council.interfaces.forms import (
    ActionForm,
    AskForm,
    GatherForm,
    IssueForm,
    IssueRecordForm,
    MergeForm,
    PromiseForm,
    RespondForm,
    SplitForm,
)
from musubi.council.interfaces.lists import issues_sheet
from musubi.council.models import ActionItem, CityDecision, Coordination, Gathering, Issue, Promise, PublishedTrace, Resolution, Response
from musubi.council.rules import PUBLISH_TRACE, READ_COUNCIL, WORK_COUNCIL, WORK_ISSUE
from musubi.council.views.opening import exported, first_item, issue_to_work, paged, record_at
from musubi.council.workflow import LIVE


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def issues(request: HttpRequest) -> HttpResponse:
    """The issues; those not yet dealt with unless asked otherwise."""
    asked = request.GET
    found = visible_to(request.user, Issue).select_related("body").prefetch_related("items")
    if query := asked.get("q", "").strip():
        found = found.filter(Q(title__icontains=query) | Q(text__icontains=query))
    if code := asked.get("item", "").strip():
        found = found.filter(items__code=code)
    status = asked.get("status", "")
    if status in IssueStatus.values:
        found = found.filter(status=status)
    elif status != "all":
        found = found.filter(status__in=LIVE)
    rows = found.annotate(opinion_count=Count("gatherings", filter=Q(gatherings__left_at__isnull=True), distinct=True)).order_by("-number")
    if (book := exported(request, issues_sheet(), rows)) is not None:
        return book
    context = {"page": paged(request, rows), "statuses": IssueStatus.choices, "asked": asked, "may_work": request.user.has_perm(WORK_COUNCIL)}
    return render(request, "council/issues.html", context)


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """An issue that no opinion stands behind yet."""

    def run(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Issue:
        return open_issue(actor=request.user, now=clock.now(), today=clock.today(), **data)

    made = Step(title=_("課題を挙げる"), button=_("この課題を挙げる"), form=IssueForm, run=run, done=_("課題を挙げました。意見を加えられます"))
    return run_step(request, step=made, record=None, back=reverse("council:issues"), target=lambda issue: reverse("council:issue", args=[issue.uid]))


@login_required
def issue(request: HttpRequest, uid: str) -> HttpResponse:
    """One issue: the way so far, its opinions, who was asked, what was said, decided, answered and done."""
    found = record_at(request, Issue, uid, "body", "opened_by")
    may_work = request.user.has_perm(WORK_ISSUE, found)
    gatherings = visible_to(request.user, Gathering).filter(issue=found).select_related("opinion", "through__source")
    context = {
        "issue": found,
        "trace": trace_of_issues(request.user, [found]),
        "node": f"issue-{found.uid}",
        "gatherings": [row for row in gatherings if row.left_at is None],
        "moved": [row for row in gatherings if row.left_at is not None],
        "coordinations": visible_to(request.user, Coordination).filter(issue=found).select_related("organization"),
        "resolutions": visible_to(request.user, Resolution).filter(issues=found).select_related("meeting__body"),
        "agenda": visible_to(request.user, AgendaItem).filter(issues=found).select_related("meeting__body").order_by("meeting__starts_at"),
        "decisions": visible_to(request.user, CityDecision).filter(issues=found),
        "responses": visible_to(request.user, Response).filter(issue=found).select_related("decision", "responded_by"),
        "actions": visible_to(request.user, ActionItem).filter(issue=found).select_related("organization", "item"),
        "promises": visible_to(request.user, Promise).filter(issue=found).select_related("organization"),
        "published": visible_to(request.user, PublishedTrace).filter(issue=found, retracted_at__isnull=True).first(),
        "moves": allowed_moves(found) if may_work else [],
        "may_work": may_work,
        "may_publish": request.user.has_perm(PUBLISH_TRACE) and (found.body is None or found.body.is_public),
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/issue.html", context)


def _gather(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return gather(issue=record, actor=request.user, now=clock.now(), **data)


def _merge(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return merge_issues(source=record, actor=request.user, now=clock.now(), **data)


def _split(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return split_issue(issue=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _respond(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return respond(issue=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _ask(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return ask_actor(issue=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _act(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    item = first_item(data.pop("items"))
    return add_action(issue=record, item=item, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _promise(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return add_promise(issue=record, actor=request.user, now=clock.now(), today=clock.today(), **data)


def _take_up(request: HttpRequest, record: Issue, data: dict[str, Any]) -> Any:
    return take_up_issue(issue=record, actor=request.user, now=clock.now(), **data)


STEPS = {
    "gather": Step(_l("意見を加える"), _l("この意見を加える"), GatherForm, _gather, _l("意見を加えました")),
    "merge": Step(
        _l("ほかの課題にまとめる"),
        _l("この課題をまとめる"),
        MergeForm,
        _merge,
        _l("まとめました。もとの課題も、系譜に残ります"),
        _l("意見は、発言者と原文を残したまま、まとめる先に移ります。"),
    ),
    "split": Step(
        _l("課題を分ける"),
        _l("新しい課題に分ける"),
        SplitForm,
        _split,
        _l("分けました。どの課題から分かれたかが残ります"),
        _l("選んだ意見が、新しい課題に移ります。発言者と原文は変わりません。"),
    ),
    "respond": Step(_l("対応状況を書く"), _l("この回答を記録する"), RespondForm, _respond, _l("対応状況を記録しました。課題の状態は変わりません")),
    "agenda": Step(_l("会議の議題にする"), _l("この会議の議題にする"), TakeUpIssueForm, _take_up, _l("議題に入れました。会議の画面で順番を決めます")),
    "ask": Step(_l("ほかの主体にたずねる"), _l("この内容でたずねる"), AskForm, _ask, _l("たずねました。相手の「本日の締切」に出ます")),
    "act": Step(_l("対応事項を加える"), _l("この対応を始める"), ActionForm, _act, _l("対応事項を加えました。担当の「本日の締切」に出ます")),
    "promise": Step(
        _l("約束を記録する"),
        _l("この約束を記録する"),
        PromiseForm,
        _promise,
        _l("約束を記録しました"),
        _l("「検討します」と言ったことを、誰にいつまでに返すかと一緒に残します。"),
        lambda _record: {"promised_on": clock.today()},
    ),
}


@login_required
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One of the steps at an issue."""
    found = issue_to_work(request, uid)
    if name not in STEPS:
        raise Http404
    back = reverse("council:issue", args=[uid])
    return run_step(request, step=STEPS[name], record=found, back=back)


@login_required
@require_POST
def move(request: HttpRequest, uid: str) -> HttpResponse:
    """A person moves the issue on."""
    found = issue_to_work(request, uid)
    try:
        moved = move_issue(
            issue=found, move=request.POST.get("move", "act"), reason=request.POST.get("reason", ""), actor=request.user, now=clock.now()
        )
    except KeyError as error:
        raise Http404 from error
    except CouncilError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("「%(state)s」にしました") % {"state": moved.get_status_display()})
    return HttpResponseRedirect(reverse("council:issue", args=[uid]))


@login_required
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """The words of the issue."""
    found = issue_to_work(request, uid)
    form = IssueRecordForm(request.POST or None, instance=Issue.objects.get(pk=found.pk))
    back = reverse("council:issue", args=[uid])
    if request.method == "POST" and form.is_valid():
        try:
            update_record(record=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb="issue.changed")
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    context = {"form": form, "record": found, "back": back, "step": {"title": _("課題の言葉を直す"), "button": _("この内容を保存する")}}
    return render(request, "kernel/step.html", context, status=409 if form.conflicts else 200)


@login_required
@require_POST
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """課長が公表する、または取り下げる."""
    found = record_at(request, Issue, uid, "body")
    if not request.user.has_perm(PUBLISH_TRACE):
        raise PermissionDenied
    try:
        if "retract" in request.POST:
            retract_trace(issue=found, reason=request.POST.get("reason", ""), actor=request.user, now=clock.now())
            messages.success(request, _("公表を取り下げました"))
        else:
            publish_trace(issue=found, actor=request.user, now=clock.now())
            messages.success(request, _("公表しました。市民のページに、いまの経緯が出ます"))
    except CouncilError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("council:issue", args=[uid]))


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def publish_preview(request: HttpRequest, uid: str) -> HttpResponse:
    """What the public would see, before it is published."""
    found = record_at(request, Issue, uid, "body")
    try:
        content = public_content(found)
    except CouncilError as error:
        messages.error(request, str(error))
        return HttpResponseRedirect(reverse("council:issue", args=[uid]))
    may_publish = request.user.has_perm(PUBLISH_TRACE)
    return render(request, "council/publish_preview.html", {"issue": found, "content": content, "may_publish": may_publish})
