"""会議録: typed live against the agenda, checked by the members, final, published."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.business_days import business_day_on_or_after
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.media_types import DOCX
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.meetings.domain import minutes as domain
from musubi.blocks.meetings.domain.agenda import begin_item
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.issued import issue_minutes, latest_papers, paper_titles
from musubi.blocks.meetings.domain.sittings import quorum, title_of, when
from musubi.blocks.meetings.enums import CheckState, MinutesStatus
from musubi.blocks.meetings.interfaces.meeting_forms import EmptyForm
from musubi.blocks.meetings.interfaces.minutes_forms import CheckDueForm, MinutesForm, RedactForm, SayForm, SettleForm, UtteranceForm
from musubi.blocks.meetings.interfaces.minutes_papers import minutes_paper
from musubi.blocks.meetings.models import AgendaItem, Meeting, Minutes, MinutesCheck, Utterance
from musubi.blocks.meetings.views.opening import record_at, save_form, served_meeting
from musubi.blocks.papers.domain.composed.pdf import to_pdf
from musubi.blocks.papers.domain.composed.word import to_word
from musubi.blocks.papers.domain.fonts import MissingGlyphsError

DAYS_TO_CHECK = 14


def _here(meeting: Meeting, item: AgendaItem | None = None, anchor: str = "") -> str:
    query = f"?item={item.uid}" if item is not None else ""
    return f"{reverse('meetings:minutes', args=[meeting.uid])}{query}{anchor}"


def _opened(request: HttpRequest, uid: str) -> tuple[Meeting, Minutes]:
    """The meeting and its minutes, begun on the first visit; else 403 or 404."""
    meeting = served_meeting(request, uid)
    found = Minutes.objects.filter(meeting=meeting).first()
    if found is None:
        try:
            found = domain.open_minutes(meeting=meeting, actor=request.user, now=clock.now())
        except MeetingError as error:
            raise Http404(str(error)) from error
    return meeting, found


def _current(request: HttpRequest, agenda: list[AgendaItem]) -> AgendaItem | None:
    """The item asked for, else the one that the meeting turned to last."""
    asked = request.GET.get("item", "")
    found = next((item for item in agenda if item.uid == asked), None)
    begun = [item for item in agenda if item.begun_at is not None]
    return found or (max(begun, key=lambda item: (item.begun_at, item.number)) if begun else (agenda[0] if agenda else None))


@login_required
def minutes(request: HttpRequest, uid: str) -> HttpResponse:
    """The live minutes: one agenda item, what was said, and what follows from it beside."""
    meeting, found = _opened(request, uid)
    agenda = list(meeting.agenda.prefetch_related("items"))
    item = _current(request, agenda)
    form = SayForm(request.POST or None, meeting=meeting)
    if request.method == "POST" and form.is_valid():
        typed = {name: form.cleaned_data[name] for name in ("member", "speaker", "kind", "text")}
        try:
            said = domain.add_utterance(minutes=found, agenda=item, actor=request.user, now=clock.now(), **typed)
        except MeetingError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return HttpResponseRedirect(_here(meeting, item, f"#u-{said.uid}"))
    lines = list(found.utterances.filter(agenda=item).select_related("member", "agenda").order_by("order"))
    base = {"meeting": meeting, "minutes": found}
    context: dict[str, Any] = {
        **base,
        "title": title_of(meeting),
        "when": when(meeting),
        "agenda": agenda,
        "item": item,
        "lines": [{"line": line, "panels": render_panels("utterance", request, {**base, "utterance": line})} for line in lines],
        "form": form,
        "writable": found.status in domain.WRITABLE,
        "seats": quorum(meeting),
        "papers": latest_papers(meeting, agenda, reader=request.user),
        "side": render_panels("minutes-side", request, base),
        "today": clock.today(),
    }
    return render(request, "meetings/sittings/minutes.html", context, status=422 if form.errors else 200)


@login_required
@require_POST
def turn_to(request: HttpRequest, uid: str, item: str) -> HttpResponse:
    """The meeting turns to an agenda item."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(AgendaItem.objects.select_related("meeting__body"), meeting=meeting, uid=item)
    try:
        begin_item(item=row, actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_here(meeting, row))


