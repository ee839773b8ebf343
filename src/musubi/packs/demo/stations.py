"""Where visitors' days begin in the demo: real stations of the city, each at the point that stands for its town, told as approximate."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from musubi.blocks.places.domain.locating import Locator
from musubi.blocks.places.domain.records import settle
from musubi.blocks.places.domain.taking_in import Incoming, take_in
from musubi.blocks.places.enums import PublicationState, SpotKind
from musubi.blocks.places.models import Spot
from musubi.packs.demo.visitors.places import CITY, OPENED

DATASET = "demo_station"
SOURCE = "駅の位置: 町丁目の代表点による目安(Geolonia 住所データ)"
# name, reading, town, English, Chinese, Korean
STATIONS = (
    ("所沢駅", "トコロザワエキ", "くすのき台一丁目", "Tokorozawa Station", "所泽站", "도코로자와역"),
    ("航空公園駅", "コウクウコウエンエキ", "並木二丁目", "Koku-koen Station", "航空公园站", "고쿠코엔역"),
    ("新所沢駅", "シントコロザワエキ", "緑町一丁目", "Shin-Tokorozawa Station", "新所泽站", "신토코로자와역"),
    ("西所沢駅", "ニシトコロザワエキ", "西所沢一丁目", "Nishi-Tokorozawa Station", "西所泽站", "니시토코로자와역"),
    ("小手指駅", "コテサシエキ", "小手指町一丁目", "Kotesashi Station", "小手指站", "고테사시역"),
    ("東所沢駅", "ヒガシトコロザワエキ", "東所沢五丁目", "Higashi-Tokorozawa Station", "东所泽站", "히가시토코로자와역"),
    ("西武球場前駅", "セイブキュウジョウマエエキ", "大字上山口", "Seibukyujo-mae Station", "西武球场前站", "세이부큐조마에역"),
)


@transaction.atomic
def keep_stations(*, who: Mapping[str, Any]) -> int:
    """Register the stations; returns how many. They stand already: 0."""
    if Spot.objects.filter(dataset=DATASET).exists():
        return 0
    locator, rows = Locator(), []
    for number, (name, kana, town, english, chinese, korean) in enumerate(STATIONS, 1):
        values = {
            "owner_code": CITY, "dataset": DATASET, "dataset_id": f"{number}", "name": name, "name_kana": kana, "kind": SpotKind.STATION,
            "status": PublicationState.PUBLISHED, "published_on": OPENED.date(), "address": f"所沢市{town}", "source_name": SOURCE, "interest": 5,
        }  # fmt: skip
        texts = {("name", "en"): english, ("name", "zh-hans"): chinese, ("name", "ko"): korean}
        rows.append(Incoming(settle(Spot(**values), locator=locator), values, texts=texts))
    return len(take_in(model=Spot, rows=rows, supplied_by="", actor=who.get("jimukyoku"), now=OPENED).new)
