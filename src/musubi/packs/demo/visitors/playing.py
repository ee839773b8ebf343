"""What visitors do and are offered in the demo, in order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from musubi.blocks.vision.models import Vision
from musubi.packs.demo.visitors.counts import keep_visits
from musubi.packs.demo.visitors.courses import keep_courses
from musubi.packs.demo.visitors.sites import keep_sites


def play_visitors(*, vision: Vision, who: Mapping[str, Any]) -> None:
    """Counts and a rally, model courses, the places that the city makes over; wants the demo's spots."""
    keep_visits(vision=vision, who=who)
    keep_courses(who=who)
    keep_sites(vision=vision, who=who)
