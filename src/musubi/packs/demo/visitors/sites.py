"""Two places that the demo's city makes over, with phases, actors and drawn pictures in place of photos. All of it is fictional (架空)."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Mapping
from typing import Any

from django.db import transaction
from PIL import Image, ImageDraw

from musubi.blocks.desks.domain.sites import add_actor, add_phase, add_photo, begin_site
from musubi.blocks.desks.models import SiteProject
from musubi.blocks.places.enums import PeopleOnPhoto
from musubi.blocks.vision.models import Vision
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK

PHASES = {
    "C-P1": (
        ("土地の調査", (2018, 6, 1), (2019, 3, 29), (2018, 6, 11), (2019, 3, 22)),
        ("活用の基本構想", (2019, 5, 7), (2020, 3, 31), (2019, 5, 20), (2020, 6, 30)),
        ("事業者の募集と選定", (2020, 7, 1), (2021, 1, 29), (2020, 8, 3), None),
        ("設計と工事", (2021, 4, 1), (2022, 6, 30), None, None),
        ("開業", (2022, 7, 1), (2022, 9, 30), None, None),
    ),
    "C-P2": (
        ("来訪者の調査", (2018, 9, 3), (2019, 3, 29), (2018, 9, 10), (2019, 3, 15)),
        ("案内と休憩の場の試行", (2019, 10, 1), (2020, 9, 30), (2019, 10, 12), None),
        ("水辺の道の整備", (2021, 4, 1), (2022, 3, 31), None, None),
    ),
}
PLACES = {
    "C-P1": (f"見本跡地{MARK}", f"並木町見本一丁目{MARK}", "訪れた人が休み、ここから市内を回り始める拠点にする。"),
    "C-P2": (f"見本湖畔{MARK}", f"湖畔見本地区{MARK}", "散策する人が長く過ごせる水辺にする。"),
}
ACTORS = ((f"見本地権者会{MARK}", "土地の所有"), (f"見本まちづくり会社{MARK}", "試行の運営"))
SHOTS = (dt.date(2018, 6, 20), dt.date(2019, 6, 19), dt.date(2020, 6, 24))


@transaction.atomic
def keep_sites(*, vision: Vision, who: Mapping[str, Any]) -> None:
    """A place at the desks of C-P1 and C-P2; nothing where they stand already."""
    actor = who.get("jimukyoku")
    for code, phases in PHASES.items():
        item = vision.items.filter(code=code).first()
        if item is None or SiteProject.objects.filter(item=item).exists():
            continue
        name, whereabouts, aim = PLACES[code]
        given = {"name": name, "whereabouts": whereabouts, "aim": aim, "note": f"すべて架空です{MARK}"}
        place = begin_site(item=item, values=given, actor=actor, now=at(2018, 5, 21))
        for title, begins, ends, began, finished in phases:
            values = {"name": title, "planned_from": dt.date(*begins), "planned_until": dt.date(*ends)}
            values |= {"began_on": dt.date(*began) if began else None, "finished_on": dt.date(*finished) if finished else None}
            add_phase(project=place, values=values, actor=actor, now=at(2020, 9, 1))
        for body, role in ACTORS:
            add_actor(project=place, values={"name": body, "role": role}, actor=actor, now=at(2018, 5, 21))
        for number, day in enumerate(SHOTS):
            add_photo(
                project=place,
                file_name=f"teiten{number}.png",
                data=_drawn(number, lake=code == "C-P2"),
                viewpoint="南の入口から",
                taken_on=day,
                people=PeopleOnPhoto.NOBODY,
                actor=actor,
                now=at(day.year, day.month, day.day, 15),
            )


def _drawn(step: int, *, lake: bool) -> bytes:
    """A drawing of the place at a step of its way."""
    picture = Image.new("RGB", (640, 420), (214, 232, 246))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(0, 250), (180, 190), (360, 240), (520, 180), (640, 230), (640, 420), (0, 420)], fill=(146, 178, 132))
    pen.rectangle((0, 290, 640, 420), fill=(112, 160, 196) if lake else (196, 184, 158))
    for number in range(3 - step):
        pen.ellipse((60 + 190 * number, 300, 170 + 190 * number, 350), fill=(128, 142, 96))
    for number in range(step * 2):
        left = 90 + 130 * number
        pen.rectangle((left, 270, left + 90, 330), fill=(246, 241, 230), outline=(90, 90, 90))
        pen.polygon([(left - 8, 270), (left + 45, 236), (left + 98, 270)], fill=(176, 96, 72))
    data = io.BytesIO()
    picture.save(data, "PNG")
    return data.getvalue()
