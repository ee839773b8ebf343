"""Towns full of spots to plan with."""

import random

from tests.factories.places import OPENED, PUBLISHED, spot

from musubi.blocks.places.domain.queries import search_text
from musubi.blocks.places.enums import OpeningRuleKind, PositionAccuracy
from musubi.blocks.places.models import OpeningRule, Spot
from musubi.blocks.places.visitor_enums import Shelter, SpotKind
from musubi.programs.brand.tours.models import Course, CourseStop

STATION = (35.7869, 139.4730)  # a made-up station in the middle of 所沢市
KINDS = ("park", "shrine", "heritage", "museum", "tea", "farm", "food", "shop", "craft", "lake")
THEMES = ("nature", "history", "art", "tea", "food", "hands_on", "family", "view")


def station(name="見本駅（架空）", latitude=STATION[0], longitude=STATION[1], **values):
    """Where a day begins."""
    place = {"kind": SpotKind.STATION, "latitude": latitude, "longitude": longitude, "accuracy": PositionAccuracy.EXACT, "hours": ()}
    return spot(name, **{**place, **values})


def stop(name, east=0.0, north=0.0, **values):
    """A spot some km east and north of the station."""
    place = {"latitude": round(STATION[0] + north / 111.2, 6), "longitude": round(STATION[1] + east / 90.3, 6), "accuracy": PositionAccuracy.EXACT}
    return spot(name, **{**place, **values})


def many_stops(count, *, seed=1, spread=5.0):
    """Published spots with hours, a day off and a midday break here and there; made with two inserts."""
    draw = random.Random(seed)  # noqa: S311 - made-up places, no secret
    rows = []
    for k in range(count):
        east, north = draw.gauss(0, spread), draw.gauss(0, spread * 0.6)
        name = f"見本{k + 1:04d}（架空）"
        rows.append(
            Spot(
                name=name, key=search_text(name), owner_code="11208", status=PUBLISHED, published_on=OPENED, is_fictional=True, kind=KINDS[k % len(KINDS)],
                themes=tuple(draw.sample(THEMES, 2)), latitude=round(STATION[0] + north / 111.2, 6), longitude=round(STATION[1] + east / 90.3, 6),
                accuracy=PositionAccuracy.EXACT, stay_minutes=draw.choice((20, 30, 45, 60, 90)), interest=draw.randint(1, 5),
                promotion_weight=draw.choice((100, 100, 100, 150)), fee=draw.choice((None, 0, 0, 300, 500)), shelter=draw.choice(Shelter.values),
                wheelchair=draw.choice(("yes", "partly", "no", "")),
            )
        )  # fmt: skip
    made = Spot.objects.bulk_create(rows)
    rules = []
    for row in made:
        opens, closes = draw.choice((9, 9.5, 10)), draw.choice((16, 17, 18))
        spans = [(opens, 12), (13, closes)] if draw.random() < 0.2 else [(opens, closes)]
        rules += [OpeningRule(spot=row, position=n, opens_minute=int(a * 60), closes_minute=int(b * 60)) for n, (a, b) in enumerate(spans, 1)]
        if draw.random() < 0.3:
            rules.append(OpeningRule(spot=row, position=9, kind=OpeningRuleKind.CLOSED, weekdays=str(draw.randint(0, 6))))
    OpeningRule.objects.bulk_create(rules)
    return made


def course(title="お茶と森の道（架空）", *, spots=(), published=True, **values):
    """A course through some spots."""
    made = Course.objects.create(title=title, lead="茶畑から森へ", story="むかしの道です。", is_fictional=True, **values)
    for position, each in enumerate(spots, 1):
        CourseStop.objects.create(course=made, spot=each, position=position, note=f"見どころ{position}")
    if published:
        Course.objects.filter(pk=made.pk).update(status=PUBLISHED)
        made.refresh_from_db()
    return made


def one_of_each():
    """A published course and a draft."""
    spots = [stop("茶園（架空）"), stop("森（架空）", east=1)]
    course(spots=spots)
    course("準備中の道（架空）", spots=spots, published=False)
