"""Sort hundreds of opinions: search, tick, put together, answer; or do it in Excel and bring it back."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core import signing
from django.core.paginator import Paginator
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.workbooks.reading import LARGEST_FILE, WorkbookError
from musubi.council.domain.comments.importing import take_in
from musubi.council.domain.comments.receiving import take_out
from musubi.council.domain.comments.sorting import (
    GroupAnswer,
    alike,
    answer_groups,
    counted_groups,
    drop_group,
    group_opinions,
    leave_group,
    loose,
    make_issue,
    standing_opinions,
)
from musubi.council.domain.errors import CouncilError
from musubi.council.enums import Stance
from musubi.council.interfaces.comments.payload import intake_of, signed
from musubi.council.interfaces.comments.workbook import read_workbook, write_workbook
from musubi.council.models import CommentCall, Opinion, OpinionGroup
from musubi.council.rules import MANAGE_COMMENT_CALLS, READ_COUNCIL
from musubi.council.views.opening import record_at

PAGE_SIZE = 100


def _wanted(call: CommentCall, asked: Any) -> list[tuple[Opinion, int | None]]:
    """The opinions of a search, with how alike they are where that was asked."""
    found = standing_opinions(call)
    state = asked.get("state", "loose")
    if state == "loose":
        found = loose(found)
    elif state.isdecimal():
        found = found.filter(groups__call=call, groups__number=int(state))
    if query := asked.get("q", "").strip():
        found = found.filter(Q(text__icontains=query) | Q(origin__icontains=query) | Q(receipt__icontains=query))
    number = asked.get("like", "").strip().upper().removeprefix("O-")
    nearest = standing_opinions(call).filter(number=int(number)).first() if number.isdecimal() and len(number) < 9 else None
    if nearest is not None:
        return [(opinion, share) for opinion, share in alike(nearest, found)]
    return [(opinion, None) for opinion in found]


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def sort(request: HttpRequest, uid: str) -> HttpResponse:
    """The bench: opinions of a search, ticked ones go into a group."""
    call: CommentCall = record_at(request, CommentCall, uid)
    found = _wanted(call, request.GET)
    context = {
        "call": call,
        "page": Paginator(found, PAGE_SIZE).get_page(request.GET.get("page")),
        "total": len(found),
        "groups": list(counted_groups(call)),
        "asked": request.GET,
        "state": request.GET.get("state", "loose"),
        "may_manage": request.user.has_perm(MANAGE_COMMENT_CALLS),
    }
    return render(request, "council/comments/sort.html", context)


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
@require_POST
def put(request: HttpRequest, uid: str) -> HttpResponse:
    """Put the ticked opinions (or every one of the search) into a group, out of it, or aside."""
    call: CommentCall = record_at(request, CommentCall, uid)
    asked = request.POST
    here = reverse("council:comment-sort", args=[uid])
    kept = {name: asked[name] for name in ("state", "q", "like") if asked.get(name)}
    back = HttpResponseRedirect(f"{here}?{'&'.join(f'{name}={value}' for name, value in kept.items())}" if kept else here)
    found = [opinion for opinion, _share in _wanted(call, asked)]
    ticked = found if asked.get("every") else [opinion for opinion in found if opinion.uid in set(asked.getlist("opinion"))]
    if not ticked:
        messages.error(request, _("意見に印を付けてから、押してください"))
        return back
    group = call.groups.filter(number=int(asked["group"])).first() if asked.get("group", "").isdecimal() else None
    try:
        if asked.get("do") == "aside":
            count = take_out(call=call, opinions=ticked, reason=asked.get("reason", ""), actor=request.user, now=clock.now())
            messages.success(request, _("%(count)d件を数えないことにしました。記録は残っています") % {"count": count})
        elif asked.get("do") == "leave" and asked.get("state", "").isdecimal():
            leave_group(group=get_object_or_404(call.groups, number=int(asked["state"])), opinions=ticked, actor=request.user, now=clock.now())
            messages.success(request, _("%(count)d件をまとまりから出しました") % {"count": len(ticked)})
        else:
            made = group_opinions(call=call, opinions=ticked, group=group, summary=asked.get("summary", ""), actor=request.user, now=clock.now())
            messages.success(request, _("%(count)d件をまとまり%(number)dに入れました") % {"count": len(ticked), "number": made.number})
    except CouncilError as error:
        messages.error(request, str(error))
    return back


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def answers(request: HttpRequest, uid: str) -> HttpResponse:
    """市の考え方: every group on one page; one press keeps all that changed."""
    call: CommentCall = record_at(request, CommentCall, uid)
    may_manage = request.user.has_perm(MANAGE_COMMENT_CALLS)
    told: dict[str, CouncilError] = {}
    typed: dict[str, GroupAnswer] = {}
    if request.method == "POST" and may_manage:
        typed = {given.uid: given for given in _answers(request)}
        done = answer_groups(call=call, answers=typed.values(), actor=request.user, now=clock.now())
        told = done.problems
        if done.saved:
            messages.success(request, _("%(count)d件の市の考え方を保存しました") % {"count": done.saved})
        if not told:
            return HttpResponseRedirect(reverse("council:comment-answers", args=[uid]))
    rows = [
        {"group": group, "typed": typed.get(group.uid) if group.uid in told else None, "error": told.get(group.uid)} for group in counted_groups(call)
    ]
    context = {"call": call, "rows": rows, "stances": Stance.choices, "may_manage": may_manage, "faulty": len(told)}
    return render(request, "council/comments/answers.html", context, status=422 if told else 200)


def _answers(request: HttpRequest) -> list[GroupAnswer]:
    asked = request.POST
    return [
        GroupAnswer(
            uid=uid,
            version=int(asked[f"version-{uid}"]) if asked.get(f"version-{uid}", "").isdecimal() else 0,
            summary=asked.get(f"summary-{uid}", ""),
            stance=asked.get(f"stance-{uid}", ""),
            answer=asked.get(f"answer-{uid}", "").replace("\r\n", "\n"),
        )
        for uid in asked.getlist("group")
    ]


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
@require_POST
def group_step(request: HttpRequest, uid: str, group: str, name: str) -> HttpResponse:
    """Make an issue of a group, or remove an empty one."""
    call: CommentCall = record_at(request, CommentCall, uid)
    found = get_object_or_404(OpinionGroup.objects.filter(call=call).select_related("call"), uid=group)
    back = reverse("council:comment-answers", args=[uid])
    try:
        if name == "issue":
            issue = make_issue(group=found, actor=request.user, now=clock.now(), today=clock.today())
            messages.success(request, _("%(code)sとして課題にしました") % {"code": issue.code})
            return HttpResponseRedirect(reverse("council:issue", args=[issue.uid]))
        drop_group(group=found, actor=request.user, now=clock.now())
        messages.success(request, _("まとまりを消しました"))
    except CouncilError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(back)


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def download(request: HttpRequest, uid: str) -> HttpResponse:
    """The workbook; with names and addresses only for the secretariat, and noted."""
    call: CommentCall = record_at(request, CommentCall, uid)
    with_senders = request.GET.get("senders") == "1" and request.user.has_perm(MANAGE_COMMENT_CALLS)
    if with_senders:
        record_personal_view(actor=request.user, obj=call, page=request.path, now=clock.now(), purpose=_("意見募集のExcelへの書き出し"))
    name = _("意見募集_%(slug)s.xlsx") % {"slug": call.slug}
    return as_download(write_workbook(call, with_senders=with_senders), name)


@login_required
@permission_required(MANAGE_COMMENT_CALLS, raise_exception=True)
def upload(request: HttpRequest, uid: str) -> HttpResponse:
    """Bring the workbook back: what would change and what is wrong at which cell, then take it in at once."""
    call: CommentCall = record_at(request, CommentCall, uid)
    context: dict[str, Any] = {"call": call, "read": None, "error": "", "payload": ""}
    if "payload" in request.POST:
        try:
            count = take_in(call=call, intake=intake_of(request.POST["payload"], call), actor=request.user, now=clock.now())
        except signing.BadSignature:
            context["error"] = _("確かめた内容が古くなりました。ファイルをもう一度選んでください")
        except CouncilError as error:
            context["error"] = str(error)
        else:
            messages.success(request, _("%(count)d行を取り込みました") % {"count": count})
            return HttpResponseRedirect(reverse("council:comment-call", args=[uid]))
    elif request.method == "POST":
        file = request.FILES.get("file")
        try:
            if file is None:
                context["error"] = _("ファイルを選んでください")
            else:
                read = read_workbook(file.read(LARGEST_FILE + 1), call=call)
                context |= {"read": read, "payload": signed(read.intake, call) if read.intake.count else "", "rows": asdict(read.intake)}
        except WorkbookError as error:
            context["error"] = str(error)
    return render(request, "council/comments/upload.html", context, status=422 if context["error"] else 200)
