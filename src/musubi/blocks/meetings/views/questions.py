"""事前の質問, as the office answers them."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.meetings.domain.preparation import answer_question, ask_question
from musubi.blocks.meetings.domain.sittings import title_of
from musubi.blocks.meetings.interfaces.member_forms import AnswerForm, TypedQuestionForm
from musubi.blocks.meetings.models import AdvanceQuestion
from musubi.blocks.meetings.views.opening import served_meeting

TYPED = Step(
    title=_l("電話や紙で届いた質問を入れる"),
    button=_l("質問を受け付ける"),
    form=TypedQuestionForm,
    run=lambda request, record, data: ask_question(meeting=record, typed_by=request.user, actor=request.user, now=clock.now(), **data),
    done=_l("質問を受け付けました"),
)
ANSWER = Step(
    title=_l("質問に答える"),
    button=_l("回答する"),
    form=AnswerForm,
    run=lambda request, record, data: answer_question(question=record, actor=request.user, now=clock.now(), **data),
    done=_l("回答しました。委員にメールで知らせました"),
    initial=lambda record: {"answer": record.answer, "for_all": record.for_all},
)


@login_required
def questions(request: HttpRequest, uid: str) -> HttpResponse:
    """The members' questions, unanswered ones first."""
    found = served_meeting(request, uid)
    rows = found.questions.select_related("member", "agenda", "answered_by").order_by("answered_at", "asked_at")
    return render(request, "meetings/sittings/questions.html", {"meeting": found, "title": title_of(found), "questions": rows})


@login_required
def typed(request: HttpRequest, uid: str) -> HttpResponse:
    """Type a question in."""
    found = served_meeting(request, uid)
    return run_step(request, step=TYPED, record=found, back=reverse("member:questions", args=[uid]))


@login_required
def answer(request: HttpRequest, uid: str, question: str) -> HttpResponse:
    """Answer a question."""
    found = served_meeting(request, uid)
    row = get_object_or_404(AdvanceQuestion.objects.select_related("meeting__body", "member"), meeting=found, uid=question)
    return run_step(request, step=ANSWER, record=row, back=reverse("member:questions", args=[uid]))
