"""意見: received from everywhere, gathered into issues."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Exists, OuterRef, Q
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of, record_personal_view
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.meetings.models import Utterance
from musubi.blocks.meetings.rules import WORK_BODY
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.issues import gather, open_issue
from musubi.council.domain.opinions import classify_opinion, pick_up, receive_opinion, receive_several, withdraw_opinion
from musubi.council.domain.trace import trace_of_opinion
from musubi.council.enums import OpinionSource
from musubi.council.interfaces.follow_forms import SeveralForm
from musubi.council.interfaces.forms import ClassifyForm, OpinionForm, ReasonForm, issue_choices
from musubi.council.interfaces.lists import opinions_sheet
from musubi.council.models import Gathering, Issue, Opinion, OpinionAuthor
from musubi.council.rules import READ_COUNCIL, RECEIVE_OPINIONS, WORK_COUNCIL, WORK_ISSUE
from musubi.council.views.opening import exported, paged, record_at


def _filtered(request: HttpRequest) -> Any:
    asked = request.GET
    found = visible_to(request.user, Opinion).filter(withdrawn_at__isnull=True).select_related("meeting__body", "comment_call")
    if query := asked.get("q", "").strip():
        found = found.filter(Q(text__icontains=query) | Q(author_label__icontains=query) | Q(origin__icontains=query))
    if asked.get("source") in OpinionSource.values:
        found = found.filter(source=asked["source"])
    if code := asked.get("item", "").strip():
        found = found.filter(items__code=code)
    if asked.get("state") == "loose":
        found = found.exclude(Exists(Gathering.objects.filter(opinion=OuterRef("pk"), left_at__isnull=True)))
    return found.prefetch_related("items", "gatherings__issue").order_by("-number")


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def opinions(request: HttpRequest) -> HttpResponse:
    """The opinions, newest first; ticked ones become an issue or go under one."""
    may_work = request.user.has_perm(WORK_COUNCIL)
    rows = _filtered(request)
    if (book := exported(request, opinions_sheet(), rows)) is not None:
        return book
    context = {
        "page": paged(request, rows),
        "sources": OpinionSource.choices,
        "asked": request.GET,
        "issues": issue_choices(request.user) if may_work else [],
        "may_work": may_work,
        "may_receive": request.user.has_perm(RECEIVE_OPINIONS),
    }
    return render(request, "council/opinions.html", context)


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
@require_POST
def gather_ticked(request: HttpRequest) -> HttpResponse:
    """Put the ticked opinions under an issue, a new one where none is chosen."""
    back = HttpResponseRedirect(reverse("council:opinions"))
    ticked = list(visible_to(request.user, Opinion).filter(uid__in=request.POST.getlist("opinion"), withdrawn_at__isnull=True))
    if not ticked:
        messages.error(request, _("まとめる意見に印を付けてから、押してください"))
        return back
    try:
        if uid := request.POST.get("issue", ""):
            issue = get_object_or_404(visible_to(request.user, Issue), uid=uid)
            if not request.user.has_perm(WORK_ISSUE, issue):
                messages.error(request, _("この課題を扱うのは、その会議体の事務局です"))
                return back
            gather(issue=issue, opinions=ticked, actor=request.user, now=clock.now())
        else:
            title = request.POST.get("title", "")
            issue = open_issue(title=title, opinions=ticked, actor=request.user, now=clock.now(), today=clock.today())
    except CouncilError as error:
        messages.error(request, str(error))
        return back
    messages.success(request, _("%(count)d件の意見を%(code)sにまとめました。発言者と原文は残ります") % {"count": len(ticked), "code": issue.code})
    return HttpResponseRedirect(reverse("council:issue", args=[issue.uid]))


def _receive(request: HttpRequest, _record: Any, data: dict[str, Any]) -> Opinion:
    author = {"name": data.pop("author_name"), "address": data.pop("author_contact")}
    return receive_opinion(actor=request.user, now=clock.now(), author=author, **data)


NEW = Step(
    title=_l("意見を受け付ける"),
    button=_l("この意見を受け付ける"),
    form=OpinionForm,
    run=_receive,
    done=_l("意見を受け付けました"),
    lead=_l("手紙・説明会・議会・監査などの意見を、そのままの言葉で入れます。"),
    initial=lambda _record: {"received_on": clock.today()},
)


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Type an opinion in; the meeting may come with the address."""
    asked = {name: request.GET[name] for name in ("meeting", "source") if request.GET.get(name)}
    step = replace(NEW, initial=lambda _record: {"received_on": clock.today(), **asked})
    return run_step(
        request, step=step, record=None, back=reverse("council:opinions"), target=lambda made: reverse("council:opinion", args=[made.uid])
    )


