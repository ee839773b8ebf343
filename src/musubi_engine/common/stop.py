"""When a search ends: after CPU seconds, or after a number of rounds.

Only a limit in rounds makes a run repeatable to the last spot; seconds are a guard.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Protocol


class Stop(Protocol):
    """Says how far a search has come; a search asks after every batch of rounds."""

    def begin(self) -> None:
        """The search begins now: imports and compilation are over."""

    def progress(self, rounds: int) -> float:
        """The part of the budget that is used after ``rounds`` rounds: 1 or more ends the search."""

    def batch(self, rounds: int, wanted: int) -> int:
        """How many of the ``wanted`` next rounds may run before asking again."""


@dataclass(slots=True)
class MaxCpuSeconds:
    """Stop after CPU seconds of the calling thread, so that other users of a loaded machine take nothing away."""

    seconds: float
    _began: float = field(default=0.0, init=False)

    def begin(self) -> None:
        """Read the thread's CPU clock."""
        self._began = time.thread_time()

    def progress(self, rounds: int) -> float:
        """CPU seconds used, as a part of the budget."""
        return (time.thread_time() - self._began) / max(self.seconds, 1e-9)

    def batch(self, rounds: int, wanted: int) -> int:
        """About a hundredth of the budget, by the pace so far."""
        if rounds == 0:
            return 1
        pace = (time.thread_time() - self._began) / rounds
        return max(1, min(wanted, int(self.seconds / 100 / max(pace, 1e-9))))


@dataclass(slots=True)
class MaxRounds:
    """Stop after a number of rounds: the same seed then gives the same answer on every machine."""

    rounds: int

    def begin(self) -> None:
        """Nothing to read."""

    def progress(self, rounds: int) -> float:
        """Rounds done, as a part of the budget."""
        return rounds / self.rounds if self.rounds > 0 else 1.0

    def batch(self, rounds: int, wanted: int) -> int:
        """No more than are left."""
        return min(wanted, self.rounds - rounds)
