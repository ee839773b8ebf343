"""Look through a workbook's sheets before they are read: how far they reach, and which cells hold nothing that can be read.

The reader lays every sheet out as a full rectangle: one stray cell in the last column of a long sheet would take
gigabytes. And it reads an error (#N/A) or a formula that was never calculated as empty, which would look like a deletion.
"""

from __future__ import annotations

import html
import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROW = re.compile(rb"<(?:\w+:)?row(?=\s)[^>]*?\br=[\"'](\d+)[\"']")
_PLACE = re.compile(rb"\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
_IS_ERROR = re.compile(rb"\bt=[\"']e[\"']")
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>[^<]|<(?:\w+:)?is>")
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_ATTRIBUTE = re.compile(r"([\w:]+)=(?:\"([^\"]*)\"|'([^']*)')")


class Fault(Enum):
    """Why a cell cannot be read."""

    ERROR = "error"
    NOT_CALCULATED = "not_calculated"


@dataclass
class Extent:
    """How far a sheet's values reach, and its faulty cells by (row, column), both from 0."""

    rows: int = 0
    columns: int = 0
    faults: dict[tuple[int, int], Fault] = field(default_factory=dict)


def scan_sheets(archive: zipfile.ZipFile) -> dict[str, Extent]:
    """Sheet name → extent, for every worksheet that can be found; a workbook whose parts do not fit gives fewer."""
    names = set(archive.namelist())
    found = {}
    for name, path in _sheet_paths(archive, names).items():
        if path in names:
            found[name] = scan(archive.read(path))
    return found


def scan(xml: bytes) -> Extent:
    """The extent of one sheet."""
    extent = Extent()
    placed = True
    for match in _CELL.finditer(xml):
        attributes, content = match.groups()
        if content is None:
            continue
        place = _PLACE.search(attributes)
        if place is None:
            placed = False
            continue
        row, column = int(place[2]) - 1, _column_index(place[1])
        fault = _fault(attributes, content)
        if fault:
            extent.faults[row, column] = fault
        extent.rows, extent.columns = max(extent.rows, row + 1), max(extent.columns, column + 1)
    if not placed:  # the standard lets a cell leave its address out
        extent.rows = max([extent.rows, *(int(number) for number in _ROW.findall(xml))])
    return extent


def _fault(attributes: bytes, content: bytes) -> Fault | None:
    if _IS_ERROR.search(attributes):
        return Fault.ERROR
    if _FORMULA.search(content) and not _VALUE.search(content) and not _is_empty_text(attributes, content):
        return Fault.NOT_CALCULATED
    return None


def _is_empty_text(attributes: bytes, content: bytes) -> bool:
    """A formula whose calculated value is the empty text."""
    return b"str" in attributes and b"<v" in content


def _column_index(letters: bytes) -> int:
    index = 0
    for letter in letters:
        index = index * 26 + letter - ord("A") + 1
    return index - 1


def _sheet_paths(archive: zipfile.ZipFile, names: set[str]) -> dict[str, str]:
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in names:
        return {}
    targets = {}
    for tag in _RELATION.findall(_text(archive, relations)):
        values = _attributes(tag)
        target = values.get("Target", "")
        targets[values.get("Id", "")] = target.removeprefix("/") if target.startswith("/") else f"xl/{target}"
    found = {}
    for tag in _SHEET.findall(_text(archive, "xl/workbook.xml")):
        values = _attributes(tag)
        relation = next((value for key, value in values.items() if key.endswith(":id")), "")
        found[values.get("name", "")] = targets.get(relation, "")
    return found


def _text(archive: zipfile.ZipFile, name: str) -> str:
    return archive.read(name).decode("utf-8", errors="replace")


def _attributes(tag: str) -> Mapping[str, str]:
    return {key: html.unescape(double or single) for key, double, single in _ATTRIBUTE.findall(tag)}
