"""What blocks above hold of an application, erased with its content."""

from __future__ import annotations

from collections.abc import Callable

from musubi.blocks.applications.models import Application

Eraser = Callable[[Application], None]
_erasers: list[Eraser] = []


def register_content_eraser(erase: Eraser) -> None:
    """A block above erases what it holds of an application's content, in the transaction of the erasure."""
    if erase not in _erasers:
        _erasers.append(erase)


def erase_above(application: Application) -> None:
    """Ask every block above."""
    for erase in _erasers:
        erase(application)
