"""Two model courses of the demo through its fictional spots, told in four languages (courses.json). All of it is fictional (架空)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import transaction

from musubi.blocks.places.enums import PublicationState
from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.upkeep import supply
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK
from musubi.programs.brand.tours.domain.courses import add_stop, make_course, set_status
from musubi.programs.brand.tours.models import Course

ROWS = Path(__file__).parent / "courses.json"


@transaction.atomic
def keep_courses(*, who: Mapping[str, Any]) -> None:
    """Published courses; nothing where some stand already or the demo's spots are not there."""
    rows = json.loads(ROWS.read_text(encoding="utf-8"))["rows"]
    spots = {spot.dataset_id: spot for spot in Spot.objects.filter(dataset_id__in={code for row in rows for code in row["spots"]})}
    if Course.objects.exists() or not spots:
        return
    actor, now = who.get("jimukyoku"), at(2020, 9, 14)
    for row in rows:
        texts = dict(row["texts"])
        course = make_course(values={**texts.pop("ja"), "minutes": row["minutes"], "is_fictional": True}, actor=actor, now=now)
        for code in row["spots"]:
            add_stop(course=course, spot=spots[code], note="", actor=actor, now=now)
        told = [(course, field, language, text) for language, words in texts.items() for field, text in words.items()]
        supply(texts=told, supplied_by=f"見本翻訳社{MARK}", actor=actor, now=now)
        set_status(course=course, status=PublicationState.PUBLISHED, actor=actor, now=now)
