"""会議資料一式: the plan, one button, the sets as they were issued."""

from __future__ import annotations

import io
import zipfile
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.issued import by_paper
from musubi.blocks.meetings.domain.papers.composing import asked_year
from musubi.blocks.meetings.domain.papers.issuing import make_papers, publish_papers, send_papers
from musubi.blocks.meetings.domain.papers.plans import (
    add_paper,
    bring_paper,
    change_paper,
    labels_of,
    move_paper,
    remove_paper,
    usual_plan,
)
from musubi.blocks.meetings.domain.papers.sources import sources
from musubi.blocks.meetings.domain.sittings import title_of
from musubi.blocks.meetings.enums import PaperFormat
from musubi.blocks.meetings.interfaces.paper_forms import AddPaperForm, BringPaperForm, ChangePaperForm, MakeForm, placing_of
from musubi.blocks.meetings.models import Meeting, MeetingPapers, PaperFile, PaperPlan
from musubi.blocks.meetings.views.opening import served_meeting
from musubi.blocks.papers.domain.canonical import canonical
from musubi.blocks.papers.domain.composed.page import standalone
from musubi.blocks.papers.domain.filling.files import FillError
from musubi.blocks.papers.domain.fonts import MissingGlyphsError

ZIP = "application/zip"


@login_required
def papers(request: HttpRequest, uid: str) -> HttpResponse:
    """What the papers will be, the button, and every set with its files and what changed."""
    meeting = served_meeting(request, uid)
    usual_plan(meeting=meeting, actor=request.user, now=clock.now())
    plan = list(meeting.paper_plans.select_related("agenda", "file").defer("file__content").order_by("order"))
    labels, known = labels_of(plan), sources()
    form = MakeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        answer = _made(request, meeting, form)
        if answer is not None:
            return answer
    sets = list(meeting.paper_sets.select_related("issued_by").order_by("-number"))
    files = (
        visible_to(request.user, PaperFile).filter(papers__in=sets).select_related("document").defer("document__content").order_by("order", "format")
    )
    by_set: dict[int, list[PaperFile]] = {}
    for file in files:
        by_set.setdefault(file.papers_id, []).append(file)
    kept = _titles_kept_from(request.user, meeting)
    context = {
        "meeting": meeting,
        "title": title_of(meeting),
        "plan": [{"row": row, "label": labels[row.pk], "source": known.get(row.source), "year": row.parameters.get("fiscal_year")} for row in plan],
        "form": form,
        "sets": [
            {
                "set": each,
                "papers": by_paper(by_set.get(each.pk, [])),
                "differences": [row for row in each.differences if row["title"] not in kept],
            }
            for each in sets
        ],
    }
    return render(request, "meetings/papers/papers.html", context, status=422 if form.errors else 200)


def _titles_kept_from(user: Any, meeting: Meeting) -> frozenset[str]:
    """Titles of the meeting's papers that the office shows to others only: what changed in them quotes them."""
    every = PaperFile.objects.filter(papers__meeting=meeting)
    return frozenset(every.exclude(pk__in=visible_to(user, PaperFile).values("pk")).values_list("title", flat=True))


def _made(request: HttpRequest, meeting: Any, form: MakeForm) -> HttpResponse | None:
    try:
        made, new = make_papers(meeting=meeting, reason=form.cleaned_data["reason"], actor=request.user, today=clock.today(), now=clock.now())
    except MeetingError as error:
        form.add_error(error.field or None, str(error))
        return None
    except MissingGlyphsError as error:
        form.add_error(None, error.message)
        return None
    except FillError as error:
        form.add_error(None, str(error))
        return None
    if new:
        messages.success(request, _("会議資料一式(第%(number)d版)を作りました") % {"number": made.number})
    else:
        messages.info(request, _("第%(number)d版から変わったところはありません。同じ資料のままです") % {"number": made.number})
    return HttpResponseRedirect(f"{reverse('meeting-papers:papers', args=[meeting.uid])}#set-{made.number}")


def _add(request: HttpRequest, meeting: Any, data: dict[str, Any]) -> PaperPlan:
    year = data["fiscal_year"]
    return add_paper(meeting=meeting, source=data["source"], placing=placing_of(data), fiscal_year=year, actor=request.user, now=clock.now())


def _bring(request: HttpRequest, meeting: Any, data: dict[str, Any]) -> PaperPlan:
    file, placing = data["file"], placing_of(data)
    return bring_paper(meeting=meeting, file_name=file.name, content=file.read(), placing=placing, actor=request.user, now=clock.now())


def _change(request: HttpRequest, plan: Any, data: dict[str, Any]) -> None:
    file = data.get("file")
    given = {"file_name": file.name, "content": file.read()} if file else {}
    year = data.get("fiscal_year")
    change_paper(plan=plan, placing=placing_of(data), fiscal_year=year, actor=request.user, now=clock.now(), **given)


