"""想定問答: question notice in, answer sheet out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError, update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import fiscal_year_of
from musubi.blocks.kernel.pages.downloads import as_download
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.papers.domain.fonts import MissingGlyphsError
from musubi.blocks.vision.domain.editions import plan_in_force
from musubi.council.domain.comments.result_paper import FORMATS
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.questions import (
    ProgramYears,
    add_neighbour,
    check_answer,
    five_years,
    opinion_of,
    receive_question,
    remove_neighbour,
    reopen_answer,
    use_answer,
)
from musubi.council.enums import AnswerSheetStatus
from musubi.council.interfaces.answer_sheet import rows_of, sheet_of
from musubi.council.interfaces.follow_forms import AnswerForm, NeighbourForm, QuestionForm
from musubi.council.interfaces.forms import ReasonForm
from musubi.council.interfaces.lists import questions_sheet
from musubi.council.models import AssemblyQuestion, NeighbourFigure
from musubi.council.rules import CHECK_QUESTION, RECEIVE_OPINIONS, WORK_COUNCIL, WORK_QUESTION
from musubi.council.views.opening import exported, paged, record_at


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def questions(request: HttpRequest) -> HttpResponse:
    """The questions, those whose answer is still being written first, by their day."""
    asked = request.GET
    rows = visible_to(request.user, AssemblyQuestion).select_related("organization").prefetch_related("items")
    if query := asked.get("q", "").strip():
        rows = rows.filter(Q(title__icontains=query) | Q(question__icontains=query) | Q(answer__icontains=query) | Q(session__icontains=query))
    status = asked.get("status", "")
    if status in AnswerSheetStatus.values:
        rows = rows.filter(status=status)
    if (book := exported(request, questions_sheet(), rows.order_by("-due_on", "-pk"))) is not None:
        return book
    context = {
        "page": paged(request, rows.order_by("-due_on", "-pk")),
        "statuses": AnswerSheetStatus.choices,
        "status": status,
        "asked": asked,
        "today": clock.today(),
    }
    return render(request, "council/questions.html", context)


NEW = Step(
    _l("質問の通告を受け付ける"),
    _l("この質問を受け付ける"),
    QuestionForm,
    lambda request, _record, data: receive_question(actor=request.user, now=clock.now(), today=clock.today(), **data),
    _l("受け付けました。答弁を作る課の「本日の締切」に出ます"),
    _l("関係する事業の番号を入れると、過去5年の数字が答弁の資料に入ります。"),
    lambda _record: {"received_on": clock.today()},
)


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Keep a notice."""
    return run_step(
        request, step=NEW, record=None, back=reverse("council:questions"), target=lambda made: reverse("council:question", args=[made.uid])
    )


