"""How many visitors the demo counts, where they go next, and an autumn stamp rally that runs. All of it is fictional (架空)."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction

from musubi.blocks.places.models import Spot
from musubi.blocks.translations.domain.upkeep import supply
from musubi.blocks.vision.models import PlanItem, Vision
from musubi.blocks.visits.domain.keeping import enter
from musubi.blocks.visits.domain.rallies import add_point, publish
from musubi.blocks.visits.domain.stamping import claim, press
from musubi.blocks.visits.domain.taking import keep_rows
from musubi.blocks.visits.enums import CountMethod, Residence
from musubi.blocks.visits.models import CounterDay, CountSite, QuarterCount, Rally, RallyPoint, VisitSurvey
from musubi.blocks.visits.models.counts import fiscal_year_of_quarter
from musubi.packs.demo.moments import at
from musubi.packs.demo.story import MARK

# (spot of the demo, item of the plan, base, thousands of visitors a quarter)
SITES = (
    ("demo-049", "C-P3", True, 31),
    ("demo-001", "C-P3", False, 9),
    ("demo-013", "C-P2", True, 22),
    ("demo-045", "C-P3", False, 4),
    ("demo-073", "C-P3", False, 5),
    ("demo-033", "C-P2", False, 3),
    ("demo-117", "C-P3", False, 6),
    ("demo-081", "C-P3", False, 8),
    ("demo-145", "C-P2", False, 11),
    ("demo-141", "C-P3", False, 2),
)
BY_QUARTER = (0.8, 1.1, 0.9, 1.3)
BOOKS, RALLY_PLACES = 60, 6
HINT_SAID = "入口の案内板"
HINT = {"en": "The notice board at the entrance", "zh-hans": "入口的告示牌", "ko": "입구의 안내판"}
SURVEYS = 160


@transaction.atomic
def keep_visits(*, vision: Vision, who: Mapping[str, Any]) -> None:
    """Sites, quarters, a counter's days, a survey, a rally with its stamp books; nothing where sites stand already."""
    if CountSite.objects.exists():
        return
    chance = random.Random(20201014)  # noqa: S311 - a story, not a secret
    actor = who.get("jimukyoku")
    items = {item.code: item for item in vision.items.filter(code__in={"C-P2", "C-P3"})}
    spots = {spot.dataset_id: spot for spot in Spot.objects.filter(dataset_id__in=[row[0] for row in SITES])}
    sites = [_site(spots[row[0]], items.get(row[1]), row, actor) for row in SITES if row[0] in spots]
    if not sites:
        return
    _quarters(sites, actor, chance)
    _days(sites[0], actor, chance)
    _answers(sites, actor, chance)
    _play(_rally(sites, items.get("C-P3"), actor), actor, chance)


def _site(spot: Spot, item: PlanItem | None, row: tuple[str, str, bool, int], actor: Any) -> CountSite:
    many = row[3] >= 5
    site = CountSite(
        name=spot.name,
        spot=spot,
        item=item,
        is_base=row[2],
        method=CountMethod.COUNTER if row[2] else CountMethod.BY_HAND,
        passes_per_visit=2 if row[2] else 1,
        meets_basis=many,
        basis_note=f"年間1万人以上{MARK}" if many else "",
        is_fictional=True,
    )
    kept: CountSite = enter(record=site, actor=actor, now=at(2018, 4, 10))
    return kept


def _quarters(sites: Sequence[CountSite], actor: Any, chance: random.Random) -> None:
    rows = []
    for site, row in zip(sites, SITES, strict=False):
        for year, last in ((2018, 4), (2019, 4), (2020, 3)):
            for quarter in range(1 if year > 2018 else 2, last + 1):
                fall = 0.45 if year == 2020 else 1.0
                visitors = round(row[3] * 1000 * BY_QUARTER[quarter - 1] * fall * chance.uniform(0.9, 1.1) / 10) * 10
                fiscal_year = fiscal_year_of_quarter(year, quarter)
                source = f"地点の報告{MARK}"
                rows.append(
                    QuarterCount(site=site, year=year, quarter=quarter, fiscal_year=fiscal_year, visitors=visitors, method=site.method, source=source)
                )
    keep_rows(records=rows, file_name=f"観光入込客数{MARK}.xlsx", actor=actor, now=at(2020, 10, 8))


