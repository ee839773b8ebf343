"""What a solver returns: the value found, and how it came about."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Explanation:
    """One reason in a form that a page can word in any language.

    ``code`` is stable (``"closed_that_day"``), ``subject`` names what it is about (a spot's number, a day, a group)
    and ``values`` holds the figures to be put into the sentence.
    """

    code: str
    subject: int | str = ""
    values: Mapping[str, int | float | str | tuple[int, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Result(Generic[T]):
    """A value with its explanation and the effort spent on it.

    ``search_cpu_s`` is CPU time of the searching thread, without import and compilation; ``rounds`` is what to give as
    a limit to obtain the same value again.
    """

    value: T
    score: float
    explanation: tuple[Explanation, ...] = ()
    rounds: int = 0
    search_cpu_s: float = 0.0
    seed: int = 0
