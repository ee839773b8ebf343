"""What everybody sees of meetings: the calendar, a meeting with its agenda, papers and minutes."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.meetings.domain.ical import calendar
from musubi.blocks.meetings.domain.issued import by_paper, label_items
from musubi.blocks.meetings.domain.sittings import title_of, when
from musubi.blocks.meetings.enums import AttendanceState, MeetingStatus, MinutesStatus, Openness
from musubi.blocks.meetings.interfaces.month import month_of_meetings
from musubi.blocks.meetings.models import Meeting, Minutes, PaperFile, Utterance

PUBLIC = Meeting.objects.filter(body__is_public=True, status__in=MeetingStatus.told()).select_related("body__organization")


def public_calendar(request: HttpRequest) -> HttpResponse:
    """Meetings ahead and the last ones held, and a month of them as a grid."""
    now = clock.now()
    found = PUBLIC.all()
    context = {
        "ahead": found.filter(starts_at__gte=now).order_by("starts_at"),
        "past": found.filter(starts_at__lt=now).order_by("-starts_at")[:12],
        "month": month_of_meetings(found, request.GET.get("month", ""), address=_address),
        "last_updated": clock.today(),
    }
    return render(request, "meetings/public/calendar.html", context)


def _address(meeting: Meeting) -> str:
    return reverse("meetings:public", args=[meeting.body.code, meeting.fiscal_year, meeting.number])


def public_ical(request: HttpRequest) -> HttpResponse:
    """The public calendar for subscribing."""
    rows = PUBLIC.all().order_by("-starts_at")[:100]
    return as_file(calendar(rows.prefetch_related("agenda"), title=title_of), "councils.ics", "text/calendar; charset=utf-8")


def meeting_at(code: str, year: int, number: int) -> Meeting:
    """A public meeting by its address, else 404."""
    found: Meeting = get_object_or_404(PUBLIC.all(), body__code=code, fiscal_year=year, number=number)
    return found


def public_minutes(meeting: Meeting) -> Minutes | None:
    """The published minutes of a meeting that is not closed."""
    if meeting.openness == Openness.CLOSED:
        return None
    return Minutes.objects.filter(meeting=meeting, status=MinutesStatus.PUBLISHED).first()


def meeting(request: HttpRequest, code: str, year: int, number: int) -> HttpResponse:
    """A meeting: when and where, agenda, papers, minutes, and what became of the opinions."""
    found = meeting_at(code, year, number)
    record = public_minutes(found)
    groups: list[tuple[object, list[object]]] = []
    lines = record.utterances.exclude(agenda__openness=Openness.CLOSED) if record else Utterance.objects.none()
    for line in lines.select_related("agenda").order_by("agenda__number", "order"):
        if not groups or groups[-1][0] != line.agenda:
            groups.append((line.agenda, []))
        groups[-1][1].append(line)
    agenda, files = list(found.agenda.exclude(openness=Openness.CLOSED)), _papers(found)
    label_items(agenda, files)
    held = found.status == MeetingStatus.HELD
    states = list(found.attendances.values_list("state", flat=True)) if held else []
    context = {
        "meeting": found,
        "title": title_of(found),
        "when": when(found),
        "agenda": agenda,
        "closed_items": found.agenda.filter(openness=Openness.CLOSED).count(),
        "papers": by_paper(files),
        "minutes": record,
        "groups": groups,
        "documents": record.documents.order_by("media_type") if record else [],
        "present": sum(state in AttendanceState.present() for state in states),
        "members": len(states),
        "held": held,
    }
    context["panels"] = render_panels("public-meeting", request, context)
    return render(request, "meetings/public/meeting.html", context)


def _papers(meeting: Meeting) -> list[PaperFile]:
    """The papers of the last published set; what is for members only is absent."""
    last = meeting.paper_sets.filter(published_at__isnull=False).order_by("-number").first()
    if last is None or meeting.openness == Openness.CLOSED:
        return []
    return list(last.files.filter(confidential=False).order_by("order", "format"))


def minutes_file(request: HttpRequest, code: str, year: int, number: int, kind: str) -> HttpResponse:
    """The published minutes as they were issued."""
    record = public_minutes(meeting_at(code, year, number))
    found = record.documents.filter(file_name__endswith=f".{kind}").first() if record else None
    if found is None:
        raise Http404
    return as_file(bytes(found.content), found.file_name, found.media_type, attachment=kind != "pdf")
