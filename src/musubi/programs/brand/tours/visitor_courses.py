"""What visitors read of model courses in other languages."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from musubi.blocks.places.enums import PublicationState
from musubi.blocks.translations.domain.register import Translatable, register_translatable
from musubi.programs.brand.tours.models import Course, CourseStop


def _shown(courses: QuerySet[Any]) -> QuerySet[Any]:
    return courses.filter(status=PublicationState.PUBLISHED)


def _stops(stops: QuerySet[Any]) -> QuerySet[Any]:
    return stops.filter(course__status=PublicationState.PUBLISHED).select_related("course", "spot")


def register_texts() -> None:
    """Called once when apps are ready."""
    register_translatable(Translatable(Course, ("title", "lead", "story"), _shown, 50), Translatable(CourseStop, ("note",), _stops, 51))
