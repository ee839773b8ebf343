"""会議体: the list, a body with its seats, officers and shares; founding and changing one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.eras import format_date
from musubi.blocks.kernel.pages.downloads import as_file
from musubi.blocks.kernel.pages.steps import Step, run_step
from musubi.blocks.kernel.panels import render_panels
from musubi.blocks.meetings.domain.bodies import add_seat, choose_officer, found_body, members_on, officers_on, shares_of
from musubi.blocks.meetings.domain.errors import MeetingError
from musubi.blocks.meetings.interfaces.body_forms import BodyForm, NewBodyForm, OfficerForm, SeatForm, SeatRecordForm
from musubi.blocks.meetings.interfaces.room_papers import nameplates, of_body, seating
from musubi.blocks.meetings.models import Body, CouncilMember, Meeting, Seat
from musubi.blocks.meetings.rules import MANAGE_BODIES, WORK_BODY
from musubi.blocks.meetings.views.opening import needs_office, record_at, save_form, served_body, staff_page
from musubi.blocks.papers.domain.fonts import MissingGlyphsError


@staff_page
def bodies(request: HttpRequest) -> HttpResponse:
    """Every body that the reader may see, with how it is made up today."""
    found = list(visible_to(request.user, Body).select_related("organization", "item").order_by("ends_before", "kind", "name"))
    shares = shares_of(found, clock.today())
    context = {
        "rows": [{"body": body, "shares": shares[body.pk]} for body in found],
        "may_found": request.user.has_perm(MANAGE_BODIES),
        "today": clock.today(),
    }
    return render(request, "meetings/bodies/list.html", context)


@login_required
@permission_required(MANAGE_BODIES, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Found a body."""
    form = NewBodyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = found_body(body=form.save(commit=False), seats=form.cleaned_data["seats"], actor=request.user, now=clock.now())
        except MeetingError as error:
            form.add_error(error.field or None, str(error))
        else:
            messages.success(request, _("会議体を作りました。次に、席ごとに区分と推薦する団体を入れます"))
            return HttpResponseRedirect(reverse("bodies:body", args=[made.uid]))
    context = {"form": form, "title": _("会議体を作る"), "back": reverse("bodies:list"), "button": _("この会議体を作る")}
    return render(request, "meetings/record.html", context, status=422 if form.errors else 200)


@staff_page
def body(request: HttpRequest, uid: str) -> HttpResponse:
    """A body: what it stands on, who sits on it, its meetings."""
    found = record_at(request, Body, uid, "organization", "item", "parent")
    today = clock.today()
    context = {
        "body": found,
        "shares": shares_of([found], today)[found.pk],
        "seats": _seats(found, today),
        "officers": found.officers.filter(ends_before__isnull=True).select_related("member"),
        "meetings": visible_to(request.user, Meeting).filter(body=found).order_by("-fiscal_year", "-number")[:12],
        "may_work": request.user.has_perm(WORK_BODY, found),
        "today": today,
        "history": history_of(found)[:5],
        "history_of": address_of(found),
    }
    context["panels"] = render_panels("body", request, context)
    return render(request, "meetings/bodies/body.html", context)


def _seats(body: Body, today: Any) -> list[dict[str, Any]]:
    by_seat: dict[int, list[CouncilMember]] = defaultdict(list)
    for member in CouncilMember.objects.filter(seat__body=body).order_by("starts_on", "pk"):
        by_seat[member.seat_id].append(member)
    posts = officers_on(body, today)
    rows = []
    for seat in body.seats.select_related("nominated_by"):
        people = [(member, member.step(today)) for member in by_seat[seat.pk]]
        live = [{"member": member, "step": step, "post": posts.get(member.pk, "")} for member, step in people if step != "ended"]
        rows.append({"seat": seat, "people": live, "former": [member for member, step in people if step == "ended"]})
    return rows


@login_required
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change what a body stands on."""
    found = served_body(request, uid)
    back = reverse("bodies:body", args=[uid])
    form = BodyForm(request.POST or None, instance=Body.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and save_form(request, form, found, verb="body.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(back)
    context = {"form": form, "title": str(found), "back": back, "button": _("この内容を保存する")}
    return render(request, "meetings/record.html", context, status=409 if form.conflicts else (422 if form.errors else 200))


STEPS = {
    "seat": Step(
        title=_l("席を加える"),
        button=_l("席を加える"),
        form=SeatForm,
        run=lambda request, record, data: add_seat(body=record, actor=request.user, now=clock.now(), **data),
        done=_l("席を加えました"),
    ),
    "officer": Step(
        title=_l("会長・会長職務代理者を記録する"),
        button=_l("記録する"),
        form=OfficerForm,
        run=lambda request, record, data: choose_officer(body=record, actor=request.user, now=clock.now(), **data),
        done=_l("記録しました"),
        lead=_l("互選の結果などを入れます。前の人の任は、その日に終わります。"),
        initial=lambda _record: {"starts_on": clock.today()},
    ),
}


@login_required
def step(request: HttpRequest, uid: str, name: str) -> HttpResponse:
    """A seat or an officer more."""
    found = served_body(request, uid)
    return run_step(request, step=STEPS[name], record=found, back=reverse("bodies:body", args=[uid]))


@login_required
def seat(request: HttpRequest, uid: str) -> HttpResponse:
    """Class and nominating body of a seat."""
    found: Seat = record_at(request, Seat, uid, "body")
    needs_office(request, found.body)
    back = reverse("bodies:body", args=[found.body.uid])
    form = SeatRecordForm(request.POST or None, instance=Seat.objects.get(pk=found.pk))
    if request.method == "POST" and form.is_valid() and save_form(request, form, found, verb="seat.changed"):
        messages.success(request, _("保存しました"))
        return HttpResponseRedirect(back)
    title = _("席%(number)d") % {"number": found.number}
    context = {"form": form, "title": title, "back": back, "button": _("この内容を保存する")}
    return render(request, "meetings/record.html", context, status=409 if form.conflicts else 200)


@login_required
def paper(request: HttpRequest, uid: str, kind: str) -> HttpResponse:
    """名札 or 席次表 as PDF."""
    found = served_body(request, uid)
    today = clock.today()
    people = of_body(members_on(found, today), officers_on(found, today))
    if kind not in ("nameplates", "seating"):
        raise Http404
    try:
        if kind == "nameplates":
            return as_file(nameplates(found, people, dated=today), f"{found.code}-nameplates.pdf")
        statement = _("%(body)s %(day)s現在") % {"body": str(found), "day": format_date(today)}
        return as_file(seating(found, people, statement=statement, dated=today), f"{found.code}-seating.pdf")
    except MissingGlyphsError as error:
        messages.error(request, error.message)
        return HttpResponseRedirect(reverse("bodies:body", args=[uid]))


def latest_meeting(body: Body) -> Meeting | None:
    """The body's last planned or held meeting."""
    return body.meetings.order_by("-fiscal_year", "-number").first()


def body_by_code(request: HttpRequest, code: str) -> Body:
    """A public body by the code in its address, else 404: a closed one is not told apart from none."""
    found: Body = get_object_or_404(Body.objects.filter(is_public=True).select_related("organization", "item"), code=code)
    return found
