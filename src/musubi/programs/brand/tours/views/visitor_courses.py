"""Visitors read model courses in four languages, with a map and the way into the planner."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from musubi.blocks.kernel.pages.languages import for_visitors, page_language
from musubi.blocks.places.domain.queries import shown_photos
from musubi.blocks.places.domain.sketches import sketch
from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.interfaces.map_frame import map_frame
from musubi.blocks.translations.domain.wordings import put_words
from musubi.programs.brand.tours.domain.courses import published_courses
from musubi.programs.brand.tours.models import CourseStop

PUBLISHED = PublicationState.PUBLISHED


@for_visitors
@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The published courses."""
    courses = published_courses().annotate(number=Count("stops"))
    return render(request, "tours/visitor/courses.html", {"courses": put_words(courses, page_language())})


@for_visitors
@require_safe
def course_page(request: HttpRequest, uid: str) -> HttpResponse:
    """A course: story, stops in order with photos, map. A spot taken from the public meanwhile is left out."""
    course = get_object_or_404(published_courses(), uid=uid)
    rows = course.stops.filter(spot__status=PUBLISHED).select_related("spot").prefetch_related(shown_photos("spot__photos"))
    stops = put_words(rows, page_language())
    put_words([course], page_language())
    put_words([stop.spot for stop in stops], page_language())
    plan = _map_plan(stops)
    context = {
        "course": course,
        "stops": [(number, stop, next(iter(stop.spot.photos.all()), None)) for number, stop in enumerate(stops, 1)],
        "sketch": sketch(plan),
        **map_frame(plan),
        "plan_href": f"{reverse('tours:planner')}?{urlencode([('must', stop.spot_id) for stop in stops])}",
    }
    return render(request, "tours/visitor/course.html", context)


def _map_plan(stops: list[CourseStop]) -> dict[str, Any]:
    """The stops for maps, as the planner's route is told; spots without a position are in the list only."""
    placed = [(number, stop) for number, stop in enumerate(stops, 1) if stop.spot.latitude is not None and stop.spot.longitude is not None]
    at = {stop.pk: [float(stop.spot.longitude), float(stop.spot.latitude)] for _number, stop in placed}  # type: ignore[arg-type]
    return {
        "ends": [],
        "days": [{"day": 1, "way": [at[stop.pk] for _number, stop in placed]}] if len(placed) > 1 else [],
        "stops": [{"at": at[stop.pk], "number": number, "name": str(stop.spot.words["name"]), "day": 1} for number, stop in placed],  # type: ignore[attr-defined]
    }
