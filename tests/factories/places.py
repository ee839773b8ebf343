"""Spots, hours, events, Wi-Fi points and signs."""

import datetime as dt

from musubi.blocks.places.domain.queries import search_text
from musubi.blocks.places.enums import OpeningRuleKind, PublicationState, SignKind, SpotKind
from musubi.blocks.places.models import LocalEvent, OpeningRule, Sign, SignPhoto, Spot, SpotPhoto, Town, WifiPoint

PUBLISHED = PublicationState.PUBLISHED
OPENED = dt.date(2020, 4, 1)


def town(name="東所沢二丁目", code="11208", city="所沢市", **values):
    """A town with a point."""
    fields = {"prefecture": "埼玉県", "key": name, "latitude": 35.7956, "longitude": 139.5156, **values}
    return Town.objects.get_or_create(municipality_code=code, name=name, defaults={"city": city, **fields})[0]


def spot(name="見本の丘（架空）", *, hours=((9 * 60, 17 * 60),), **values):
    """A published spot, open every day in the given minutes."""
    fields = {
        "owner_code": "11208",
        "kind": SpotKind.PARK,
        "themes": ("nature",),
        "status": PUBLISHED,
        "published_on": OPENED,
        "is_fictional": True,
        **values,
    }
    made = Spot.objects.create(name=name, key=search_text(name, fields.get("name_kana", "")), **fields)
    for number, (opens, closes) in enumerate(hours, 1):
        OpeningRule.objects.create(spot=made, position=number, opens_minute=opens, closes_minute=closes)
    return made


def closed(spot, **values):
    """A line that closes the spot."""
    return OpeningRule.objects.create(spot=spot, position=9, kind=OpeningRuleKind.CLOSED, **values)


def event(name="見本の市（架空）", *, day=dt.date(2020, 10, 18), **values):
    """A published event of one day."""
    fields = {
        "owner_code": "11208",
        "status": PUBLISHED,
        "published_on": OPENED,
        "ends_before": day + dt.timedelta(days=1),
        "is_fictional": True,
        **values,
    }
    return LocalEvent.objects.create(name=name, key=search_text(name), starts_on=day, **fields)


def wifi(name="見本の広場（架空）", **values):
    """A published Wi-Fi point."""
    fields = {"owner_code": "11208", "status": PUBLISHED, "published_on": OPENED, "ssid": "Demo_Free_Wi-Fi", "is_fictional": True, **values}
    return WifiPoint.objects.create(name=name, key=search_text(name), **fields)


def sign(number="架空-001", **values):
    """A sign with Japanese and English texts."""
    fields = {"name": "駅前の地図", "kind": SignKind.MAP, "text_ja": "航空公園（架空）", "text_en": "Aviation park (fictional)", **values}
    return Sign.objects.create(number=number, **fields)


def one_of_each():
    """Published and not, with everything that hangs on them."""
    for status in PublicationState.values:
        made = spot(f"見本の丘 {status}", status=status)
        event(f"見本の市 {status}", status=status)
        wifi(f"見本の広場 {status}", status=status)
        SpotPhoto.objects.create(
            spot=made, file="a.jpg", media_type="image/jpeg", caption="丘", rights_holder="見本市", licence="CC BY 4.0", people="nobody"
        )
        SpotPhoto.objects.create(spot=made, file="c.jpg", media_type="image/jpeg", caption="人", rights_holder="見本市", licence="CC BY 4.0")
    board = sign()
    SignPhoto.objects.create(sign=board, file="b.jpg", media_type="image/jpeg", caption="板面")