def _line(request: HttpRequest, uid: str, line: str) -> tuple[Meeting, Utterance]:
    meeting = served_meeting(request, uid)
    return meeting, get_object_or_404(Utterance.objects.select_related("minutes__meeting__body", "agenda"), minutes__meeting=meeting, uid=line)


CORRECT = Step(
    title=_l("発言を直す"),
    button=_l("この内容を保存する"),
    form=UtteranceForm,
    run=lambda request, record, data: domain.change_utterance(utterance=record, actor=request.user, now=clock.now(), **data),
    done=_l("発言を直しました"),
    initial=lambda record: {"speaker": record.speaker, "text": record.text, "shown_version": record.version},
)
REDACT = Step(
    title=_l("公表で伏せる"),
    button=_l("保存する"),
    form=RedactForm,
    run=lambda request, record, data: domain.redact(utterance=record, actor=request.user, now=clock.now(), **data),
    done=_l("公表する内容を保存しました"),
    lead=_l("元の発言は残ります。公表する会議録でだけ、置き換わります。"),
    initial=lambda record: {"public_text": record.public_text, "reason": record.redaction_reason},
)


@login_required
def line(request: HttpRequest, uid: str, line: str, action: str) -> HttpResponse:
    """Correct a line, or say what stands outside."""
    meeting, row = _line(request, uid, line)
    step = CORRECT if action == "edit" else REDACT
    return run_step(request, step=step, record=row, back=_here(meeting, row.agenda, f"#u-{row.uid}"))


