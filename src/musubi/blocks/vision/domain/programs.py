"""The programs' register (事業の登録): which app works which codes of the plan, and where.

A program app describes itself in its `program.py` and registers when it is ready; the plan's pages, the desks, the map and
docs/programs.md link to it. Nothing here knows who registers. A code without a program is worked at its desk alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.urls import reverse

APP = re.compile(r"[a-z]+\.[a-z][a-z_]*[a-z]")


@dataclass(frozen=True)
class ProgramApp:
    """事業のアプリ: what a program's app says of itself.

    `app` is folder and name below `musubi.programs`, e.g. `growth.subsidies`; `codes` are those of the plan that it serves.
    `name`, `summary` are lazy translations. `manual` is its page below docs/. `measures` are keys of measures that count its work,
    the most telling first. `staff_url`, `public_url` name pages without arguments; left out, the program has the common page,
    which is composed of the panels of the slots `program-staff` and `program`.
    """

    app: str
    codes: tuple[str, ...]
    name: Any
    summary: Any
    manual: str
    measures: tuple[str, ...] = ()
    icon: str = "flag"
    staff_url: str = ""
    public_url: str = ""

    @property
    def slug(self) -> str:
        """The program's part of addresses, e.g. `certified-farmers`."""
        return self.app.partition(".")[2].replace("_", "-")

    @property
    def staff_page(self) -> str:
        """Where staff work it."""
        return reverse(self.staff_url) if self.staff_url else reverse("plan:program", args=[self.slug])

    @property
    def public_page(self) -> str:
        """Where everyone reads of it."""
        return reverse(self.public_url) if self.public_url else reverse("vision:program", args=[self.slug])


class UnknownProgramError(LookupError):
    """No program of that name is registered."""

    code = "unknown_program"


_programs: dict[str, ProgramApp] = {}


def register_program(program: ProgramApp) -> None:
    """Add a program; called when its app is ready. Names are unique, and a program serves a code at least."""
    if not APP.fullmatch(program.app) or not program.codes:
        raise ValueError(f"program {program.app!r} is not of the form project.app, or serves no code")
    if program.slug in _programs:
        raise ValueError(f"program {program.slug} is registered twice")
    _programs[program.slug] = program


def programs() -> tuple[ProgramApp, ...]:
    """All programs, in the order of their first codes."""
    return tuple(sorted(_programs.values(), key=lambda program: (program.codes[0], program.app)))


def program(slug: str) -> ProgramApp:
    """The program of that slug. Raises UnknownProgramError."""
    try:
        return _programs[slug]
    except KeyError as error:
        raise UnknownProgramError(slug) from error


def programs_of(codes: Collection[str]) -> tuple[ProgramApp, ...]:
    """The programs that serve one of the codes."""
    return tuple(found for found in programs() if set(found.codes) & set(codes))