def _days(site: CountSite, actor: Any, chance: random.Random) -> None:
    first = dt.date(2020, 9, 1)
    days = [first + dt.timedelta(days=number) for number in range(42)]
    rows = [CounterDay(site=site, day=day, passes=chance.randint(180, 260) * (3 if day.weekday() > 4 else 1), source="計数器.csv") for day in days]
    keep_rows(records=rows, file_name=f"計数器{MARK}.csv", actor=actor, now=at(2020, 10, 13))


def _answers(sites: Sequence[CountSite], actor: Any, chance: random.Random) -> None:
    rows = []
    for number in range(1, SURVEYS + 1):
        year = 2019 if number % 2 else 2020
        site = sites[0] if chance.random() < 0.5 else sites[2]
        others = [each for each in sites if each.pk != site.pk]
        rows.append(
            VisitSurvey(
                site=site,
                number=f"{number:03}",
                asked_on=dt.date(year, 9, chance.choice((14, 15, 21, 22))),
                fiscal_year=year,
                people=chance.choice((1, 2, 2, 3, 4)),
                residence=chance.choice((Residence.CITY, Residence.PREFECTURE, Residence.ELSEWHERE, Residence.ELSEWHERE, Residence.ABROAD)),
                stay_minutes=chance.randrange(60, 300, 15),
                stays_overnight=chance.random() < 0.12,
                came_from=chance.choice(others) if chance.random() < 0.4 else None,
                goes_to=chance.choice(others[: 5 if year == 2019 else 9]) if chance.random() < 0.6 else None,
            )
        )
    keep_rows(records=rows, file_name=f"来訪者調査{MARK}.xlsx", actor=actor, now=at(2020, 10, 9))


def _rally(sites: Sequence[CountSite], item: PlanItem | None, actor: Any) -> Rally:
    now = at(2020, 9, 10)
    rally = Rally(
        title=f"秋のまちめぐりスタンプラリー{MARK}",
        description="6か所のうち4か所を回ると、記念品をお渡しします。各地点の入口のQRコードを読んでください。",
        prize=f"まち歩き手ぬぐい{MARK}",
        prize_place=f"見本観光案内所{MARK} 10時から16時",
        item=item,
        starts_on=dt.date(2020, 10, 1),
        ends_on=dt.date(2020, 11, 30),
        goal=4,
        is_fictional=True,
    )
    enter(record=rally, actor=actor, now=now)
    for site in sites[:RALLY_PLACES]:
        add_point(rally=rally, site=site, hint=HINT_SAID, actor=actor, now=now)
    texts = {
        "en": (
            "Autumn city stamp rally (fictional)",
            "Visit four of six places for a souvenir. Scan the QR code at each entrance.",
            "City walk towel (fictional)",
        ),
        "zh-hans": ("秋季城市集章活动（虚构）", "六处中走访四处即可获得纪念品。请扫描各处入口的二维码。", "城市漫步手巾（虚构）"),
        "ko": ("가을 도시 스탬프 랠리(가상)", "여섯 곳 중 네 곳을 돌면 기념품을 드립니다. 각 입구의 QR 코드를 읽어 주세요.", "도시 산책 수건(가상)"),
    }
    rows = [
        (rally, field, language, text)
        for language, words in texts.items()
        for field, text in zip(("title", "description", "prize"), words, strict=True)
    ]
    rows += [(point, "hint", language, text) for point in rally.points.all() for language, text in HINT.items()]
    supply(texts=rows, supplied_by=f"見本翻訳社{MARK}", actor=actor, now=now)
    return publish(rally=rally, actor=actor, now=at(2020, 9, 25))


def _play(rally: Rally, actor: Any, chance: random.Random) -> None:
    points: list[RallyPoint] = list(rally.points.all())
    for _book in range(BOOKS):
        now = at(2020, 10, chance.choice((3, 4, 10, 11)), chance.randint(9, 12), chance.randint(0, 59))
        token, book = "", None
        for point in chance.sample(points, k=chance.choice((1, 2, 2, 3, 4, 4, 5, 6))):
            pressed = press(point=point, token=token, language=chance.choice(("ja", "ja", "ja", "en", "zh-hans", "ko")), now=now)
            token, book, now = pressed.token, pressed.book, now + dt.timedelta(minutes=chance.randint(25, 80))
        if book is not None and book.claim_code and chance.random() < 0.7:
            claim(rally=rally, code=book.claim_code, actor=actor, now=now)