@login_required
@require_POST
def line_act(request: HttpRequest, uid: str, line: str, action: str) -> HttpResponse:
    """Up, down, or out of the minutes."""
    meeting, row = _line(request, uid, line)
    agenda = row.agenda
    try:
        if action == "remove":
            domain.remove_utterance(utterance=row, actor=request.user, now=clock.now())
            messages.success(request, _("発言を消しました。操作の記録には残っています"))
        else:
            domain.move_utterance(utterance=row, up=action == "up", actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(_here(meeting, agenda))


def _publish(request: HttpRequest, record: Minutes, _data: dict[str, Any]) -> None:
    done = domain.publish_minutes(minutes=record, actor=request.user, now=clock.now())
    issue_minutes(
        minutes=done, paper=minutes_paper(done, public=True, papers=paper_titles(done.meeting, public=True), dated=clock.today()), actor=request.user
    )


STEPS = {
    "check": Step(
        title=_l("委員の確認に出す"),
        button=_l("委員に送る"),
        form=CheckDueForm,
        run=lambda request, record, data: domain.send_to_check(minutes=record, actor=request.user, now=clock.now(), **data),
        done=_l("出席した委員に、会議録(案)の確認をお願いしました"),
        lead=_l("出席した委員の全員にメールで知らせます。紙の委員の分は、送信記録から印刷できます。"),
        initial=lambda _record: {"due_on": business_day_on_or_after(clock.today() + dt.timedelta(days=DAYS_TO_CHECK))},
    ),
    "back": Step(
        title=_l("素案に戻す"),
        button=_l("素案に戻す"),
        form=EmptyForm,
        run=lambda request, record, _data: domain.back_to_draft(minutes=record, actor=request.user, now=clock.now()),
        done=_l("素案に戻しました。委員の回答は残っています"),
    ),
    "final": Step(
        title=_l("会議録を確定する"),
        button=_l("確定する"),
        form=EmptyForm,
        run=lambda request, record, _data: domain.make_final(minutes=record, actor=request.user, today=clock.today(), now=clock.now()),
        done=_l("会議録を確定しました。伏せるところを確かめてから、公表します"),
        lead=_l("確定した会議録は、直せなくなります。"),
    ),
    "publish": Step(
        title=_l("会議録を公表する"),
        button=_l("公表する"),
        form=EmptyForm,
        run=_publish,
        done=_l("会議録を公表しました。様式第1号・第2号を発行しました"),
        lead=_l("公開ページに会議録が出ます。伏せた発言は、置き換えた文で出ます。"),
    ),
}


@login_required
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A step of the minutes."""
    meeting, found = _opened(request, uid)
    return run_step(request, step=STEPS[name], record=found, back=reverse("meetings:minutes-record", args=[meeting.uid]))


@login_required
def record(request: HttpRequest, uid: str) -> HttpResponse:
    """The minutes as a record: head, members' answers, countdown to publication, the forms."""
    meeting, found = _opened(request, uid)
    form = MinutesForm(request.POST or None, instance=Minutes.objects.get(pk=found.pk))
    here = reverse("meetings:minutes-record", args=[uid])
    if request.method == "POST" and form.is_valid() and save_form(request, form, found, verb="minutes.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(here)
    checks = list(found.checks.select_related("member").order_by("state", "member__name_kana"))
    nexts = {MinutesStatus.DRAFT: ["check"], MinutesStatus.CHECKING: ["final", "back"], MinutesStatus.FINAL: ["publish"], MinutesStatus.PUBLISHED: []}
    context = {
        "meeting": meeting,
        "minutes": found,
        "title": title_of(meeting),
        "form": form,
        "checks": checks,
        "waiting": sum(check.state == CheckState.WAITING for check in checks),
        "steps": [(name, STEPS[name]) for name in nexts[MinutesStatus(found.status)]],
        "redacted": found.utterances.filter(redacted=True).count(),
        "documents": found.documents.order_by("media_type"),
        "today": clock.today(),
        "history": history_of(found)[:8],
        "history_of": address_of(found),
    }
    return render(request, "meetings/sittings/record.html", context, status=409 if form.conflicts else 200)


SETTLE = Step(
    title=_l("修正の希望に対応する"),
    button=_l("対応を記録する"),
    form=SettleForm,
    run=lambda request, record, data: domain.settle_check(check=record, actor=request.user, now=clock.now(), **data),
    done=_l("対応を記録しました"),
    initial=lambda record: {"note": record.settled_note},
)


@login_required
def settle(request: HttpRequest, uid: str, check: str) -> HttpResponse:
    """What the office did about a member's wish."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(MinutesCheck.objects.select_related("member"), minutes__meeting=meeting, uid=check)
    return run_step(request, step=SETTLE, record=row, back=reverse("meetings:minutes-record", args=[uid]))


@login_required
@require_POST
def heard(request: HttpRequest, uid: str, check: str) -> HttpResponse:
    """A member's answer that came by telephone or on paper."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(MinutesCheck, minutes__meeting=meeting, uid=check)
    comment = request.POST.get("comment", "").strip()
    state = CheckState.CHANGES if comment else CheckState.AGREED
    try:
        domain.answer_check(check=row, state=state, comment=comment, actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("委員の回答を記録しました"))
    return HttpResponseRedirect(reverse("meetings:minutes-record", args=[uid]))


@login_required
def paper(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """The minutes as they stand, in 様式第1号 and 第2号, as PDF or Word."""
    meeting = served_meeting(request, uid)
    found: Minutes = record_at(request, Minutes, get_object_or_404(Minutes, meeting=meeting).uid, "meeting__body__organization")
    made = minutes_paper(found, public=False, papers=paper_titles(meeting), dated=clock.today())
    name = f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}-minutes.{kind}"
    try:
        return as_file(to_pdf(made), name) if kind == "pdf" else as_file(to_word(made), name, DOCX, attachment=True)
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("meetings:minutes-record", args=[uid]))
