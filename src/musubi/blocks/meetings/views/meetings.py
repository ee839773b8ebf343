"""会議: the list and calendar, a meeting with its agenda, and the steps from planning to closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.dates import asked_fiscal_year, fiscal_year_of
from musubi.blocks.kernel.pages.downloads import as_download, as_file
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.meetings.domain import sittings
from musubi.blocks.meetings.domain.agenda import add_item, change_item, move_item, remove_item
from musubi.blocks.meetings.domain.attendance import honoraria
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.domain.ical import calendar
from musubi.blocks.meetings.domain.issued import latest_papers
from musubi.blocks.meetings.enums import MeetingStatus
from musubi.blocks.meetings.interfaces.meeting_forms import AgendaForm, CancelForm, EmptyForm, MeetingForm, NewMeetingForm, WhenForm
from musubi.blocks.meetings.interfaces.month import month_of_meetings
from musubi.blocks.meetings.models import AgendaItem, Body, Meeting
from musubi.blocks.meetings.rules import WORK_BODY
from musubi.blocks.meetings.views.opening import record_at, save_form, served_body, served_meeting, staff_page

ICAL = "text/calendar; charset=utf-8"
AGENDA_FIELDS = ("title", "title_en", "kind", "presenter", "minutes_planned", "note", "openness")


def _page(meeting: Meeting) -> str:
    return reverse("meetings:meeting", args=[meeting.uid])


@staff_page
def meetings(request: HttpRequest) -> HttpResponse:
    """The calendar: what lies ahead, a month as a grid, and what was held in a year."""
    found = visible_to(request.user, Meeting).select_related("body")
    bodies = visible_to(request.user, Body).filter(meetings__isnull=False).distinct().order_by("name")
    if uid := request.GET.get("body", ""):
        found = found.filter(body__uid=uid)
    years = sorted(set(found.values_list("fiscal_year", flat=True)), reverse=True)
    year = asked_fiscal_year(request.GET.get("year", "")) or fiscal_year_of(clock.today())
    ahead = [MeetingStatus.PLANNED, MeetingStatus.ANNOUNCED, MeetingStatus.IN_SESSION]
    context = {
        "ahead": found.filter(status__in=ahead).order_by("starts_at", "pk"),
        "past": found.filter(fiscal_year=year).exclude(status__in=ahead).order_by("-starts_at", "-pk"),
        "month": month_of_meetings(found, request.GET.get("month", ""), address=_page),
        "bodies": bodies,
        "years": sorted({*years, year}, reverse=True),
        "year": year,
        "asked": request.GET,
    }
    return render(request, "meetings/sittings/list.html", context)


NEW = Step(
    title=_l("次の会議を作る"),
    button=_l("会議を作る"),
    form=NewMeetingForm,
    run=lambda request, record, data: sittings.plan_meeting(body=record, actor=request.user, now=clock.now(), **data),
    done=_l("会議を作りました。日時と場所を入れて、委員に通知します"),
    lead=_l("いつもの議題が入ります。あとから直せます。"),
    initial=lambda _body: {"fiscal_year": fiscal_year_of(clock.today())},
)


@login_required
def new(request: HttpRequest, uid: str) -> HttpResponse:
    """Plan the body's next meeting."""
    body = served_body(request, uid)
    return run_step(request, step=NEW, record=body, back=reverse("bodies:body", args=[uid]), target=_page)


