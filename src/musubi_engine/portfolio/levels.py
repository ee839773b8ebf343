"""Calibrated scores in whole units, exactly: for calls whose guidelines select by them.

The model is that of `calibration`; here severities are fractions, so that every machine finds the same scores and a kept run replays.
"""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from math import floor, lcm

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.calibration import groups_apart
from musubi_engine.portfolio.model import Sheets


class NotComparableError(InvalidDataError):
    """Reviewers in ``groups`` (of applications) that share none: nobody can tell their severity from the applications' quality."""

    code = "not_comparable"

    def __init__(self, groups: list[tuple[str, ...]]) -> None:
        super().__init__("no reviewer scored in both: let one do so", where=" | ".join(", ".join(group) for group in groups))
        self.groups = groups


def exact_severities(sheets: Sheets) -> dict[str, Fraction]:
    """Each reviewer's severity in units of score (below zero: strict); together they sum to zero.

    >>> found = exact_severities(Sheets((("1", "甲", 80), ("1", "乙", 60), ("2", "甲", 70), ("2", "乙", 50))))
    >>> {name: str(value) for name, value in found.items()}
    {'乙': '-5', '甲': '5'}
    """
    _check(sheets)
    of: dict[str, list[tuple[str, int]]] = defaultdict(list)
    for application, reviewer, units in sheets.rows:
        of[application].append((reviewer, units))
    names = sorted({reviewer for _application, reviewer, _units in sheets.rows})
    place = {name: k for k, name in enumerate(names)}
    scale = lcm(*(len(rows) for rows in of.values()))
    system = [[sheets.strength * scale if k == column else 0 for column in range(len(names) + 1)] for k in range(len(names))]
    for rows in of.values():
        share, total = scale // len(rows), sum(units for _reviewer, units in rows)
        for reviewer, units in rows:
            line = system[place[reviewer]]
            line[place[reviewer]] += scale
            line[-1] += scale * units - share * total
            for other, _units in rows:
                line[place[other]] -= share
    found = _solved(system)
    middle = sum(found, Fraction(0)) / len(found)
    return {name: value - middle for name, value in zip(names, found, strict=True)}


def calibrated_scores(sheets: Sheets) -> dict[str, int]:
    """Each application's mean of units less severity, half up, never below zero. Raises NotComparableError.

    >>> calibrated_scores(Sheets((("1", "甲", 80), ("1", "乙", 60), ("2", "甲", 70))))
    {'1': 70, '2': 67}
    """
    severity = exact_severities(sheets)
    of: dict[str, list[Fraction]] = defaultdict(list)
    for application, reviewer, units in sheets.rows:
        of[application].append(units - severity[reviewer])
    return {name: max(0, floor(sum(values, Fraction(0)) / len(values) + Fraction(1, 2))) for name, values in sorted(of.items())}


def _check(sheets: Sheets) -> None:
    if not sheets.rows:
        raise InvalidDataError("there are no scores", where="sheets")
    if sheets.strength < 1:
        raise InvalidDataError(f"{sheets.strength} is not one or more", where="strength")
    pairs = [(application, reviewer) for application, reviewer, _units in sheets.rows]
    if len(set(pairs)) < len(pairs):
        raise InvalidDataError("two scores of one reviewer for the same application", where="sheets")
    groups = groups_apart(pairs)
    if len(groups) > 1:
        raise NotComparableError(groups)


def _solved(system: list[list[int]]) -> list[Fraction]:
    """The solution of a positive definite system in whole numbers, right side last, by elimination without fractions.

    Reference: Bareiss, Mathematics of Computation 22, 1968: every division below leaves no rest, every pivot is a principal minor.
    """
    size, before = len(system), 1
    for k in range(size):
        pivot = system[k]
        for line in system:
            if line is not pivot:
                factor = line[k]
                line[:] = [(pivot[k] * value - factor * taken) // before for value, taken in zip(line, pivot, strict=True)]
        before = pivot[k]
    return [Fraction(line[-1], line[k]) for k, line in enumerate(system)]