ADDED = _l("資料の予定に加えました。番号は並び順に付きます")
ADD = Step(title=_l("資料を加える"), button=_l("資料を加える"), form=AddPaperForm, run=_add, done=ADDED)
BRING = Step(
    title=_l("ファイルを資料にする"),
    button=_l("このファイルを資料にする"),
    form=BringPaperForm,
    run=_bring,
    done=ADDED,
    lead=_l("別に作ったPDF・Word・Excelを、そのまま資料にします。"),
)
CHANGE = Step(
    title=_l("資料の予定を直す"),
    button=_l("保存する"),
    form=ChangePaperForm,
    run=_change,
    done=_l("資料の予定を直しました。「会議資料一式を作る」で資料に入ります"),
    initial=lambda plan: {
        "title": plan.title,
        "kind": plan.kind,
        "agenda": plan.agenda_id,
        "confidential": plan.confidential,
        "fiscal_year": asked_year(plan.meeting, plan),
    },
)


@login_required
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """A further paper."""
    meeting = served_meeting(request, uid)
    return run_step(request, step=ADD, record=meeting, back=reverse("meeting-papers:papers", args=[uid]))


@login_required
def bring(request: HttpRequest, uid: str) -> HttpResponse:
    """A file made elsewhere becomes a paper."""
    meeting = served_meeting(request, uid)
    return run_step(request, step=BRING, record=meeting, back=reverse("meeting-papers:papers", args=[uid]))


@login_required
def plan_edit(request: HttpRequest, uid: str, plan: str) -> HttpResponse:
    """Title, number, agenda item, year, file."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(PaperPlan.objects.select_related("meeting"), meeting=meeting, uid=plan)
    return run_step(request, step=CHANGE, record=row, back=f"{reverse('meeting-papers:papers', args=[uid])}#h-plan")


@login_required
def brought(request: HttpRequest, uid: str, plan: str) -> HttpResponse:
    """The file that was brought along, to look at before the papers are made."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(visible_to(request.user, PaperPlan).select_related("file"), meeting=meeting, uid=plan, file__isnull=False)
    return as_file(bytes(row.file.content), row.file.file_name, row.file.media_type, attachment=True)


@login_required
@require_POST
def plan_act(request: HttpRequest, uid: str, plan: str, action: str) -> HttpResponse:
    """Up, down, out."""
    meeting = served_meeting(request, uid)
    row = get_object_or_404(PaperPlan, meeting=meeting, uid=plan)
    common = {"plan": row, "actor": request.user, "now": clock.now()}
    if action == "remove":
        remove_paper(**common)
        messages.success(request, _("「%(title)s」を資料の予定から外しました") % {"title": row.title})
    else:
        move_paper(up=action == "up", **common)
    return HttpResponseRedirect(f"{reverse('meeting-papers:papers', args=[uid])}#h-plan")


@login_required
@require_POST
def set_act(request: HttpRequest, uid: str, number: int, action: str) -> HttpResponse:
    """Send a set to the members, or publish it."""
    meeting = served_meeting(request, uid)
    found = get_object_or_404(MeetingPapers, meeting=meeting, number=number)
    try:
        if action == "send":
            told = send_papers(papers=found, actor=request.user, now=clock.now())
            messages.success(request, _("%(count)d人の委員に、資料ができたことを知らせました") % {"count": told})
        else:
            publish_papers(papers=found, actor=request.user, now=clock.now())
            messages.success(request, _("資料を公表しました。委員だけの資料は出ません"))
    except MeetingError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{reverse('meeting-papers:papers', args=[uid])}#set-{number}")


@login_required
def archive(request: HttpRequest, uid: str, number: int) -> HttpResponse:
    """A whole set in one file, without papers that the reader is kept from; the same set is the same bytes."""
    meeting = served_meeting(request, uid)
    found = get_object_or_404(MeetingPapers, meeting=meeting, number=number)
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        for file in visible_to(request.user, PaperFile).filter(papers=found).select_related("document").order_by("order", "format"):
            content = bytes(file.document.content)
            whole = standalone(content, file.title) if file.format == PaperFormat.HTML else content
            name = f"{file.order:02}_{file.label}_{file.title}.{file.format}".replace("/", "・").replace("__", "_")
            made.writestr(name, whole)
    name = f"{meeting.body.code}-{meeting.fiscal_year}-{meeting.number}-papers-{number}.zip"
    return as_file(canonical(target.getvalue()), name, ZIP, attachment=True)


def file(request: HttpRequest, uid: str) -> HttpResponse:
    """A paper as it was issued, for whoever may see it: the office, members once sent, everybody once published."""
    found: PaperFile = get_object_or_404(visible_to(request.user, PaperFile).select_related("document", "papers__meeting__body"), uid=uid)
    document = found.document
    if found.format == PaperFormat.HTML:
        article = mark_safe(bytes(document.content).decode())  # noqa: S308 - written by composed.page, which escapes every word
        return render(request, "meetings/papers/page.html", {"file": found, "meeting": found.papers.meeting, "article": article})
    if found.format not in PaperFormat.values:
        raise Http404
    return as_file(bytes(document.content), document.file_name, document.media_type, attachment=found.format != PaperFormat.PDF)
