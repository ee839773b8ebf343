"""A progress bar on one line of the terminal; quiet where there is no terminal (logs, pipes)."""

from __future__ import annotations

import sys
from typing import Self

import click

WIDTH = 24
LONGEST = 40


class Bar:
    """Called with the name of each step as it begins; shows how many of `total` are done and what is being worked on."""

    def __init__(self, title: str, total: int) -> None:
        self.title, self.total = title, max(1, total)
        self.shown = sys.stderr.isatty()
        self.begun = 0

    def __enter__(self) -> Self:
        return self

    def __call__(self, name: str) -> None:
        """The next step begins."""
        self._show(name)
        self.begun += 1

    def at(self, done: int, name: str = "") -> None:
        """So many of `total` are done, for work that counts rows instead of steps."""
        self.begun = done
        self._show(name)

    def _show(self, name: str) -> None:
        if self.shown:
            click.echo(f"\r\033[K{self.line(name)}", nl=False, err=True)

    def line(self, name: str) -> str:
        """The bar as text."""
        done = min(self.begun, self.total)
        filled = WIDTH * done // self.total
        return f"{self.title} [{'#' * filled}{'-' * (WIDTH - filled)}] {done}/{self.total} {name[:LONGEST]}"

    def __exit__(self, *exc: object) -> None:
        if self.shown:
            click.echo("\r\033[K", nl=False, err=True)
