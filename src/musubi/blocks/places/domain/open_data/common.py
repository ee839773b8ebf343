"""What rows of every list have in common: which record they are, where it is, whose it is."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model
from django.utils.translation import gettext as _

from musubi.blocks.kernel.text import search_key
from musubi.blocks.opendata.domain.datasets import Outcome, Problem, Setting, SourceRow
from musubi.blocks.opendata.domain.values import municipality_code, plain, read_position
from musubi.blocks.opendata.enums import RowState
from musubi.blocks.places.domain.locating import Locator, place_key, plain_postcode
from musubi.blocks.places.domain.opening import HoursDraft
from musubi.blocks.places.domain.records import settle
from musubi.blocks.places.domain.taking_in import Incoming, differences
from musubi.blocks.places.enums import PublicationState

AROUND = 0.08  # degrees around the owner's towns within which its places lie: about 8 km
POINT = ("latitude", "longitude")
MOST_LINES = 5  # lines named for an ID that stands on several
FOLLOWING = {"key"}  # changes with the name, and says nothing of itself


@dataclass
class Reading:
    """A row as it is read: values of fields, hours, texts in other languages, what was not understood."""

    values: dict[str, Any] = field(default_factory=dict)
    hours: Sequence[HoursDraft] | None = None
    texts: dict[tuple[str, str], str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def note(self, column: str, reason: str, *, fatal: bool = False) -> None:
        """Tell what was wrong in a column."""
        self.problems.append(Problem(column, reason, fatal))


def fitted(reading: Reading, model: type[Model], name: str, text: str, column: str) -> None:
    """Put a text into its field; one that is too long is cut and told."""
    limit = getattr(model._meta.get_field(name), "max_length", None)
    if limit and len(text) > limit:
        reading.note(column, _("%(limit)d字を超えるところを切りました") % {"limit": limit})
        text = text[:limit]
    reading.values[name] = text


class Owner:
    """The municipality whose file it is: its code, its towns, and the box around them."""

    def __init__(self, setting: Setting) -> None:
        self.setting = setting
        self.locator = Locator()
        towns = self.locator.by_city.get(setting.owner_code, {}).values()
        self.box = None
        if towns:
            norths, easts = [float(town.latitude) for town in towns], [float(town.longitude) for town in towns]
            self.box = (min(norths) - AROUND, max(norths) + AROUND, min(easts) - AROUND, max(easts) + AROUND)

    def holds(self, latitude: Any, longitude: Any) -> bool:
        """Whether a point lies on the owner's map; any does where its towns are not known."""
        if self.box is None:
            return True
        south, north, west, east = self.box
        return south <= float(latitude) <= north and west <= float(longitude) <= east


def read_common(row: SourceRow, model: type[Any], owner: Owner, code: str) -> Reading:
    """Name, place, contact, source."""
    reading, setting = Reading(), owner.setting
    fitted(reading, model, "name", row.text("name").replace("\n", " "), "name")
    if not reading.values["name"]:
        reading.note("name", _("名称がありません"), fatal=True)
    given = municipality_code(row.text("code"))
    if given and given != setting.owner_code:
        reading.note("code", _("コード%(given)sは、選んだ市区町村のものではありません") % {"given": row.text("code")}, fatal=True)
    fitted(reading, model, "name_kana", row.text("name_kana"), "name_kana")
    address = row.text("address") or "".join(row.text(part) for part in ("prefecture", "city", "town", "block"))
    fitted(reading, model, "address", plain(address), "address")
    fitted(reading, model, "building", row.text("building"), "building")
    postcode = plain_postcode(row.text("postcode"))
    reading.values["postcode"] = postcode if len(postcode) == 7 else ""
    _put_point(reading, row, owner)
    for name in ("contact_name", "phone", "remarks"):
        fitted(reading, model, name, row.text(name), name)
    url = row.text("url").split()[0] if row.text("url") else ""
    reading.values["url"] = url if url.startswith(("http://", "https://")) and len(url) <= 500 else ""
    reading.values |= {
        "owner_code": setting.owner_code,
        "dataset": code,
        "source_name": setting.source_name,
        "licence": setting.licence,
        "extra": dict(row.others),
    }
    if row.text("name_en"):
        reading.texts["name", "en"] = row.text("name_en")
    return reading


def _put_point(reading: Reading, row: SourceRow, owner: Owner) -> None:
    """The row's point, where it can be believed."""
    point = read_position(row.text("latitude"), row.text("longitude"))
    reading.values |= {"latitude": point.latitude, "longitude": point.longitude}
    words = {
        "swapped": _("緯度と経度が入れ替わっていたので、直しました"),
        "not_numbers": _("数字ではありません。所在地から位置を決めます"),
        "outside": _("日本の外です。所在地から位置を決めます"),
    }
    if point.problem:
        reading.note("latitude", words[point.problem])
    if point.latitude is not None and not owner.holds(point.latitude, point.longitude):
        reading.values |= dict.fromkeys(POINT)
        reading.note("latitude", _("位置が市区町村の外です。所在地から位置を決めます"))


