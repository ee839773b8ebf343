"""Staff keep model courses."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.views.decorators.http import require_POST

from musubi.blocks.audit.domain.trail import address_of, history_of
from musubi.blocks.audit.domain.updates import FieldConflictError
from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.kernel.pages.steps import Step, StepForm, run_step
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.rules import SEE_PLACES, WORK_SPOTS
from musubi.programs.brand.tours.domain.course_counts import course_counts
from musubi.programs.brand.tours.domain.courses import CourseError, add_stop, change_course, make_course, move_stop, remove_stop, set_status
from musubi.programs.brand.tours.interfaces.course_forms import CourseForm, StopForm
from musubi.programs.brand.tours.models import Course
from musubi.programs.brand.tours.views.weights import year_of

HISTORY_ROWS = 5


def _course(request: HttpRequest, uid: str) -> Course:
    found: Course = get_object_or_404(visible_to(request.user, Course), uid=uid)
    return found


def _page(course: Course) -> str:
    return reverse("tours:course", args=[course.uid])


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def listed(request: HttpRequest) -> HttpResponse:
    """All courses with the number of their stops."""
    year, years = year_of(request)
    courses = list(visible_to(request.user, Course).annotate(number=Count("stops")))
    counts = course_counts(courses, year)
    rows = [(course, counts[course.pk]) for course in courses]
    context = {"rows": rows, "year": year, "years": years, "may_work": request.user.has_perm(WORK_SPOTS)}
    return render(request, "tours/courses.html", context)


@login_required
@permission_required(SEE_PLACES, raise_exception=True)
def detail(request: HttpRequest, uid: str) -> HttpResponse:
    """A course with its stops in order."""
    course = _course(request, uid)
    year, _years = year_of(request)
    counts = course_counts([course], year)[course.pk]
    context = {
        "course": course,
        "stops": [(stop, *counts.at_stops[stop.spot_id]) for stop in course.stops.select_related("spot")],
        "counts": counts,
        "year": year,
        "may_work": request.user.has_perm(WORK_SPOTS),
        "history": history_of(course)[:HISTORY_ROWS],
        "history_of": address_of(course) if request.user.has_perm("audit.view_event") else None,
    }
    return render(request, "tours/course.html", context)


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Make a draft."""
    form = CourseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            given = {name: form.cleaned_data[name] for name in CourseForm.Meta.fields}
            course = make_course(values=given, actor=request.user, now=clock.now())
        except CourseError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("コースを作りました。次にスポットを足してください"))
            return HttpResponseRedirect(_page(course))
    step = {"title": _("モデルコースを作る"), "button": _("この内容で作る")}
    context = {"step": step, "form": form, "back": reverse("tours:courses")}
    return render(request, "kernel/step.html", context, status=422 if form.errors else 200)


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
def edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Correct the words; newer values of others stand beside one's own."""
    course = _course(request, uid)
    form = CourseForm(request.POST or None, instance=Course.objects.get(pk=course.pk))
    if request.method == "POST" and form.is_valid():
        try:
            change_course(course=course, values=form.values(), unchanged=form.unchanged, actor=request.user, now=clock.now())
        except FieldConflictError as error:
            form.show_conflicts(dict(error.current))
        except CourseError as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            messages.success(request, _("保存しました"))
            return HttpResponseRedirect(_page(course))
    step = {"title": _("コースの内容を直す"), "button": _("この内容を保存する")}
    status = 409 if form.conflicts else 422 if form.errors else 200
    return render(request, "kernel/step.html", {"step": step, "form": form, "record": course, "back": _page(course)}, status=status)


def _add(request: HttpRequest, course: Course, data: dict[str, Any]) -> None:
    add_stop(course=course, spot=data["spot"], note=data["note"], actor=request.user, now=clock.now())


def _publish(request: HttpRequest, course: Course, _data: dict[str, Any]) -> None:
    set_status(course=course, status=PublicationState.PUBLISHED, actor=request.user, now=clock.now())


def _withdraw(request: HttpRequest, course: Course, _data: dict[str, Any]) -> None:
    set_status(course=course, status=PublicationState.WITHDRAWN, actor=request.user, now=clock.now())


ADD = Step(_l("スポットを足す"), _l("このスポットを足す"), StopForm, _add, _l("スポットを足しました"))
PUBLISH = Step(
    _l("コースを公開する"),
    _l("公開する"),
    StepForm,
    _publish,
    _l("公開しました"),
    lead=_l("来訪者のページに出ます。英語・中国語・韓国語は「訳文」の机で加えます。"),
)
WITHDRAW = Step(_l("公開を止める"), _l("公開を止める"), StepForm, _withdraw, _l("公開を止めました"))


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
def add(request: HttpRequest, uid: str) -> HttpResponse:
    """A further stop."""
    course = _course(request, uid)
    return run_step(request, step=ADD, record=course, back=_page(course))


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
def publish(request: HttpRequest, uid: str) -> HttpResponse:
    """Show it to visitors, or with `withdraw` take it back."""
    course = _course(request, uid)
    step = WITHDRAW if course.status == PublicationState.PUBLISHED else PUBLISH
    return run_step(request, step=step, record=course, back=_page(course))


@login_required
@permission_required(WORK_SPOTS, raise_exception=True)
@require_POST
def act(request: HttpRequest, uid: str, stop_uid: str) -> HttpResponse:
    """Move a stop earlier or later, or take it out."""
    course = _course(request, uid)
    stop = get_object_or_404(course.stops.select_related("spot"), uid=stop_uid)
    what, name = request.POST.get("do", ""), stop.spot.name
    if what in {"earlier", "later"}:
        move_stop(stop=stop, by=-1 if what == "earlier" else 1, actor=request.user, now=clock.now())
        messages.success(request, _("「%(name)s」を動かしました") % {"name": name})
    elif what == "remove":
        try:
            remove_stop(stop=stop, actor=request.user, now=clock.now())
            messages.success(request, _("「%(name)s」を外しました。戻すには、もう一度足してください") % {"name": name})
        except CourseError as error:
            messages.error(request, str(error))
    return HttpResponseRedirect(f"{_page(course)}#h-stops")
