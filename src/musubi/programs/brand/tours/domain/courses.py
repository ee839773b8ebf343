"""Keep model courses: their words, their stops in order, publishing."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from musubi.blocks.audit.domain.trail import record_event
from musubi.blocks.audit.domain.updates import update_record
from musubi.blocks.kernel.locking import lock
from musubi.blocks.kernel.pages.steps import StepError
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.upkeep import note_changed
from musubi.programs.brand.tours.models import Course, CourseStop
from musubi.programs.brand.tours.models.course import LONGEST_MINUTES

LEAST_STOPS = 2


class CourseError(StepError):
    """The course cannot be so; `field` names what is wrong."""


def published_courses() -> QuerySet[Course]:
    """The courses that visitors read."""
    return Course.objects.filter(status=PublicationState.PUBLISHED)


def _check(course: Course) -> None:
    if not course.title.strip():
        raise CourseError("no_title", _("名称を入力してください"), "title")
    if Course.objects.filter(title=course.title).exclude(pk=course.pk).exists():
        raise CourseError("twice", _("同じ名称のコースがあります。見分けの付く名称にしてください"), "title")
    if course.minutes is not None and not 10 <= course.minutes <= LONGEST_MINUTES:
        raise CourseError("minutes", _("時間の目安は、10分から3日までで入力してください"), "minutes")


@transaction.atomic
def make_course(*, values: Mapping[str, Any], actor: Any, now: dt.datetime) -> Course:
    """A draft. Raises CourseError."""
    course = Course(**values)
    _check(course)
    course.save()
    record_event(actor=actor, verb="course.made", obj=course, now=now, after={"title": course.title})
    return course


@transaction.atomic
def change_course(*, course: Course, values: Mapping[str, Any], unchanged: Callable[[str, Any], bool], actor: Any, now: dt.datetime) -> Course:
    """Write what a form says; translations whose Japanese changed are marked. Raises FieldConflictError, CourseError."""
    current: Course = lock(Course.objects.filter(pk=course.pk))[0]
    for name, value in values.items():
        setattr(current, name, value)
    _check(current)
    saved: Course = update_record(record=course, values=values, unchanged=unchanged, actor=actor, now=now, verb="course.changed")
    note_changed([saved])
    return saved


@transaction.atomic
def add_stop(*, course: Course, spot: Spot, note: str, actor: Any, now: dt.datetime) -> CourseStop:
    """A further stop at the end. Raises CourseError."""
    current: Course = lock(Course.objects.filter(pk=course.pk))[0]
    if current.stops.filter(spot=spot).exists():
        raise CourseError("twice", _("このスポットは、もうコースに入っています"), "spot")
    stop = CourseStop.objects.create(course=current, spot=spot, note=note.strip(), position=current.stops.count() + 1)
    record_event(actor=actor, verb="course.stop_added", obj=current, now=now, after={"spot": spot.name})
    return stop


@transaction.atomic
def move_stop(*, stop: CourseStop, by: int, actor: Any, now: dt.datetime) -> None:
    """One place earlier (-1) or later (1); at the ends nothing happens."""
    current: Course = lock(Course.objects.filter(pk=stop.course_id))[0]
    order = list(current.stops.all())
    at = next(index for index, each in enumerate(order) if each.pk == stop.pk)
    to = at + by
    if not 0 <= to < len(order):
        return
    order.insert(to, order.pop(at))
    _number(order)
    record_event(actor=actor, verb="course.stop_moved", obj=current, now=now, after={"spot": order[to].spot.name, "position": to + 1})


@transaction.atomic
def remove_stop(*, stop: CourseStop, actor: Any, now: dt.datetime) -> None:
    """Take a stop out. Raises CourseError where a published course would be left without a way."""
    current: Course = lock(Course.objects.filter(pk=stop.course_id))[0]
    if current.status == PublicationState.PUBLISHED and current.stops.count() <= LEAST_STOPS:
        raise CourseError("too_few", _("公開中のコースには、2か所以上が要ります。先に別のスポットを足してください"))
    name = stop.spot.name
    stop.delete()
    _number(list(current.stops.all()))
    record_event(actor=actor, verb="course.stop_removed", obj=current, now=now, before={"spot": name})


def _number(order: list[CourseStop]) -> None:
    for position, each in enumerate(order, 1):
        each.position = position
    CourseStop.objects.bulk_update(order, ["position"])


@transaction.atomic
def set_status(*, course: Course, status: PublicationState, actor: Any, now: dt.datetime) -> Course:
    """Publish, or take back from visitors. Raises CourseError."""
    current: Course = lock(Course.objects.filter(pk=course.pk))[0]
    if current.status == status:
        return current
    if status == PublicationState.PUBLISHED:
        hidden = [stop.spot.name for stop in current.stops.select_related("spot") if not stop.spot.is_published]
        if hidden:
            raise CourseError("hidden", _("公開していないスポットがあります: %(names)s") % {"names": "、".join(hidden)})
        if current.stops.count() < LEAST_STOPS:
            raise CourseError("too_few", _("公開するには、2か所以上のスポットを足してください"))
        if not current.lead.strip():
            raise CourseError("no_lead", _("公開するには、ひとこと紹介を入力してください"))
    before = current.status
    current.status = status
    current.version += 1
    current.save()
    record_event(actor=actor, verb="course.status_changed", obj=current, now=now, before={"status": before}, after={"status": status})
    return current