SEVERAL = Step(
    title=_l("いくつもの意見をまとめて入れる"),
    button=_l("これらの意見を受け付ける"),
    form=SeveralForm,
    run=lambda request, _record, data: receive_several(texts=data.pop("texts").splitlines(), actor=request.user, now=clock.now(), **data),
    done=_l("意見を受け付けました。課題にまとめられます"),
    lead=_l("説明会で出た意見、附帯決議の各項、監査の指摘などを、1行に1つずつ入れます。"),
    initial=lambda _record: {"received_on": clock.today(), "source": OpinionSource.HEARING},
)


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def several(request: HttpRequest) -> HttpResponse:
    """A hearing's opinions, the points of a supplementary resolution or an audit, in one form."""
    back = reverse("council:opinions")
    return run_step(request, step=SEVERAL, record=None, back=back, target=lambda _made: f"{back}?state=loose")


@login_required
@permission_required(READ_COUNCIL, raise_exception=True)
def opinion(request: HttpRequest, uid: str) -> HttpResponse:
    """One opinion: its words, what became of it."""
    found = record_at(request, Opinion, uid, "meeting__body", "comment_call", "received_by", "utterance__agenda")
    author = visible_to(request.user, OpinionAuthor).filter(opinion=found).first()
    shows_author = author is not None and request.GET.get("author") == "1"
    if author is not None and shows_author:
        record_personal_view(actor=request.user, obj=author, page=request.path, now=clock.now())
    context = {
        "opinion": found,
        "trace": trace_of_opinion(request.user, found),
        "node": f"opinion-{found.uid}",
        "groups": found.groups.all() if request.user.has_perm(READ_COUNCIL) else [],
        "author": author if shows_author else None,
        "has_author": author is not None,
        "may_work": request.user.has_perm(WORK_COUNCIL),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/opinion.html", context)


STEPS = {
    "classify": Step(
        title=_l("公開区分と関係する事業を決める"),
        button=_l("この区分にする"),
        form=ClassifyForm,
        run=lambda request, record, data: classify_opinion(opinion=record, actor=request.user, now=clock.now(), **data),
        done=_l("区分を保存しました"),
        lead=_l("原文は変わりません。外に出すときの文だけを決めます。"),
        initial=lambda record: {"publicity": record.publicity, "public_text": record.public_text, "items": list(record.items.all())},
    ),
    "withdraw": Step(
        title=_l("意見を取り下げる"),
        button=_l("この意見を取り下げる"),
        form=ReasonForm,
        run=lambda request, record, data: withdraw_opinion(opinion=record, actor=request.user, now=clock.now(), **data),
        done=_l("意見を取り下げました。記録は残っています"),
        lead=_l("二重に入れたときや、出した人の求めがあったときに使います。"),
    ),
}


@login_required
@permission_required(WORK_COUNCIL, raise_exception=True)
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Classify or withdraw."""
    found = record_at(request, Opinion, uid)
    return run_step(request, step=STEPS[name], record=found, back=reverse("council:opinion", args=[uid]))


@login_required
@require_POST
def pick(request: HttpRequest, uid: str) -> HttpResponse:
    """意見として拾う: from the minutes, in one press; back to the minutes."""
    utterance = get_object_or_404(visible_to(request.user, Utterance).select_related("minutes__meeting__body", "member", "agenda"), uid=uid)
    meeting = utterance.minutes.meeting
    if not request.user.has_perm(WORK_BODY, meeting.body):
        messages.error(request, _("意見を拾うのは、この会議の事務局です"))
    else:
        try:
            made = pick_up(utterance=utterance, text=request.POST.get("text", ""), actor=request.user, now=clock.now())
        except CouncilError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _("%(code)sとして拾いました") % {"code": made.code})
    return HttpResponseRedirect(f"{reverse('meetings:minutes', args=[meeting.uid])}#u-{utterance.uid}")