def outcomes_of(
    rows: Sequence[SourceRow], setting: Setting, *, model: type[Any], code: str, read: Callable[[SourceRow, Owner], Reading]
) -> list[Outcome]:
    """Decide on every row: a constant number of queries for any number of rows."""
    owner = Owner(setting)
    doubled = _doubled_ids(rows)
    known = _Known(model, setting.owner_code, code)
    seen: set[int | tuple[str, str]] = set()
    outcomes = []
    for row in rows:
        reading = read(row, owner)
        number = plain(row.text("id"))[:40]
        if number and doubled:
            reading.note("id", _id_words(number, doubled))
            number = ""
        outcome = Outcome(row.line, reading.values["name"], problems=reading.problems)
        outcomes.append(outcome)
        if any(problem.fatal for problem in reading.problems):
            outcome.state = RowState.REJECTED
            continue
        record = known.find(number, reading.values) or model(status=PublicationState.DRAFT)
        key = record.pk or (number, "") if record.pk or number else (reading.values["name"], reading.values["address"])
        if key in seen:
            outcome.problems.append(Problem("id" if number else "name", _("同じものが前の行にもあります"), fatal=True))
            outcome.state = RowState.REJECTED
            continue
        seen.add(key)
        _decide(outcome, record, reading, number, owner)
    return outcomes


def summary_of(description: str) -> str:
    """The first sentence: the standard's lists have no column for what a list of visitors' pages shows."""
    return re.split(r"(?<=。)|\n", description.strip())[0].strip()[:160]


def _decide(outcome: Outcome, record: Any, reading: Reading, number: str, owner: Owner) -> None:
    values = reading.values | ({"dataset_id": number} if number else {})
    derived = values.get("summary") == summary_of(values.get("description", ""))
    if record.pk is not None and derived and getattr(record, "summary", "") != summary_of(getattr(record, "description", "")):
        values.pop("summary", None)  # somebody wrote one
    located = type(record)(**{name: value for name, value in values.items() if name != "extra"})
    settle(located, locator=owner.locator)
    values |= {name: getattr(located, name) for name in ("town", "accuracy", "key", *POINT)}
    if record.pk is None and owner.setting.publish and located.latitude is not None:
        values |= {"status": PublicationState.PUBLISHED, "published_on": owner.setting.today}
    elif record.pk is None and owner.setting.publish and located.latitude is None:
        outcome.problems.append(Problem("latitude", _("位置が分からないので、下書きにします")))
    incoming = Incoming(record, values, reading.hours, reading.texts)
    outcome.payload = incoming
    if record.pk is not None:
        changes = differences(incoming)
        outcome.changes = {_label(type(record), name): pair for name, pair in changes.items() if name not in FOLLOWING}
        outcome.state = RowState.CHANGED if changes else RowState.SAME


def _label(model: type[Model], name: str) -> str:
    return _("営業時間") if name == "hours" else str(model._meta.get_field(name).verbose_name)


def _doubled_ids(rows: Iterable[SourceRow]) -> Mapping[str, Sequence[int]]:
    """The IDs on several lines, where they are so many that none of the file is believed (a spreadsheet made them all one); else none."""
    lines: dict[str, list[int]] = defaultdict(list)
    total = 0
    for row in rows:
        total += 1
        if number := plain(row.text("id"))[:40]:
            lines[number].append(row.line)
    doubled = {number: found for number, found in lines.items() if len(found) > 1}
    return doubled if sum(len(found) - 1 for found in doubled.values()) > total // 10 else {}


def _id_words(number: str, doubled: Mapping[str, Sequence[int]]) -> str:
    """Why the ID of a row is not used, and by what the row is matched instead."""
    if number in doubled:
        lines = _("、").join(str(line) for line in doubled[number][:MOST_LINES]) + (" …" if len(doubled[number]) > MOST_LINES else "")
        return _("ID「%(id)s」は%(count)d行にあります(%(lines)s行目)。IDは使わず、名称と所在地で見分けます") % {
            "id": number, "count": len(doubled[number]), "lines": lines,
        }  # fmt: skip
    words = _("このファイルは%(ids)d個のIDが重なっているので、この行のID「%(id)s」も使わず、名称と所在地で見分けます")
    return words % {"ids": len(doubled), "id": number}


class _Known:
    """The owner's records of a list, by ID and by name with address."""

    def __init__(self, model: type[Any], owner_code: str, code: str) -> None:
        found = model._default_manager.filter(owner_code=owner_code, dataset__in=("", code))
        if any(relation.name == "opening_rules" for relation in model._meta.related_objects):
            found = found.prefetch_related("opening_rules")
        self.by_id: dict[str, Any] = {}
        self.by_name: dict[tuple[str, str], Any] = {}
        for record in found.select_related("town").order_by("-pk"):
            if record.dataset_id:
                self.by_id[record.dataset_id] = record
            self.by_name[self._name(record.name, record.address)] = record

    @staticmethod
    def _name(name: str, address: str) -> tuple[str, str]:
        return search_key(name), place_key(address)

    def find(self, number: str, values: Mapping[str, Any]) -> Any:
        """The record of a row; one with another ID is another record."""
        if number and number in self.by_id:
            return self.by_id[number]
        record = self.by_name.get(self._name(values["name"], values["address"]))
        return None if record is None or (number and record.dataset_id) else record
