"""The selection as an integer program: one column for each application and amount, one row for each rule, all whole numbers."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from math import gcd

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.model import Application, Call, Limit, Share

Ints = NDArray[np.int64]
NO_LIMIT = 1 << 60


@dataclass(frozen=True, slots=True)
class Line:
    """low <= sum over the grants of per_grant + per_yen * yen <= high; ``rule`` "" holds always."""

    rule: str
    per_grant: tuple[int, ...]
    per_yen: tuple[int, ...]
    low: int
    high: int


@dataclass(frozen=True, slots=True, eq=False)
class Program:
    """Columns (application, yen, worth) and rows with integer bounds, each row divided by what its coefficients share."""

    applications: tuple[Application, ...]
    owner: Ints
    yen: Ints
    worth: Ints
    rows: Ints
    low: Ints
    high: Ints
    lines: tuple[Line, ...]

    def columns_of(self, application: int) -> Ints:
        """The columns of an application."""
        return np.flatnonzero(self.owner == application)


def _limit_lines(limit: Limit, members: tuple[int, ...], none: tuple[int, ...]) -> Iterator[Line]:
    if limit.least_count or limit.most_count is not None:
        yield Line(limit.id, members, none, limit.least_count, NO_LIMIT if limit.most_count is None else limit.most_count)
    if limit.least_yen or limit.most_yen is not None:
        yield Line(limit.id, none, members, limit.least_yen, NO_LIMIT if limit.most_yen is None else limit.most_yen)


def _share_lines(share: Share, members: tuple[int, ...], none: tuple[int, ...], budget: int) -> Iterator[Line]:
    if share.of == "budget":
        yield Line(share.id, none, members, -(-share.at_least * budget // 1000), share.at_most * budget // 1000)
        return
    if share.at_least:
        yield Line(share.id, none, tuple(1000 * m - share.at_least for m in members), 0, NO_LIMIT)
    if share.at_most < 1000:
        yield Line(share.id, none, tuple(1000 * m - share.at_most for m in members), -NO_LIMIT, 0)


def lines_of(call: Call, applications: tuple[Application, ...], dropped: Collection[str] = ()) -> Iterator[Line]:
    """All rules as lines, without those dropped."""
    none = (0,) * len(applications)
    ones = (1,) * len(applications)
    if "budget" not in dropped:
        yield Line("budget", none, ones, 0, call.budget)
    for limit in call.limits:
        if limit.id not in dropped:
            yield from _limit_lines(limit, tuple(int(a.marks.get(limit.mark) == limit.value) for a in applications), none)
    for share in call.shares:
        if share.id not in dropped:
            yield from _share_lines(share, tuple(int(a.marks.get(share.mark) == share.value) for a in applications), none, call.budget)
    yield from _applicant_lines(call, applications, none, dropped)


def _applicant_lines(call: Call, applications: tuple[Application, ...], none: tuple[int, ...], dropped: Collection[str]) -> Iterator[Line]:
    """The most grants of one applicant, and at most (or exactly) one amount for each application."""
    if call.per_applicant is not None and "per_applicant" not in dropped:
        for applicant in dict.fromkeys(a.applicant for a in applications):
            mine = tuple(int(a.applicant == applicant) for a in applications)
            if sum(mine) > call.per_applicant:
                yield Line("per_applicant", mine, none, 0, call.per_applicant)
    for k, application in enumerate(applications):
        include = application.id in call.include and "include" not in dropped
        if include or len(application.amounts()) > 1:
            mine = tuple(int(j == k) for j in range(len(applications)))
            yield Line("include" if include else "", mine, none, int(include), 1)


def candidates(call: Call) -> tuple[Application, ...]:
    """The applications that may be chosen, in ranked order."""
    return tuple(a for a in call.ranked() if a.id not in call.exclude and (a.score >= call.least_score or a.id in call.include))


def reduced(coefficients: Ints, low: int, high: int) -> tuple[Ints, int, int]:
    """A row divided by the greatest common divisor of its coefficients; bounds move to the next whole number inside."""
    shared = gcd(*coefficients.tolist()) or 1
    return (
        coefficients // shared,
        low if low == -NO_LIMIT else -(-low // shared),
        high if high == NO_LIMIT else high // shared,
    )


def effect(line: Line, owner: Ints, yen: Ints) -> Ints:
    """What columns of these applications and amounts add to a line."""
    found: Ints = np.array(line.per_grant, dtype=np.int64)[owner] + np.array(line.per_yen, dtype=np.int64)[owner] * yen
    return found


def build(call: Call, *, dropped: Collection[str] = ()) -> Program:
    """Make the program; columns stand in ranked order, larger amounts first."""
    applications = candidates(call)
    columns = [(k, yen, a.worth(yen)) for k, a in enumerate(applications) for yen in a.amounts()]
    owner, yen, worth = (np.array([c[j] for c in columns], dtype=np.int64) for j in range(3))
    lines = tuple(lines_of(call, applications, dropped))
    rows = np.zeros((len(lines), len(columns)), dtype=np.int64)
    low, high = np.zeros(len(lines), dtype=np.int64), np.zeros(len(lines), dtype=np.int64)
    for r, line in enumerate(lines):
        rows[r], low[r], high[r] = reduced(effect(line, owner, yen), line.low, line.high)
    return Program(applications, owner, yen, worth, rows, low, high, lines)
