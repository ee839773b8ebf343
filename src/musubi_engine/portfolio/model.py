"""What a selection is made of: applications, the money, the rules; and what comes out of it.

Money is whole yen. Scores are whole numbers of one unit of the caller's choice (the reader uses hundredths of a point), so
that every sum is exact.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from musubi_engine.portfolio.checks import check_call


def in_order(name: str) -> tuple[tuple[str | int, ...], str]:
    """By which ids are sorted: numbers in them count as numbers, so that 9 stands before 10.

    >>> sorted(["A-10", "A-9", "A-09"], key=in_order)
    ['A-09', 'A-9', 'A-10']
    """
    return tuple(int(part) if place % 2 else part for place, part in enumerate(re.split("([0-9]+)", name))), name


@dataclass(frozen=True, slots=True)
class Application:
    """An application (申請) with its score and the amount asked for.

    A grant is ``asked`` in full, or, where ``least`` is given, any amount from ``least`` to ``asked`` in steps of
    ``step`` below ``asked``. ``marks`` are what rules speak of: lane, size, area …, each with one value.
    """

    id: str
    applicant: str
    asked: int
    score: int
    marks: Mapping[str, str] = field(default_factory=dict)
    least: int | None = None
    step: int = 0

    def amounts(self) -> tuple[int, ...]:
        """The amounts that may be granted, the full one first."""
        if self.least is None:
            return (self.asked,)
        found = list(range(self.asked, self.least - 1, -self.step))
        return (*found, self.least) if found[-1] != self.least else tuple(found)

    def worth(self, amount: int) -> int:
        """What a grant of this amount counts: the score in proportion, rounded down to a whole unit."""
        return self.score * amount // self.asked


@dataclass(frozen=True, slots=True)
class Limit:
    """Least and most grants, and least and most yen, of the applications whose mark ``mark`` is ``value`` (a lane)."""

    id: str
    mark: str
    value: str
    least_count: int = 0
    most_count: int | None = None
    least_yen: int = 0
    most_yen: int | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Least and most share, in thousandths, of the yen that go to applications whose mark ``mark`` is ``value``.

    ``of`` says of what: ``"awarded"`` (all that is granted) or ``"budget"``.
    """

    id: str
    mark: str
    value: str
    at_least: int = 0
    at_most: int = 1000
    of: str = "awarded"


@dataclass(frozen=True, slots=True)
class Sheets:
    """Reviewers' points (採点表) from which the scores of a call were calibrated: (application, reviewer, units of score).

    ``strength`` is that of the shrinkage. The solver does not look at them; a replay calculates the scores from them again.
    """

    rows: tuple[tuple[str, str, int], ...]
    strength: int = 2


@dataclass(frozen=True, slots=True)
class Call:
    """A question to the solver: applications, budget and rules.

    ``unit`` is how many units of score make a point. ``per_applicant`` is the most grants of one applicant.
    ``least_score`` leaves out what is below it. ``include`` and ``exclude`` name applications decided beforehand.
    ``sheets`` say that the scores are calibrated ones, and from what; None: scores are means as they are.
    ``numbered`` says that ids are running numbers, so that equal applications come in the order of 9 and 10.
    """

    applications: tuple[Application, ...]
    budget: int
    limits: tuple[Limit, ...] = ()
    shares: tuple[Share, ...] = ()
    per_applicant: int | None = None
    include: frozenset[str] = frozenset()
    exclude: frozenset[str] = frozenset()
    least_score: int = 0
    unit: int = 100
    sheets: Sheets | None = None
    numbered: bool = False

    def __post_init__(self) -> None:
        check_call(self)

    def ranked(self) -> tuple[Application, ...]:
        """The applications by score, the highest first; equal scores by smaller amount, then by id."""
        return tuple(sorted(self.applications, key=lambda a: (-(a.score or 0), a.asked, in_order(a.id) if self.numbered else ((), a.id))))

    def rules(self) -> tuple[str, ...]:
        """The ids of the rules that may be dropped to learn their price."""
        return (*(["per_applicant"] if self.per_applicant is not None else []), *(r.id for r in self.limits), *(r.id for r in self.shares))


@dataclass(frozen=True, slots=True)
class Portfolio:
    """A selection (採択案): application → yen granted, in ranked order.

    ``value`` is the sum of what the grants count, ``bound`` the proven upper bound of any selection under the same rules:
    equal to ``value``, no selection is better. ``alternatives`` are applications that another selection of the same value
    treats differently (none: it is the only one); the tie-break is stated in docs/engine/portfolio.md.
    """

    awards: Mapping[str, int]
    value: int
    bound: int
    alternatives: tuple[str, ...] = ()

    @property
    def yen(self) -> int:
        """All that is granted."""
        return sum(self.awards.values())
