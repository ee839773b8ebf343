"""An integer program in whole numbers, as both ways of solving it take it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from musubi_engine.portfolio.program import Ints

Floats = NDArray[np.float64]
MARGIN = 0.01  # of a unit: how far sums in floating point may be off


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """Maximise weights . x over whole numbers lower <= x <= upper with low <= rows x <= high."""

    weights: Ints
    rows: Ints
    low: Ints
    high: Ints
    lower: Ints
    upper: Ints

    def holds(self, x: Ints) -> bool:
        """Whether an answer keeps every row and bound, in integers."""
        sums = self.rows @ x
        inside = np.all((self.low <= sums) & (sums <= self.high))
        return bool(inside and np.all((self.lower <= x) & (x <= self.upper)))

    def with_row(self, coefficients: Ints, low: int, high: int) -> Question:
        """The same with one more row."""
        return Question(
            self.weights, np.vstack([self.rows, coefficients]), np.append(self.low, low), np.append(self.high, high), self.lower, self.upper
        )

    def fixed(self, which: NDArray[np.bool_], x: Ints) -> Question:
        """The same with some columns fixed at the values of ``x``."""
        return Question(self.weights, self.rows, self.low, self.high, np.where(which, x, self.lower), np.where(which, x, self.upper))

    def aiming(self, weights: Ints) -> Question:
        """The same rows with other weights."""
        return Question(weights, self.rows, self.low, self.high, self.lower, self.upper)