def _years(question: AssemblyQuestion) -> list[ProgramYears]:
    vision = plan_in_force()
    if vision is None:
        return []
    items = list(question.items.select_related("level", "parent__parent__parent__parent").order_by("order", "code"))
    return five_years(vision=vision, items=items, fiscal_year=fiscal_year_of(question.received_on), today=clock.today())


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def question(request: HttpRequest, uid: str) -> HttpResponse:
    """One question: the city's figures, the neighbours', the answer."""
    found: AssemblyQuestion = record_at(request, AssemblyQuestion, uid, "organization", "checked_by", "opinion")
    programs = _years(found)
    context = {
        "question": found,
        "programs": [{"program": program, "years": program.fiscal_years, "rows": rows_of(program)} for program in programs],
        "figures": visible_to(request.user, NeighbourFigure).filter(question=found),
        "may_work": request.user.has_perm(WORK_QUESTION, found),
        "may_check": request.user.has_perm(CHECK_QUESTION, found),
        "may_follow": request.user.has_perm(WORK_COUNCIL),
        "today": clock.today(),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    return render(request, "council/question.html", context)


def _to_work(request: HttpRequest, uid: str) -> AssemblyQuestion:
    found: AssemblyQuestion = record_at(request, AssemblyQuestion, uid, "organization")
    if not request.user.has_perm(WORK_QUESTION, found):
        raise PermissionDenied
    return found


@login_required
def answer(request: HttpRequest, uid: str) -> HttpResponse:
    """Write the answer; a checked one is reopened first."""
    found = _to_work(request, uid)
    back = reverse("council:question", args=[uid])
    if found.status != AnswerSheetStatus.DRAFT:
        messages.error(request, _("確認した答弁です。直すときは、先に確認を取り消します"))
        return HttpResponseRedirect(back)
    form = AnswerForm(request.POST or None, instance=AssemblyQuestion.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid():
        try:
            update_record(record=found, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now(), verb="question.answered")
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(back)
    context = {"form": form, "record": found, "back": back, "step": {"title": _("答弁を書く"), "button": _("この答弁を保存する")}}
    return render(request, "kernel/step.html", context, status=409 if form.conflicts else 200)


NEIGHBOUR = Step(
    _l("近隣市の値を加える"),
    _l("この値を加える"),
    NeighbourForm,
    lambda request, record, data: add_neighbour(question=record, actor=request.user, now=clock.now(), **data),
    _l("加えました"),
    _l("公表資料から写した値を、出典と一緒に残します。"),
)
REOPEN = Step(
    _l("確認を取り消す"),
    _l("確認を取り消して、作成中に戻す"),
    ReasonForm,
    lambda request, record, data: reopen_answer(question=record, actor=request.user, now=clock.now(), **data),
    _l("作成中に戻しました"),
)


@login_required
def form_step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A neighbour's figure, or back to writing."""
    found = _to_work(request, uid)
    steps = {"neighbour": NEIGHBOUR, "reopen": REOPEN}
    if name not in steps:
        raise Http404
    step = replace(steps[name], initial=lambda _record: {"unit": request.GET.get("unit", "")})
    return run_step(request, step=step, record=found, back=reverse("council:question", args=[uid]))


@login_required
@require_POST
def press(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """Check, use, take in as an opinion: one press each."""
    found: AssemblyQuestion = record_at(request, AssemblyQuestion, uid, "organization")
    rights: dict[str, tuple[str, Any, Any, Any]] = {
        "check": (CHECK_QUESTION, found, check_answer, _("確認しました。Word・PDFで出せます")),
        "use": (WORK_QUESTION, found, use_answer, _("答弁済みにしました")),
        "opinion": (WORK_COUNCIL, None, opinion_of, _("意見として受け付けました。課題にまとめられます")),
    }
    if name not in rights:
        raise Http404
    needed, about, run, done = rights[name]
    if not request.user.has_perm(needed, about):
        raise PermissionDenied
    try:
        run(question=found, actor=request.user, now=clock.now())
        messages.success(request, done)
    except CouncilError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(reverse("council:question", args=[uid]))


@login_required
@require_POST
def drop_neighbour(request: HttpRequest, uid: str, figure: str) -> HttpResponse:
    """Take a wrongly typed figure out."""
    found = _to_work(request, uid)
    remove_neighbour(figure=get_object_or_404(found.neighbour_figures, uid=figure), actor=request.user, now=clock.now())
    messages.success(request, _("消しました。記録は残っています"))
    return HttpResponseRedirect(reverse("council:question", args=[uid]))


@login_required
@permission_required(RECEIVE_OPINIONS, raise_exception=True)
def sheet(request: HttpRequest, uid: str, suffix: str) -> HttpResponse:
    """The answer sheet as it stands now: Word, PDF, Excel."""
    found: AssemblyQuestion = record_at(request, AssemblyQuestion, uid, "organization")
    if suffix not in FORMATS:
        raise Http404
    write, media_type = FORMATS[suffix]
    try:
        content = write(sheet_of(found, _years(found), dated=clock.today()))
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("council:question", args=[uid]))
    name = _("想定問答_%(title)s.%(suffix)s") % {"title": found.title[:40], "suffix": suffix}
    return as_download(content, name, media_type)
