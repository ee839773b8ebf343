"""Whether a selection would stand if the reviewers had scored a little differently."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, replace

from musubi_engine.common import InvalidDataError
from musubi_engine.portfolio.checks import ImpossibleRulesError
from musubi_engine.portfolio.exact import maximise
from musubi_engine.portfolio.model import Application, Call
from musubi_engine.portfolio.program import build
from musubi_engine.portfolio.solving import awards, clashing, question

FINER = 64  # scores are shaken in 64ths of a unit, so that equal sums practically do not occur


@dataclass(frozen=True, slots=True)
class Robustness:
    """In how many of ``draws`` each application is chosen; always, never and borderline by name, in ranked order."""

    draws: int
    spread: int
    seed: int
    times: dict[str, int]

    @property
    def always(self) -> tuple[str, ...]:
        """Chosen in every draw."""
        return tuple(name for name, count in self.times.items() if count == self.draws)

    @property
    def never(self) -> tuple[str, ...]:
        """Chosen in no draw."""
        return tuple(name for name, count in self.times.items() if count == 0)

    @property
    def borderline(self) -> tuple[str, ...]:
        """Chosen in some draws: what the panel should look at again."""
        return tuple(name for name, count in self.times.items() if 0 < count < self.draws)


def noise(seed: int, draw: int, name: str, spread: int) -> int:
    """A whole number, nearly normal with this standard deviation: twelve 16-bit uniforms from SHA-256 of "seed|draw|name".

    Whole numbers only, so that every machine and version draws the same.

    >>> [noise(1, d, "001", 500) for d in range(4)]
    [-1034, 45, -1098, -75]
    """
    words = hashlib.sha256(f"{seed}|{draw}|{name}".encode()).digest()
    total = sum(int.from_bytes(words[k : k + 2], "big") for k in range(0, 24, 2)) - 6 * 65535
    return (total * spread + 32768) // 65536


def _shaken(a: Application, seed: int, draw: int, spread: int) -> Application:
    return replace(a, score=max(0, FINER * a.score + noise(seed, draw, a.id, FINER * spread)))


def robustness(call: Call, *, spread: int, draws: int = 40, seed: int = 1) -> Robustness:
    """Select anew ``draws`` times with every score shaken by noise of standard deviation ``spread`` (in units of score).

    Who is below the least score stays out: noise moves nobody over a threshold that the guidelines set.
    """
    if spread < 1 or draws < 1:
        raise InvalidDataError("give a spread and a number of draws of 1 or more", where="robustness")
    out = {a.id for a in call.applications if a.id not in call.include and a.id not in call.exclude and a.score < call.least_score}
    scored = [a for a in call.ranked() if a.id not in call.exclude]
    times: Counter[str] = Counter()
    for draw in range(draws):
        shaken = tuple(_shaken(a, seed, draw, spread) for a in scored)
        trial = replace(call, applications=shaken, least_score=0, exclude=frozenset(out))
        program = build(trial)
        if not len(program.worth):  # nobody can be chosen, however scores are shaken
            continue
        found = maximise(question(program))
        if found is None:
            raise ImpossibleRulesError(clashing(trial))
        times.update(tuple(awards(program, found.answer.x)))
    return Robustness(draws, spread, seed, {a.id: times[a.id] for a in scored})