@staff_page
def meeting(request: HttpRequest, uid: str) -> HttpResponse:
    """A meeting: when and where, its agenda, who comes, what to do next."""
    found: Meeting = record_at(request, Meeting, uid, "body__organization")
    may_work = request.user.has_perm(WORK_BODY, found.body)
    rows = list(found.attendances.select_related("member__seat").order_by("member__name_kana")) if may_work else []
    present, needed = sittings.quorum(found)
    agenda = list(visible_to(request.user, AgendaItem).filter(meeting=found).prefetch_related("items"))
    papers = latest_papers(found, agenda, reader=request.user, shown=may_work)
    context: dict[str, Any] = {
        "meeting": found,
        "title": sittings.title_of(found),
        "when": sittings.when(found),
        "agenda": agenda,
        "attendances": rows,
        "present": present,
        "needed": needed,
        "replied": sum(row.reply != "unknown" for row in rows),
        "polls": found.poll_options.count() if may_work else 0,
        "minutes": getattr(found, "minutes", None),
        "may_work": may_work,
        "papers": papers,
        "paid": bool(found.body.honorarium),
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    context["panels"] = render_panels("meeting", request, context)
    return render(request, "meetings/sittings/meeting.html", context)


def _when(meeting: Meeting) -> dict[str, Any]:
    if meeting.starts_at is None or meeting.ends_at is None:
        return {}
    start, end = localtime(meeting.starts_at), localtime(meeting.ends_at)
    return {"day": start.date(), "starts": start.time(), "ends": end.time()}


def _set_when(request: HttpRequest, meeting: Meeting, data: dict[str, Any]) -> None:
    if meeting.status not in {MeetingStatus.PLANNED, MeetingStatus.ANNOUNCED}:
        raise MeetingError("state", _("始まった会議の日時は変えられません"))
    values = {"starts_at": data["starts_at"], "ends_at": data["ends_at"]}
    update_record(record=meeting, values=values, unchanged=lambda _name, _value: True, actor=request.user, now=clock.now(), verb="meeting.dated")


STEPS = {
    "when": Step(
        title=_l("日時を決める"),
        button=_l("この日時にする"),
        form=WhenForm,
        run=_set_when,
        done=_l("日時を保存しました"),
        initial=_when,
        lead=_l("通知した後に変えたときは、委員に知らせてください。"),
    ),
    "announce": Step(
        title=_l("委員に開催を通知する"),
        button=_l("通知を送る"),
        form=EmptyForm,
        run=lambda request, record, _data: sittings.announce(meeting=record, actor=request.user, now=clock.now()),
        done=_l("委員に通知しました。紙で送る委員の分は、送信記録から印刷できます"),
        lead=_l("在任している委員の全員に、日時・場所・議題とカレンダーの入口をメールで送ります。公開の会議は、公開ページにも出ます。"),
    ),
    "begin": Step(
        title=_l("開会する"),
        button=_l("開会する"),
        form=EmptyForm,
        run=lambda request, record, _data: sittings.begin(meeting=record, actor=request.user, now=clock.now()),
        done=_l("開会しました。発言を、この画面で記録できます"),
    ),
    "close": Step(
        title=_l("閉会する"),
        button=_l("閉会する"),
        form=EmptyForm,
        run=lambda request, record, _data: sittings.close(meeting=record, actor=request.user, now=clock.now()),
        done=_l("閉会しました。次に、会議録を委員の確認に出します"),
    ),
    "cancel": Step(
        title=_l("会議を中止する"),
        button=_l("中止する"),
        form=CancelForm,
        run=lambda request, record, data: sittings.cancel(meeting=record, actor=request.user, now=clock.now(), **data),
        done=_l("中止にしました。通知していた委員に知らせました"),
    ),
}


@login_required
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """One step of a meeting."""
    found = served_meeting(request, uid)
    back = _page(found)
    if name == "begin":
        return run_step(request, step=STEPS[name], record=found, back=back, target=lambda _made: reverse("meetings:minutes", args=[uid]))
    return run_step(request, step=STEPS[name], record=found, back=back)


@login_required
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Where, how and for whom."""
    found = served_meeting(request, uid)
    form = MeetingForm(request.POST or None, instance=Meeting.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and save_form(request, form, found, verb="meeting.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(_page(found))
    context = {"form": form, "title": sittings.title_of(found), "back": _page(found), "button": _("この内容を保存する")}
    return render(request, "meetings/record.html", context, status=409 if form.conflicts else (422 if form.errors else 200))


def _agenda_values(data: dict[str, Any]) -> dict[str, Any]:
    return {name: data[name] for name in AGENDA_FIELDS} | {"items": data["items"]}


ADD = Step(
    title=_l("議題を加える"),
    button=_l("議題を加える"),
    form=AgendaForm,
    run=lambda request, record, data: add_item(meeting=record, actor=request.user, now=clock.now(), **_agenda_values(data)),
    done=_l("議題を加えました"),
)
CHANGE = Step(
    title=_l("議題を直す"),
    button=_l("この内容を保存する"),
    form=AgendaForm,
    run=lambda request, record, data: change_item(item=record, actor=request.user, now=clock.now(), **_agenda_values(data)),
    done=_l("議題を保存しました"),
    initial=lambda record: {name: getattr(record, name) for name in AGENDA_FIELDS} | {"items": list(record.items.all())},
)


@login_required
def agenda_new(request: HttpRequest, uid: str) -> HttpResponse:
    """A further agenda item."""
    found = served_meeting(request, uid)
    return run_step(request, step=ADD, record=found, back=_page(found))


def _agenda(request: HttpRequest, uid: str, item: str) -> tuple[Meeting, AgendaItem]:
    found = served_meeting(request, uid)
    return found, get_object_or_404(AgendaItem.objects.select_related("meeting__body"), meeting=found, uid=item)


@login_required
def agenda_edit(request: HttpRequest, uid: str, item: str) -> HttpResponse:
    """Change an agenda item."""
    found, row = _agenda(request, uid, item)
    return run_step(request, step=CHANGE, record=row, back=_page(found))


@login_required
@require_POST
def agenda_act(request: HttpRequest, uid: str, item: str, action: str) -> HttpResponse:
    """Up, down, or off the agenda."""
    found, row = _agenda(request, uid, item)
    try:
        if action == "remove":
            remove_item(item=row, actor=request.user, now=clock.now())
            messages.success(request, _("「%(title)s」を議題から外しました") % {"title": row.title})
        else:
            move_item(item=row, up=action == "up", actor=request.user, now=clock.now())
    except MeetingError as error:
        messages.error(request, str(error))
    return HttpResponseRedirect(f"{_page(found)}#h-agenda")


def ical(request: HttpRequest, uid: str) -> HttpResponse:
    """A meeting for calendars: members find the address in their invitation; it tells no more than the invitation."""
    found = get_object_or_404(visible_to(request.user, Meeting).select_related("body"), uid=uid)
    return as_file(calendar([found], title=sittings.title_of), f"{found.body.code}-{found.fiscal_year}-{found.number}.ics", ICAL)


@login_required
def papers_of_payment(request: HttpRequest, uid: str) -> HttpResponse:
    """謝礼: who is paid for the meeting, for the accounting side; each reading of a creditor number is logged."""
    from musubi.blocks.meetings.interfaces.honoraria import honoraria_workbook  # noqa: PLC0415 - the workbook writer is heavy

    found = served_meeting(request, uid)
    rows = honoraria(found)
    if not rows:
        raise Http404(_("謝礼を払う出席者がいません"))
    content = honoraria_workbook(found, rows, actor=request.user, now=clock.now())
    name = f"{found.body.code}-{found.fiscal_year}-{found.number}-honoraria.xlsx"
    return as_download(content, name)
