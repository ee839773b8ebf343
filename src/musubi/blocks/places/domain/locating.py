"""Which town a written address lies in: the longest town name that the address begins with, whatever its width and numerals.

`locate("所沢市東所沢２丁目３１－１６")` and `locate("埼玉県所沢市東所沢2-31-16")` both find 東所沢二丁目; 大字 may be left out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from musubi.blocks.kernel.text import search_key
from musubi.blocks.places.models import Town

KANJI_DIGITS = {kanji: number for number, kanji in enumerate("〇一二三四五六七八九")}
_CHOME = re.compile(r"([一二三四五六七八九十]+)丁目")
_NOT_DIGIT = re.compile(r"[^0-9]")
_DASHED_CHOME = re.compile(r"^([^0-9]+)([0-9]{1,2})[-ー‐-―−]")  # 東所沢2-31: people leave 丁目 out


def place_key(text: str) -> str:
    """The form in which two spellings of a place are equal: width, ヶ/ケ/が, 丁目 in figures; 大字 and 字 set aside."""
    plain = unicodedata.normalize("NFKC", text)
    plain = _CHOME.sub(lambda found: f"{_number(found[1])}丁目", plain)
    key = search_key(plain).replace("け", "が")
    return re.sub(r"^(?:大字|字)", "", key)


def _number(kanji: str) -> int:
    tens, ten, ones = kanji.rpartition("十")
    return (KANJI_DIGITS.get(tens, 1) * 10 if ten else 0) + KANJI_DIGITS.get(ones, 0)


def towns_of(municipality_code: str | None = None) -> list[Town]:
    """The known towns, of one municipality or of all."""
    towns = Town.objects.all()
    return list(towns.filter(municipality_code=municipality_code) if municipality_code else towns)


class Locator:
    """Finds towns for many addresses with one query."""

    def __init__(self, towns: list[Town] | None = None) -> None:
        self.by_city: dict[str, dict[str, Town]] = {}
        self.cities: dict[str, str] = {}
        for town in towns_of() if towns is None else towns:
            self.by_city.setdefault(town.municipality_code, {}).setdefault(town.key, town)
            for spelling in (town.prefecture + town.city, town.city):
                self.cities[search_key(spelling).replace("け", "が")] = town.municipality_code

    def locate(self, text: str, municipality_code: str = "") -> Town | None:
        """The town of an address; without `municipality_code` the address must begin with prefecture or city."""
        dashed = unicodedata.normalize("NFKC", text)
        key = search_key(dashed).replace("け", "が")
        city = next((name for name in sorted(self.cities, key=len, reverse=True) if key.startswith(name)), "")
        code = self.cities[city] if city else municipality_code
        towns = self.by_city.get(code)
        if not towns:
            return None
        rest = _after(dashed, len(city))
        found = _longest(towns, place_key(rest))
        match = _DASHED_CHOME.match(rest)
        if match:
            exact = towns.get(place_key(f"{match[1]}{int(match[2])}丁目"))
            found = exact if exact and (found is None or len(exact.key) > len(found.key)) else found
        return found


def _after(text: str, letters: int) -> str:
    """`text` without its first `letters` searchable characters."""
    position = 0
    while letters > 0 and position < len(text):
        letters -= len(search_key(text[position]))
        position += 1
    return text[position:].lstrip()


def _longest(towns: Mapping[str, Town], key: str) -> Town | None:
    return next((towns[key[:end]] for end in range(len(key), 0, -1) if key[:end] in towns), None)


def towns_at(postcode: str) -> list[Town]:
    """The towns of a postcode, however it was typed."""
    return list(Town.objects.filter(postcode=plain_postcode(postcode)))


def plain_postcode(text: str) -> str:
    """〒３５９－８５０１ as 3598501."""
    return _NOT_DIGIT.sub("", unicodedata.normalize("NFKC", text))
