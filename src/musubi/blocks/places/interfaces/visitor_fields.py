"""The kinds of records that visitors are shown: their fields in the order in which a person fills them in, what lists show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from musubi.blocks.places.domain.hours import WEEKDAY_NAMES
from musubi.blocks.places.domain.opening import clock_text
from musubi.blocks.places.models import LocalEvent, Spot, WifiPoint
from musubi.blocks.places.models.spot import AMENITIES, HERITAGE
from musubi.blocks.places.rules import WORK_SPOTS, WORK_WIFI
from musubi.blocks.places.visitor_enums import SpotTheme

WHERE = ("address", "building", "postcode", "latitude", "longitude")
SHOWN_AS = {"ends_before": _("最終日"), "starts_minute": _("始まる時刻"), "ends_minute": _("終わる時刻")}  # kept as the day after, as minutes
DAYS = ("starts_on", "ends_before", "weekdays", "weeks", "only_on")
ABOUT = ("contact_name", "phone", "url", "remarks")
SOURCE = ("owner_code", "source_name", "licence", "is_fictional")


@dataclass(frozen=True)
class Kind:
    """A kind of record: its title, what to say of it, its fields by part, the columns of its list, who keeps it."""

    slug: str
    model: type[Any]
    title: Any
    lead: Any
    parts: tuple[tuple[str, Any, tuple[str, ...]], ...]
    columns: tuple[str, ...]
    work: str
    icon: str = "pin"

    @property
    def fields(self) -> tuple[str, ...]:
        """All fields of its form."""
        return tuple(name for _name, _label, fields in self.parts for name in fields)


KINDS: Mapping[str, Kind] = {
    kind.slug: kind
    for kind in (
        Kind(
            "spots",
            Spot,
            _("観光スポット"),
            _("訪れる人に案内する場所です。公開したものが、案内のページと計画づくりに出ます。"),
            (
                ("what", _("内容"), ("name", "name_kana", "kind", "themes", "summary", "description")),
                ("visit", _("訪れるとき"), ("shelter", "stay_minutes", "fee", "fee_text", "hours_text", "hours_unread", "access", "parking_text")),
                ("amenities", _("設備"), (*AMENITIES, "barrier_free_text")),
                ("where", _("所在地"), WHERE),
                ("heritage", _("文化財"), HERITAGE),
                ("about", _("連絡先と備考"), ABOUT),
                ("city", _("市の案内での扱い"), ("interest", "promotion_weight")),
                ("source", _("データの持ち主"), SOURCE),
            ),
            ("kind", "themes", "town", "fee"),
            WORK_SPOTS,
        ),
        Kind(
            "events",
            LocalEvent,
            _("催し"),
            _("日と時刻の決まった催しです。期間が過ぎたものは、案内のページに出ません。"),
            (
                ("what", _("内容"), ("name", "name_kana", "themes", "summary", "description")),
                (
                    "when",
                    _("日時と参加"),
                    (*DAYS, "starts_minute", "ends_minute", "days_text", "fee", "fee_text", "capacity", "apply_by", "apply_how"),
                ),
                ("where", _("場所"), ("spot", "place_name", *WHERE, "access", "parking_text")),
                ("about", _("連絡先と備考"), ("organiser", *ABOUT)),
                ("source", _("データの持ち主"), SOURCE),
            ),
            ("starts_on", "ends_before", "spot", "town"),
            WORK_SPOTS,
            "cal",
        ),
        Kind(
            "wifi",
            WifiPoint,
            _("公衆無線LAN"),
            _("だれでも使えるWi-Fiの場所です。公開したものが、案内のページと地図に出ます。"),
            (
                ("what", _("内容"), ("name", "name_kana", "spot", "ssid", "provider", "area")),
                ("where", _("所在地"), WHERE),
                ("about", _("連絡先と備考"), ABOUT),
                ("source", _("データの持ち主"), SOURCE),
            ),
            ("ssid", "provider", "area", "town"),
            WORK_WIFI,
            "link",
        ),
    )
}


def label_of(model: type[models.Model], name: str) -> Any:
    """A field's name in words; last days and times are told as such, not as they are kept."""
    return SHOWN_AS.get(name) or model._meta.get_field(name).verbose_name


def words_of(name: str, value: Any) -> str | None:
    """Days, weekdays, themes and times of day in words; None for what each page tells in its own way."""
    if name == "only_on":
        return "、".join(value or ())
    if name == "weekdays":
        return "".join(WEEKDAY_NAMES[int(digit)] for digit in value or "")
    if name == "themes":
        return "、".join(str(SpotTheme(code).label) for code in value or ())
    if name.endswith("_minute") and isinstance(value, int):
        return clock_text(value)
    return None
