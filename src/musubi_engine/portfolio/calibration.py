"""Reviewers' severity by a stated model, beside raw scores; used only where the guidelines of a call say so.

Model: score(i, j) = mean + quality(i) + severity(j) + rest, for application i and reviewer j. Severities are found by least
squares with shrinkage: minimise the sum of rest^2 + strength x sum of severity^2. A calibrated score is the mean over an
application's reviewers of score - severity. Where everybody scores everything, all that changes is each reviewer's level;
the order of the applications stays. It matters where reviewers scored different applications.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from statistics import median

import numpy as np

from musubi_engine.common import Explanation, InvalidDataError

STRENGTH, FAR = 2.0, 3.0


@dataclass(frozen=True, slots=True)
class Mark:
    """One reviewer's score (評点) of one application, in points."""

    application: str
    reviewer: str
    score: float


@dataclass(frozen=True, slots=True)
class ReviewerRow:
    """A reviewer: how many scores, their mean and spread, severity (below zero: strict) before and after shrinkage."""

    reviewer: str
    scores: int
    mean: float
    spread: float
    severity: float
    severity_unshrunk: float


@dataclass(frozen=True, slots=True)
class ApplicationRow:
    """An application: raw and calibrated mean, both ranks (equal scores share one), spread among its reviewers, and the sum told line by line."""

    application: str
    raw: float
    calibrated: float
    raw_rank: int
    calibrated_rank: int
    spread: float
    parts: tuple[tuple[str, float, float], ...]  # reviewer, score, severity taken off


@dataclass(frozen=True, slots=True)
class WithoutReviewer:
    """Leave-one-out: the calibrated ranks without one reviewer, and applications whose rank moves by two or more."""

    reviewer: str
    ranks: dict[str, int]
    moved: tuple[str, ...]
    unscored: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Calibration:
    """What one printed page tells: reviewers, applications in calibrated order, remarks, and the effect of each reviewer."""

    mean: float
    strength: float
    reviewers: tuple[ReviewerRow, ...]
    applications: tuple[ApplicationRow, ...]
    remarks: tuple[Explanation, ...]
    without: tuple[WithoutReviewer, ...]


def _check(marks: Sequence[Mark], applications: Iterable[str]) -> None:
    if not marks:
        raise InvalidDataError("there are no scores", where="scores")
    seen = set()
    for mark in marks:
        if not np.isfinite(mark.score):
            raise InvalidDataError(f"{mark.score} is not a number", where=f"application {mark.application}, reviewer {mark.reviewer}")
        if (mark.application, mark.reviewer) in seen:
            raise InvalidDataError("two scores for the same application", where=f"application {mark.application}, reviewer {mark.reviewer}")
        seen.add((mark.application, mark.reviewer))
    missing = sorted(set(applications) - {mark.application for mark in marks})
    if missing:
        raise InvalidDataError("nobody has scored them yet: complete the review", where=f"applications {', '.join(missing)}")


def severities(marks: Sequence[Mark], strength: float) -> dict[str, float]:
    """Each reviewer's severity; together they sum to zero.

    >>> pairs = [Mark("1", "甲", 80), Mark("1", "乙", 60), Mark("2", "甲", 70), Mark("2", "乙", 50)]
    >>> {name: round(value, 6) for name, value in severities(pairs, 0.0).items()}
    {'乙': -10.0, '甲': 10.0}
    >>> {name: round(value, 6) for name, value in severities(pairs, 2.0).items()}
    {'乙': -5.0, '甲': 5.0}
    """
    applications = sorted({mark.application for mark in marks})
    reviewers = sorted({mark.reviewer for mark in marks})
    row, column = ({name: k for k, name in enumerate(names)} for names in (applications, reviewers))
    count, sums, together = np.zeros(len(applications)), np.zeros(len(applications)), np.zeros((len(applications), len(reviewers)))
    for mark in marks:
        count[row[mark.application]] += 1
        sums[row[mark.application]] += mark.score
        together[row[mark.application], column[mark.reviewer]] = 1
    totals = np.zeros(len(reviewers))
    for mark in marks:
        totals[column[mark.reviewer]] += mark.score - sums[row[mark.application]] / count[row[mark.application]]
    normal = np.diag(together.sum(axis=0) + strength) - together.T @ (together / count[:, None])
    found = np.linalg.lstsq(normal, totals, rcond=None)[0]
    found -= found.mean()
    return dict(zip(reviewers, found.tolist(), strict=True))


