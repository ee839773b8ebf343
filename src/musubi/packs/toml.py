"""Reading TOML with messages that name the place: file, table, entry and key."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

from musubi.blocks.kernel.messages import TextError, gettext_noop


class PackError(TextError):
    """A pack's data is not sound; the message begins with the place, such as 「plan.toml programs[3] (A-P3) kind」."""


def load_toml(path: Path) -> Entry:
    """Read one file. Raises ``PackError`` when it is missing, is not UTF-8 or is not TOML."""
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise PackError("missing_file", gettext_noop("%(place)s がありません。"), place=path.name) from None
    except UnicodeDecodeError:
        raise PackError("not_utf8", gettext_noop("%(place)s はUTF-8で保存してください。"), place=path.name) from None
    except tomllib.TOMLDecodeError as error:
        raise PackError("not_toml", gettext_noop("%(place)s をTOMLとして読めません:%(why)s"), place=path.name, why=str(error)) from None
    return Entry(path.name, data)


class Entry:
    """One table of a file; each key is taken once, and ``finish`` refuses keys that nobody asked for."""

    def __init__(self, place: str, data: Mapping[str, Any]) -> None:
        self.place = place
        self.data = data
        self.taken: set[str] = set()

    def fail(self, key: str, code: str, template: str, **params: object) -> PackError:
        """Return the error for ``key`` of this entry."""
        return PackError(code, template, place=f"{self.place} {key}", **params)

    def take(self, key: str, kind: type, *, required: bool, default: Any) -> Any:
        """Return the value of ``key``; a missing one is ``default`` unless it is required."""
        self.taken.add(key)
        if key not in self.data:
            if required:
                raise self.fail(key, "required", gettext_noop("%(place)s がありません。"))
            return default
        value = self.data[key]
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            expected = {str: "文字", int: "整数", bool: "true か false", list: "一覧([ ])", dict: "表"}[kind]
            raise self.fail(key, "wrong_type", gettext_noop("%(place)s は%(kind)sで書いてください。"), kind=expected)
        if required and value == "":
            raise self.fail(key, "required", gettext_noop("%(place)s が空です。"))
        return value

    def text(self, key: str, *, required: bool = False) -> str:
        """Return a text, "" where it is left out."""
        value: str = self.take(key, str, required=required, default="")
        return value

    def flag(self, key: str) -> bool:
        """Return a yes or no, no where it is left out."""
        value: bool = self.take(key, bool, required=False, default=False)
        return value

    def number(self, key: str) -> int:
        """Return a whole number that must be there."""
        value: int = self.take(key, int, required=True, default=None)
        return value

    def year(self, key: str) -> int | None:
        """Return a fiscal year, None where it is left out."""
        value: int | None = self.take(key, int, required=False, default=None)
        if value is not None and not 1900 <= value <= 2200:
            raise self.fail(key, "wrong_year", gettext_noop("%(place)s は西暦の年度(例:2018)で書いてください。"))
        return value

    def choice(self, key: str, allowed: Collection[str]) -> str:
        """Return one of a closed list of words."""
        value = self.text(key, required=True)
        if value not in allowed:
            raise self.fail(
                key,
                "wrong_choice",
                gettext_noop("%(place)s の「%(value)s」は使えません。%(allowed)s のどれかにしてください。"),
                value=value,
                allowed="、".join(sorted(allowed)),
            )
        return value

    def texts(self, key: str, *, required: bool = False) -> tuple[str, ...]:
        """Return a list of texts."""
        values = self.take(key, list, required=required, default=[])
        if not all(isinstance(value, str) for value in values):
            raise self.fail(key, "wrong_type", gettext_noop("%(place)s は文字の一覧で書いてください。"))
        return tuple(values)

    def one(self, key: str) -> Entry:
        """Return a sub-table that must be there."""
        return Entry(f"{self.place} {key}", self.take(key, dict, required=True, default=None))

    def many(self, key: str, *, required: bool = False) -> list[Entry]:
        """Return the entries of a list of tables; each place carries its number and code."""
        entries = []
        for number, data in enumerate(self.take(key, list, required=required, default=[]), start=1):
            place = f"{self.place} {key}[{number}]"
            if not isinstance(data, dict):
                raise PackError("wrong_type", gettext_noop("%(place)s は表で書いてください。"), place=place)
            code = data.get("code")
            entries.append(Entry(f"{place} ({code})" if isinstance(code, str) else place, data))
        return entries

    def finish(self) -> None:
        """Refuse keys that were not taken: a mistyped key must not be lost silently."""
        for key in self.data:
            if key not in self.taken:
                raise self.fail(key, "unknown_key", gettext_noop("%(place)s は知らない項目です。綴りを確かめてください。"))
