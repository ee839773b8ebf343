"""Lists of the city's own records that anyone may take as CSV or JSON, each with its source and licence; apps register them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from musubi.blocks.accounts.domain.office import letterhead, office

Value = str | int | bool | None


@dataclass(frozen=True)
class OpenFile:
    """`columns` are the names of the JSON with the headings of the CSV, in order; `rows()` tell only what is public.

    `address` is the page on which people read the same.
    """

    key: str
    name: Any
    summary: Any
    columns: Mapping[str, str]
    rows: Callable[[], Iterable[Mapping[str, Value]]]
    address: str
    order: int = 100


_files: dict[str, OpenFile] = {}


def register_open_file(file: OpenFile) -> None:
    """Add a file; its key is unique and stands in its address."""
    if file.key in _files:
        raise ValueError(f"open file {file.key} is registered twice")
    _files[file.key] = file


def open_files() -> tuple[OpenFile, ...]:
    """All files, in the order of the catalogue."""
    return tuple(sorted(_files.values(), key=lambda file: (file.order, file.key)))


def open_file(key: str) -> OpenFile:
    """One file. Raises KeyError."""
    return _files[key]


def source_of_files() -> str:
    """Who publishes them."""
    return letterhead().name or _("市")


def licence_of_files() -> str:
    """Under which terms they may be used, as the office has set it."""
    return office().data_licence or _("利用条件は、公開元に問い合わせてください")
