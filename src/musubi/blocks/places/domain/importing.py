"""Bring towns in from a CSV file with a heading row; every row is accounted for."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from musubi.blocks.kernel.identifiers import uid_for
from musubi.blocks.places.domain.errors import PlaceError
from musubi.blocks.places.domain.locating import place_key, plain_postcode
from musubi.blocks.places.models import Town

REFERENCE = Path(__file__).resolve().parents[1] / "data" / "towns.csv"
COLUMNS = ("municipality_code", "prefecture", "city", "name", "name_kana", "postcode", "latitude", "longitude")
UPDATED = ("prefecture", "city", "name_kana", "key", "postcode", "latitude", "longitude")


@dataclass
class TownImport:
    """What became of a file: every row is new, changed, the same or refused."""

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: list[str] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """All rows of the file."""
        return self.new + self.changed + self.same + len(self.refused)


@transaction.atomic
def import_towns(*, path: Path = REFERENCE) -> TownImport:
    """Add and correct towns; safe to run again. Rows that cannot be read are told and left out. Raises PlaceError."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise PlaceError("unreadable", _("%(file)s を UTF-8 の CSV として読めません") % {"file": path.name}) from error
    reader = csv.DictReader(io.StringIO(text))
    missing = [name for name in COLUMNS if name not in (reader.fieldnames or [])]
    if missing:
        words = _("%(file)s の見出しに %(columns)s がありません。data/README.md の列の順を確かめてください")
        raise PlaceError("columns", words % {"file": path.name, "columns": "、".join(missing)})
    told = TownImport()
    known = {(town.municipality_code, town.name): town for town in Town.objects.all()}
    new, changed, seen = [], [], set()
    for row in reader:
        town = _town(row, reader.line_num, told)
        if town is None:
            continue
        place = (town.municipality_code, town.name)
        stored = known.get(place)
        if place in seen:
            told.refused.append(_("%(line)d行目: 同じ町丁目が前の行にもあります") % {"line": reader.line_num})
        elif stored is None:
            new.append(town)
        elif all(getattr(stored, name) == getattr(town, name) for name in UPDATED):
            told.same += 1
        else:
            for name in UPDATED:
                setattr(stored, name, getattr(town, name))
            changed.append(stored)
        seen.add(place)
    Town.objects.bulk_create(new, batch_size=500)
    Town.objects.bulk_update(changed, UPDATED, batch_size=500)
    told.new, told.changed = len(new), len(changed)
    return told


def _town(row: dict[str, str], line: int, told: TownImport) -> Town | None:
    values = {name: (row[name] or "").strip() for name in COLUMNS}
    try:
        latitude, longitude = Decimal(values["latitude"]), Decimal(values["longitude"])
    except InvalidOperation:
        told.refused.append(_("%(line)d行目: 緯度・経度が数字ではありません") % {"line": line})
        return None
    if not (20 <= latitude <= 46 and 122 <= longitude <= 154):
        told.refused.append(_("%(line)d行目: 緯度・経度が日本の外です。列が入れ替わっていないか確かめてください") % {"line": line})
        return None
    code, postcode = values["municipality_code"], plain_postcode(values["postcode"])
    if len(code) != 5 or not code.isascii() or not code.isdigit() or not values["name"]:
        told.refused.append(_("%(line)d行目: 市区町村コード(5桁)か町丁目名がありません") % {"line": line})
        return None
    if postcode and len(postcode) != 7:
        told.refused.append(_("%(line)d行目: 郵便番号は7桁の数字です") % {"line": line})
        return None
    values.update(postcode=postcode, key=place_key(values["name"]), uid=uid_for("town", code, values["name"]))
    return Town(**{**values, "latitude": round(latitude, 6), "longitude": round(longitude, 6)})