def groups_apart(pairs: Iterable[tuple[str, str]]) -> list[tuple[str, ...]]:
    """Applications in groups whose reviewers share none, even through others, from (application, reviewer); one: all can be compared.

    >>> groups_apart([("1", "甲"), ("2", "甲"), ("2", "乙"), ("3", "丙")])
    [('1', '2'), ('3',)]
    """
    near: dict[tuple[str, str], set[tuple[str, str]]] = defaultdict(set)
    for application, reviewer in pairs:
        a, r = ("application", application), ("reviewer", reviewer)
        near[a].add(r)
        near[r].add(a)
    left, groups = set(near), []
    while left:
        stack = [left.pop()]
        group = set(stack)
        while stack:
            reached = near[stack.pop()] & left
            left -= reached
            group |= reached
            stack += reached
        groups.append(tuple(sorted(name for kind, name in group if kind == "application")))
    return sorted(groups)


def ranks(values: dict[str, float]) -> dict[str, int]:
    """Rank from 1; equal to a ten-thousandth of a point means equal rank.

    >>> ranks({"1": 80.0, "2": 90.0, "3": 80.0})
    {'1': 2, '2': 1, '3': 2}
    """
    rounded = {name: round(value, 4) for name, value in values.items()}
    return {name: 1 + sum(other > value for other in rounded.values()) for name, value in rounded.items()}


def _means(marks: Sequence[Mark], severity: dict[str, float]) -> dict[str, float]:
    found = defaultdict(list)
    for mark in marks:
        found[mark.application].append(mark.score - severity.get(mark.reviewer, 0.0))
    return {name: sum(values) / len(values) for name, values in found.items()}


def _spread(values: Sequence[float]) -> float:
    return float(np.std(values, ddof=1)) if len(values) > 1 else 0.0


def _remarks(marks: Sequence[Mark], severity: dict[str, float]) -> list[Explanation]:
    """Scores far from what the model expects: more than three times the median distance of all, and two points."""
    calibrated = _means(marks, severity)
    rest = [mark.score - severity[mark.reviewer] - calibrated[mark.application] for mark in marks]
    usual = 1.4826 * median(abs(value) for value in rest)
    found = [
        Explanation("far_score", mark.application, {"reviewer": mark.reviewer, "score": mark.score, "expected": round(mark.score - value, 2)})
        for mark, value in zip(marks, rest, strict=True)
        if abs(value) > max(FAR * usual, 2.0)
    ]
    groups = groups_apart((mark.application, mark.reviewer) for mark in marks)
    if len(groups) > 1:
        found.append(Explanation("not_comparable", "", {"groups": len(groups)}))
    alone = sorted(name for name in calibrated if sum(mark.application == name for mark in marks) == 1)
    found.extend(Explanation("one_reviewer_only", name) for name in alone)
    return found


def _without(marks: Sequence[Mark], strength: float, before: dict[str, int]) -> Iterable[WithoutReviewer]:
    for reviewer in sorted({mark.reviewer for mark in marks}):
        rest = [mark for mark in marks if mark.reviewer != reviewer]
        left = ranks(_means(rest, severities(rest, strength))) if rest else {}
        old = ranks({name: -float(rank) for name, rank in before.items() if name in left})
        moved = tuple(name for name in sorted(left) if abs(left[name] - old[name]) >= 2)
        yield WithoutReviewer(reviewer, left, moved, tuple(sorted(set(before) - set(left))))


def calibrate(marks: Sequence[Mark], *, strength: float = STRENGTH, applications: Iterable[str] = ()) -> Calibration:
    """Estimate severities and lay out the page.

    ``strength`` is as many imagined scores of a reviewer without severity: with n scores of the same applications as all
    others a severity keeps n / (n + strength) of itself. ``applications`` are those that must have a score. O(r^3) for r reviewers.

    Reference: Searle, Casella & McCulloch, Variance Components, Wiley 1992, chapter 7 (shrinkage as best linear prediction).
    """
    if not np.isfinite(strength) or strength < 0:
        raise InvalidDataError(f"{strength} is not zero or more", where="strength")
    _check(marks, applications)
    severity, plain = severities(marks, strength), severities(marks, 0.0)
    raw, calibrated = _means(marks, {}), _means(marks, severity)
    raw_rank, rank = ranks(raw), ranks(calibrated)
    by_reviewer, by_application = defaultdict(list), defaultdict(list)
    for mark in sorted(marks, key=lambda m: (m.application, m.reviewer)):
        by_reviewer[mark.reviewer].append(mark.score)
        by_application[mark.application].append((mark.reviewer, mark.score, severity[mark.reviewer]))
    reviewers = tuple(
        ReviewerRow(name, len(values), sum(values) / len(values), _spread(values), severity[name], plain[name])
        for name, values in sorted(by_reviewer.items())
    )
    rows = tuple(
        ApplicationRow(name, raw[name], calibrated[name], raw_rank[name], rank[name], _spread([s for _, s, _ in parts]), tuple(parts))
        for name, parts in sorted(by_application.items(), key=lambda item: (rank[item[0]], item[0]))
    )
    mean = sum(mark.score for mark in marks) / len(marks)
    return Calibration(mean, strength, reviewers, rows, tuple(_remarks(marks, severity)), tuple(_without(marks, strength, rank)))
